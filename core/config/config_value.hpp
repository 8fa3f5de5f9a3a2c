#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/config/loader.hpp"

/// What a user wrote, as values that know where they were written.
///
/// A `ConfigValue` is JSON with an origin: the document and the JSON pointer. Origins survive
/// merging, so that a problem of the merged configuration is reported in the file that caused it.
/// Part of loading; others want `load_config`.

namespace sosw {

struct ConfigValue;

/// A template because the members of a value are values: it is complete as soon as they are.
template <typename Value>
struct NamedValue {
    std::string name;
    Value value;
};
using ConfigMember = NamedValue<ConfigValue>;

struct ConfigValue {
    enum class Kind { Null, Boolean, Number, Text, List, Object };

    Kind kind = Kind::Null;
    bool boolean = false;
    double number = 0;
    std::optional<std::int64_t> integer{};  ///< For numbers without a fraction that fit.
    std::string text{};                     ///< Of numbers too, as they were written.
    std::vector<ConfigValue> items{};
    std::vector<ConfigMember> members{};  ///< In the order of writing; names are unique.

    std::size_t document = 0;  ///< Index of the document that wrote it.
    std::string pointer{};     ///< JSON pointer within that document.

    bool is(Kind wanted) const { return kind == wanted; }
    /// The member `name`, or null where this is no object or has no such member. A JSON null is a
    /// member.
    const ConfigValue* find(std::string_view name) const;
    ConfigValue* find(std::string_view name);
};

/// The value as it is quoted in messages: `"fast"`, `12`, `null`, `a list`.
std::string quoted(const ConfigValue& value);
/// `text` in double quotes, cut where it is long.
std::string quoted(std::string_view text);

/// Gathers what is wrong with the documents of one load.
class ConfigProblems {
public:
    explicit ConfigProblems(std::span<const ConfigDocument> documents);

    /// `message` about what stands at `where`. The same complaint about the same place is kept
    /// once.
    void add(const ConfigValue& where, std::string message);
    /// Syntax: a place in the text of document `document`, counted in bytes from 0.
    void add_syntax(std::size_t document, std::size_t byte, std::string message);
    /// What was found in a file that is none of the documents.
    void add(Diagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }

    const Diagnostics& all() const { return diagnostics_; }
    Diagnostics take() { return std::move(diagnostics_); }

private:
    std::span<const ConfigDocument> documents_;
    Diagnostics diagnostics_;
};

/// Parses document `index` of `documents`, comments allowed; nothing where it is no JSON object,
/// which is then reported. Repeated keys are reported and the last one counts.
std::optional<ConfigValue> parse_config(
    std::span<const ConfigDocument> documents, std::size_t index, ConfigProblems& problems
);

/// `higher` over `lower` (M8): objects key by key, new keys at the end; anything else is replaced.
/// An object that was merged bears the origin of `higher`.
ConfigValue merge(ConfigValue lower, ConfigValue higher);

}  // namespace sosw

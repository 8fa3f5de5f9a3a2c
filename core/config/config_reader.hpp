#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "core/config/config_value.hpp"

/// Reads typed settings out of a `ConfigValue` and reports what does not fit. Part of loading.
///
/// Each `read_…` looks for the member `name` of an object. Absent or null: the target keeps its
/// default. Of the wrong type or out of range: reported, and the target keeps its default too, so
/// that reading goes on and finds the next problem.

namespace sosw {

/// A finite range of numbers, both ends included.
struct NumberRange {
    double minimum = 0;
    double maximum = std::numeric_limits<double>::max();
};

inline constexpr NumberRange kAboveZero{.minimum = 1e-6};

class ConfigReader {
public:
    explicit ConfigReader(ConfigProblems& problems) : problems_{problems} {}

    ConfigProblems& problems() const { return problems_; }

    /// The member, or null where it is absent or a JSON null.
    static const ConfigValue* given(const ConfigValue& object, std::string_view name);
    /// The member if it is an object.
    const ConfigValue* object(const ConfigValue& object, std::string_view name) const;
    /// The member if it is a list.
    const ConfigValue* list(const ConfigValue& object, std::string_view name) const;

    /// A whole number of at least `minimum`.
    void read(
        const ConfigValue& object, std::string_view name, std::int64_t minimum, std::int64_t& target
    ) const;
    void read(
        const ConfigValue& object,
        std::string_view name,
        std::int64_t minimum,
        std::optional<std::int64_t>& target
    ) const;
    /// Any number: fractions and numbers below 0 are allowed, as sosw allows them.
    void read(const ConfigValue& object, std::string_view name, std::optional<double>& target)
        const;
    /// A text that is not empty.
    void read(const ConfigValue& object, std::string_view name, std::string& target) const;
    /// Seconds as a number, fractions allowed.
    void read_seconds(
        const ConfigValue& object, std::string_view name, NumberRange range, Duration& target
    ) const;

    /// The number `value` is, if it lies in `range`; otherwise reports that `what` was expected.
    std::optional<double> number(const ConfigValue& value, NumberRange range, std::string_view what)
        const;
    /// The text `value` is, if it is not empty.
    std::optional<std::string> text(const ConfigValue& value) const;

    /// Reports every member of `object` that is not in `known`, with the nearest spelling. `what`
    /// names the kind of thing that is set, such as `a labourer`.
    void refuse_unknown(
        const ConfigValue& object, std::string_view what, std::span<const std::string_view> known
    ) const;
    /// Reports one unknown member.
    void refuse(
        const ConfigMember& member, std::string_view what, std::span<const std::string_view> known
    ) const;

    /// Reports that `value` is none of `choices`, with the nearest spelling.
    void refuse_choice(const ConfigValue& value, std::span<const std::string_view> choices) const;

private:
    ConfigProblems& problems_;
};

/// The number a key spells, in any way: `3`, `3.0`, ` +3 `, `3e0` (M6). Nothing for other texts.
std::optional<double> number_of_key(std::string_view key);

/// `a, b, c`.
std::string listed(std::span<const std::string_view> words);

}  // namespace sosw

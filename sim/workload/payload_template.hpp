#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "core/base/random.hpp"
#include "core/base/time.hpp"
#include "core/ports/attribute_value.hpp"

/// Payloads with placeholders, filled in for each task.
///
///     {"page": "{{task.number}}", "at": "{{time.iso}}", "shop": "shop {{random.int 1 100}}"}
///
/// Placeholders stand in texts; keys and numbers stay as they were written. A text that is one
/// placeholder and nothing else becomes a JSON number where what it stands for is one.

namespace sosw::sim {

/// A piece of a text: what stands there, or what is put there.
struct Placeholder {
    enum class Kind { Counter, TimeIso, TimeEpoch, RandomInt, RandomChoice, TraceColumn };

    Kind kind = Kind::Counter;
    std::int64_t low = 0;  ///< Of `RandomInt`, both ends included.
    std::int64_t high = 0;
    std::vector<std::string> choices{};  ///< Of `RandomChoice`.
    std::size_t column = 0;              ///< Of `TraceColumn`.
};
using TemplatePiece = std::variant<std::string, Placeholder>;
using TemplateText = std::vector<TemplatePiece>;

/// The pieces of `text`, or what is wrong with it and which placeholders there are. `columns` are
/// those of the trace that the workload replays.
tl::expected<TemplateText, std::string> parse_template_text(
    std::string_view text, std::span<const std::string> columns
);

/// True where `text` is a number as JSON writes them.
bool is_json_number(std::string_view text);

/// What a task's placeholders stand for.
struct TemplateValues {
    std::int64_t task_number = 0;  ///< Of this workload, from 1.
    Timestamp at{};
    std::span<const std::string> columns{};  ///< Of the task's row in the trace.
};

class PayloadTemplate {
public:
    /// `json` is the text of an object, its placeholders already found to be sound. Requires that.
    explicit PayloadTemplate(const std::string& json, std::span<const std::string> columns = {});

    /// True where every task has the same payload.
    bool is_constant() const { return texts_.empty(); }
    /// True where some placeholder needs the columns of a trace.
    bool uses_columns() const;

    /// The payload of one task. Draws from `random` only where a placeholder says so.
    AttributeValue expand(const TemplateValues& values, Random& random) const;

private:
    AttributeValue value_;
    std::vector<TemplateText> texts_{};  ///< In the order in which they stand in `value_`.
};

}  // namespace sosw::sim

#include "sim/workload/payload_template.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "core/base/strings.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::sim {
namespace {

using Kind = Placeholder::Kind;
using Words = std::vector<std::string_view>;

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::string_view kTracePrefix = "trace.";

struct KnownPlaceholder {
    std::string_view name;
    std::string_view usage;
    Kind kind;
};
constexpr std::array<KnownPlaceholder, 5> kKnown{{
    {"task.number", "task.number", Kind::Counter},
    {"time.iso", "time.iso", Kind::TimeIso},
    {"time.epoch", "time.epoch", Kind::TimeEpoch},
    {"random.int", "random.int 1 100", Kind::RandomInt},
    {"random.choice", "random.choice a b c", Kind::RandomChoice},
}};

Words split(std::string_view text) {
    Words words;
    while (true) {
        const std::size_t begin = text.find_first_not_of(' ');
        if (begin == std::string_view::npos) {
            return words;
        }
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        words.push_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
}

std::optional<std::int64_t> whole(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool complete = error == std::errc{} && end == text.data() + text.size();
    return complete ? std::optional{value} : std::nullopt;
}

tl::unexpected<std::string> wrong(std::string message) {
    return tl::make_unexpected(std::move(message));
}

/// `{{tsk.number}} is no placeholder. Did you mean …? Known are: …`.
std::string unknown(std::string_view name, std::span<const std::string> columns) {
    std::vector<std::string> trace_names;
    for (const std::string& column : columns) {
        trace_names.push_back(std::string{kTracePrefix} + column);
    }
    Words names;
    std::string known;
    const auto add = [&](std::string_view candidate, std::string_view usage) {
        names.push_back(candidate);
        known.append(known.empty() ? "" : ", ").append(usage);
    };
    for (const KnownPlaceholder& placeholder : kKnown) {
        add(placeholder.name, placeholder.usage);
    }
    for (const std::string& trace_name : trace_names) {
        add(trace_name, trace_name);
    }
    const bool without_trace = columns.empty() && name.starts_with(kTracePrefix);
    return fmt::format(
        "there is no placeholder \"{}\"{}.{} Known are: {}",
        name,
        without_trace ? " without a trace" : "",
        did_you_mean(name, names),
        known
    );
}

tl::expected<Placeholder, std::string> with_arguments(Placeholder placeholder, const Words& words) {
    const std::size_t arguments = words.size() - 1;
    switch (placeholder.kind) {
        case Kind::RandomInt: {
            const auto low = arguments == 2 ? whole(words[1]) : std::nullopt;
            const auto high = arguments == 2 ? whole(words[2]) : std::nullopt;
            if (!low || !high || *low > *high || *high / 2 - *low / 2 > (1LL << 61)) {
                return wrong(
                    "random.int needs two whole numbers, the lower one first, such as "
                    "{{random.int 1 100}}"
                );
            }
            placeholder.low = *low;
            placeholder.high = *high;
            return placeholder;
        }
        case Kind::RandomChoice:
            if (arguments == 0) {
                return wrong(
                    "random.choice needs words to choose from, such as "
                    "{{random.choice a b c}}"
                );
            }
            placeholder.choices.assign(words.begin() + 1, words.end());
            return placeholder;
        default:
            if (arguments > 0) {
                return wrong(fmt::format("{} stands alone, without \"{}\"", words[0], words[1]));
            }
            return placeholder;
    }
}

/// What stands between the braces.
tl::expected<Placeholder, std::string> parse_placeholder(
    std::string_view text, std::span<const std::string> columns
) {
    const Words words = split(text);
    const std::string_view name = words.empty() ? std::string_view{} : words[0];
    const auto* const known = std::ranges::find(kKnown, name, &KnownPlaceholder::name);
    if (known != kKnown.end()) {
        return with_arguments({.kind = known->kind}, words);
    }
    if (name.starts_with(kTracePrefix)) {
        const auto column = std::ranges::find(columns, name.substr(kTracePrefix.size()));
        if (column != columns.end()) {
            const auto index = static_cast<std::size_t>(column - columns.begin());
            return with_arguments({.kind = Kind::TraceColumn, .column = index}, words);
        }
    }
    return wrong(unknown(name, columns));
}

/// Calls `visit` for each text with placeholders, in the order of writing.
template <typename Value, typename Visit>
void for_each_template(Value& value, const Visit& visit) {
    if (auto* text = value.template get_if<std::string>()) {
        if (text->find(kOpen) != std::string::npos) {
            visit(value, *text);
        }
    } else if (auto* list = value.template get_if<List>()) {
        for (auto& item : *list) {
            for_each_template(item, visit);
        }
    } else if (auto* map = value.template get_if<Map>()) {
        for (auto& attribute : *map) {
            for_each_template(attribute.value, visit);
        }
    }
}

std::string text_of(const Placeholder& placeholder, const TemplateValues& values, Random& random) {
    switch (placeholder.kind) {
        case Kind::Counter:
            return std::to_string(values.task_number);
        case Kind::TimeIso:
            return format_timestamp(values.at);
        case Kind::TimeEpoch:
            return std::to_string(epoch_seconds(values.at));
        case Kind::RandomInt: {
            const auto width = static_cast<std::uint64_t>(placeholder.high - placeholder.low);
            return std::to_string(
                placeholder.low + static_cast<std::int64_t>(random.below(width + 1))
            );
        }
        case Kind::RandomChoice:
            return placeholder.choices[random.below(placeholder.choices.size())];
        case Kind::TraceColumn:
            break;
    }
    ENSURE(placeholder.column < values.columns.size());
    return values.columns[placeholder.column];
}

AttributeValue expand_text(
    const TemplateText& pieces, const TemplateValues& values, Random& random
) {
    std::string text;
    for (const TemplatePiece& piece : pieces) {
        if (const auto* literal = std::get_if<std::string>(&piece)) {
            text += *literal;
        } else {
            text += text_of(std::get<Placeholder>(piece), values, random);
        }
    }
    const bool is_whole = pieces.size() == 1 && std::holds_alternative<Placeholder>(pieces[0]);
    return is_whole && is_json_number(text) ? AttributeValue::number(std::move(text))
                                            : AttributeValue{std::move(text)};
}

/// Takes the leading digits off `text`; false where there are none.
bool take_digits(std::string_view& text) {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count > 0;
}

}  // namespace

tl::expected<TemplateText, std::string> parse_template_text(
    std::string_view text, std::span<const std::string> columns
) {
    TemplateText pieces;
    while (!text.empty()) {
        const std::size_t open = std::min(text.find(kOpen), text.size());
        if (open > 0) {
            pieces.emplace_back(std::string{text.substr(0, open)});
        }
        text.remove_prefix(open);
        if (text.empty()) {
            break;
        }
        const std::size_t close = text.find(kClose);
        if (close == std::string_view::npos) {
            return wrong("a placeholder that begins with {{ must end with }}");
        }
        const std::string_view inside = text.substr(kOpen.size(), close - kOpen.size());
        tl::expected<Placeholder, std::string> placeholder = parse_placeholder(inside, columns);
        if (!placeholder) {
            return wrong(std::move(placeholder).error());
        }
        pieces.emplace_back(*std::move(placeholder));
        text.remove_prefix(close + kClose.size());
    }
    return pieces;
}

bool is_json_number(std::string_view text) {
    if (text.starts_with('-')) {
        text.remove_prefix(1);
    }
    const bool leading_zero = text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
    if (leading_zero || !take_digits(text)) {
        return false;
    }
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (!take_digits(text)) {
            return false;
        }
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+') || text.starts_with('-')) {
            text.remove_prefix(1);
        }
        return take_digits(text) && text.empty();
    }
    return text.empty();
}

PayloadTemplate::PayloadTemplate(const std::string& json, std::span<const std::string> columns) {
    Result<AttributeValue> value = parse_json(json);
    value_ = value ? *std::move(value) : AttributeValue{json};
    for_each_template(
        std::as_const(value_),
        [&](const AttributeValue& /*place*/, const std::string& text) {
            tl::expected<TemplateText, std::string> pieces = parse_template_text(text, columns);
            ENSURE(pieces.has_value());
            texts_.push_back(*std::move(pieces));
        }
    );
}

bool PayloadTemplate::uses_columns() const {
    return std::ranges::any_of(texts_, [](const TemplateText& text) {
        return std::ranges::any_of(text, [](const TemplatePiece& piece) {
            const auto* placeholder = std::get_if<Placeholder>(&piece);
            return placeholder != nullptr && placeholder->kind == Kind::TraceColumn;
        });
    });
}

AttributeValue PayloadTemplate::expand(const TemplateValues& values, Random& random) const {
    AttributeValue expanded = value_;
    std::size_t next = 0;
    for_each_template(expanded, [&](AttributeValue& place, const std::string& /*text*/) {
        place = expand_text(texts_[next++], values, random);
    });
    return expanded;
}

}  // namespace sosw::sim

#include "backends/sqlite/event_input.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <variant>
#include <vector>

#include <simdjson.h>

#include "backends/wire/json_writer.hpp"

namespace sosw::sqlite {
namespace {

using simdjson::dom::element;

/// A member's name or an item's index.
using Step = std::variant<std::string_view, std::size_t>;

/// Takes `.name` off `path`.
std::optional<Step> take_name(std::string_view& path) {
    path.remove_prefix(1);
    const std::size_t length = std::min(path.find_first_of(".["), path.size());
    const std::string_view name = path.substr(0, length);
    path.remove_prefix(length);
    return name.empty() ? std::nullopt : std::optional{Step{name}};
}

/// Takes `[0]` or `['name']` off `path`.
std::optional<Step> take_bracket(std::string_view& path) {
    const std::size_t end = path.find(']');
    if (end == std::string_view::npos || end < 2) {
        return std::nullopt;
    }
    const std::string_view inside = path.substr(1, end - 1);
    path.remove_prefix(end + 1);
    const bool quoted = inside.size() > 2 && (inside.front() == '\'' || inside.front() == '"') &&
                        inside.back() == inside.front();
    if (quoted) {
        return Step{inside.substr(1, inside.size() - 2)};
    }
    std::size_t index = 0;
    const auto [stopped, error] =
        std::from_chars(inside.data(), inside.data() + inside.size(), index);
    const bool whole = error == std::errc{} && stopped == inside.data() + inside.size();
    return whole ? std::optional{Step{index}} : std::nullopt;
}

std::optional<std::vector<Step>> steps_of(std::string_view path) {
    if (!path.starts_with('$')) {
        return std::nullopt;
    }
    path.remove_prefix(1);
    std::vector<Step> steps;
    while (!path.empty()) {
        std::optional<Step> step;
        if (path.front() == '.') {
            step = take_name(path);
        } else if (path.front() == '[') {
            step = take_bracket(path);
        }
        if (!step) {
            return std::nullopt;
        }
        steps.push_back(*step);
    }
    return steps;
}

std::optional<element> value_at(element event, std::string_view path) {
    const auto steps = steps_of(path);
    if (!steps) {
        return std::nullopt;
    }
    for (const Step& step : *steps) {
        element next;
        if (const auto* name = std::get_if<std::string_view>(&step)) {
            if (!event.is_object() || event.at_key(*name).get(next) != simdjson::SUCCESS) {
                return std::nullopt;
            }
        } else if (!event.is_array() || event.at(std::get<std::size_t>(step)).get(next) != simdjson::SUCCESS) {
            return std::nullopt;
        }
        event = next;
    }
    return event;
}

std::string json_of(const element& value) { return simdjson::minify(value); }

std::string json_text(std::string_view text) {
    std::string out;
    wire::append_json_string(out, text);
    return out;
}

/// `json` without the quotes around it, where it is a text.
std::string_view without_quotes(std::string_view json) {
    return json.size() >= 2 && json.front() == '"' ? json.substr(1, json.size() - 2) : json;
}

/// A placeholder's value as JSON text, or nothing for one that is unknown.
std::optional<std::string> value_of(
    std::string_view name,
    const InputTransformer& transformer,
    const EventContext& context,
    const element& event
) {
    for (const auto& [variable, path] : transformer.input_paths_map) {
        if (variable == name) {
            const auto value = value_at(event, path);
            return value ? json_of(*value) : std::string{"\"\""};
        }
    }
    if (name == "aws.events.rule-arn") {
        return json_text(context.rule.arn);
    }
    if (name == "aws.events.rule-name") {
        return json_text(context.rule.name);
    }
    if (name == "aws.events.event.ingestion-time") {
        return json_text(format_timestamp(context.ingested_at));
    }
    if (name == "aws.events.event" || name == "aws.events.event.json") {
        return std::string{context.event};
    }
    return std::nullopt;
}

/// What stands for a placeholder: within a text of the template without quotes of its own, and
/// objects as text; outside as JSON.
void append_value(std::string& out, const std::string& json, bool inside_text) {
    if (!inside_text) {
        out += json;
    } else if (json.starts_with('"')) {
        out += without_quotes(json);
    } else {
        out += without_quotes(json_text(json));
    }
}

std::string fill(
    const InputTransformer& transformer, const EventContext& context, const element& event
) {
    std::string out;
    bool inside_text = false;
    const std::string_view text = transformer.input_template;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::size_t end = text[at] == '<' ? text.find('>', at) : std::string_view::npos;
        const auto value =
            end == std::string_view::npos
                ? std::nullopt
                : value_of(text.substr(at + 1, end - at - 1), transformer, context, event);
        if (value) {
            append_value(out, *value, inside_text);
            at = end;
            continue;
        }
        const bool escaped = at > 0 && text[at - 1] == '\\';
        inside_text = text[at] == '"' && !escaped ? !inside_text : inside_text;
        out += text[at];
    }
    return out;
}

}  // namespace

bool is_json_path(std::string_view path) { return steps_of(path).has_value(); }

std::string input_for(const RuleTarget& target, const EventContext& context) {
    if (target.input) {
        return *target.input;
    }
    if (!target.input_path && !target.input_transformer) {
        return std::string{context.event};
    }
    simdjson::dom::parser parser;
    element event;
    if (parser.parse(context.event.data(), context.event.size()).get(event) != simdjson::SUCCESS) {
        return std::string{context.event};
    }
    if (target.input_transformer) {
        return fill(*target.input_transformer, context, event);
    }
    const auto value = value_at(event, *target.input_path);
    return value ? json_of(*value) : "null";
}

}  // namespace sosw::sqlite

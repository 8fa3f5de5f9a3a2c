#include "sim/scenario/scenario_override.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

/// No scenario is deeper; a limit keeps whatever is given by hand from exhausting the stack.
constexpr std::size_t kPathMax = 32;

std::optional<std::string> unescaped(std::string_view part) {
    std::string name;
    for (std::size_t at = 0; at < part.size(); ++at) {
        if (part[at] != '~') {
            name += part[at];
            continue;
        }
        const std::string_view escape = part.substr(at, 2);
        if (escape != "~0" && escape != "~1") {
            return std::nullopt;
        }
        name += escape == "~0" ? '~' : '/';
        ++at;
    }
    return name;
}

/// The parts of `/a/b`; nothing where it is no pointer to a value inside the scenario.
std::optional<std::vector<std::string>> parse_pointer(std::string_view pointer) {
    std::vector<std::string> path;
    while (!pointer.empty()) {
        if (pointer.front() != '/' || path.size() == kPathMax) {
            return std::nullopt;
        }
        pointer.remove_prefix(1);
        const std::string_view part = pointer.substr(0, pointer.find('/'));
        std::optional<std::string> name = unescaped(part);
        if (!name) {
            return std::nullopt;
        }
        path.push_back(std::move(*name));
        pointer.remove_prefix(part.size());
    }
    return path.empty() ? std::nullopt : std::optional{std::move(path)};
}

/// Gives `value`, parsed as the member `v` of a document of its own, the place it is meant for.
void move_origin(ConfigValue& value, std::size_t document, std::string_view pointer) {
    constexpr std::size_t kOwnPlace = std::string_view{"/v"}.size();
    value.document = document;
    value.pointer = std::string{pointer} + value.pointer.substr(kOwnPlace);
    for (ConfigValue& item : value.items) {
        move_origin(item, document, pointer);
    }
    for (ConfigMember& member : value.members) {
        move_origin(member.value, document, pointer);
    }
}

/// `text` as JSON; otherwise the first thing that is wrong with it.
tl::expected<ConfigValue, std::string> parse_json_value(std::string_view text) {
    const std::array document{
        ConfigDocument{.file = {}, .text = fmt::format("{{\"v\":{}\n}}", text)}};
    ConfigProblems problems{document};
    std::optional<ConfigValue> object = parse_config(document, 0, problems);
    if (!problems.all().empty()) {
        return tl::make_unexpected(problems.all().front().message);
    }
    if (!object || object->members.size() != 1) {
        return tl::make_unexpected(std::string{"more than one value"});
    }
    return std::move(object->members[0].value);
}

bool meant_as_json(std::string_view text) {
    return text.find_first_of("{[\"") == text.find_first_not_of(' ') && !text.empty();
}

/// The list item that `part` means, if any; the list's size for a new one.
std::optional<std::size_t> item_index(const ConfigValue& list, std::string_view part) {
    if (part == "-") {
        return list.items.size();
    }
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), index);
    if (error != std::errc{} || end != part.data() + part.size() || index > list.items.size()) {
        return std::nullopt;
    }
    return index;
}

std::string list_range(const ConfigValue& list, std::string_view part) {
    const std::string append = fmt::format("{} or \"-\" to append one", list.items.size());
    return fmt::format(
        "there is no item {}; expected {}{}",
        quoted(part),
        list.items.empty() ? "" : fmt::format("0 to {}, or ", list.items.size() - 1),
        append
    );
}

/// Walks down to the value that the path means and makes room for it.
class Placement {
public:
    Placement(const ScenarioOverride& change, ConfigProblems& problems)
        : change_{change}, problems_{problems} {}

    /// Null where there is no such place, which is then reported.
    ConfigValue* find(ConfigValue& root) {
        ConfigValue* value = &root;
        for (const std::string& part : change_.path) {
            parent_ = value;
            value = step(*value, part);
            if (value == nullptr) {
                return nullptr;
            }
            pointer_ += "/" + pointer_part(part);
        }
        return value;
    }

    ConfigValue* parent() const { return parent_; }

private:
    ConfigValue* step(ConfigValue& value, const std::string& part) {
        if (value.is(Kind::Null)) {
            value.kind = Kind::Object;
        }
        if (value.is(Kind::Object)) {
            ConfigValue* member = value.find(part);
            return member != nullptr
                       ? member
                       : &value.members.emplace_back(ConfigMember{part, made(part)}).value;
        }
        if (value.is(Kind::List)) {
            const std::optional<std::size_t> index = item_index(value, part);
            if (!index) {
                problems_.add(change_.value, list_range(value, part));
                return nullptr;
            }
            return *index < value.items.size() ? &value.items[*index]
                                               : &value.items.emplace_back(made(part));
        }
        problems_.add(
            change_.value,
            fmt::format(
                "{} is {} and has nothing inside that could be set", pointer_, quoted(value)
            )
        );
        return nullptr;
    }

    ConfigValue made(const std::string& part) const {
        return {.document = change_.value.document, .pointer = pointer_ + "/" + pointer_part(part)};
    }

    const ScenarioOverride& change_;
    ConfigProblems& problems_;
    ConfigValue* parent_ = nullptr;
    std::string pointer_;
};

}  // namespace

std::string pointer_part(std::string_view name) {
    std::string part;
    for (const char character : name) {
        part += character == '~' ? "~0" : character == '/' ? "~1" : std::string{character};
    }
    return part;
}

std::optional<ScenarioOverride> parse_override(
    std::string_view text, std::size_t index, ConfigProblems& problems
) {
    const std::size_t equals = text.find('=');
    const std::string_view pointer = text.substr(0, equals);
    std::optional<std::vector<std::string>> path =
        equals == std::string_view::npos ? std::nullopt : parse_pointer(pointer);
    if (!path) {
        problems.add(
            {.document = index},
            fmt::format(
                "expected POINTER=VALUE with a JSON pointer, such as /seed=7 or "
                "/workload/0/phases/0/rate=30/min, found {}",
                quoted(text)
            )
        );
        return std::nullopt;
    }
    const std::string_view written = text.substr(equals + 1);
    tl::expected<ConfigValue, std::string> value = parse_json_value(written);
    if (value) {
        move_origin(*value, index, pointer);
        return ScenarioOverride{.path = std::move(*path), .value = std::move(*value)};
    }
    ConfigValue bare{
        .kind = Kind::Text,
        .text = std::string{written},
        .document = index,
        .pointer = std::string{pointer}};
    if (meant_as_json(written)) {
        problems.add(bare, fmt::format("expected JSON, found {}: {}", quoted(bare), value.error()));
        return std::nullopt;
    }
    return ScenarioOverride{.path = std::move(*path), .value = std::move(bare)};
}

void apply_override(ConfigValue& root, ScenarioOverride change, ConfigProblems& problems) {
    Placement placement{change, problems};
    ConfigValue* place = placement.find(root);
    if (place == nullptr) {
        return;
    }
    if (change.value.is(Kind::Null) && placement.parent()->is(Kind::List)) {
        auto& items = placement.parent()->items;
        items.erase(items.begin() + (place - items.data()));
        return;
    }
    *place = std::move(change.value);
}

}  // namespace sosw::sim

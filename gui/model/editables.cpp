#include "gui/model/editables.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/base/time.hpp"
#include "sim/scenario/scenario_override.hpp"

namespace sosw::gui {

namespace {

using Kind = ConfigValue::Kind;

struct Section {
    std::string_view key;
    std::string_view name;
};

constexpr std::array<Section, 12> kSections{{
    {"duration", "run"},
    {"workload", "workload"},
    {"functions", "functions"},
    {"account_concurrency", "limits"},
    {"concurrency_scaling_rate", "limits"},
    {"tables", "limits"},
    {"metrics", "metrics"},
    {"rules", "rules"},
    {"essentials", "rules"},
    {"latency", "latency"},
    {"completion", "latency"},
    {"config", "labourers"},
}};

/// What stands inside and is no value to edit.
constexpr std::array<std::string_view, 7> kLeftOut{
    "health_metrics", "dynamo_db_config", "payload", "job", "dimensions", "expect", "field_names"};

/// A rate begins with a number and names its time: `20/min`.
bool is_rate(std::string_view text) {
    return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) != 0 &&
           text.find('/') != std::string_view::npos;
}

std::optional<EditKind> kind_of(const ConfigValue& value, std::string_view name) {
    switch (value.kind) {
        case Kind::Number:
            return value.integer ? EditKind::Whole : EditKind::Number;
        case Kind::Boolean:
            return EditKind::Boolean;
        case Kind::Text:
            if (parse_duration(value.text)) {
                return EditKind::Duration;
            }
            if (is_rate(value.text)) {
                return EditKind::Rate;
            }
            return name == "schedule" ? std::optional{EditKind::Text} : std::nullopt;
        case Kind::Null:
        case Kind::List:
        case Kind::Object:
            break;
    }
    return std::nullopt;
}

std::string text_of(const ConfigValue& value) {
    return value.is(Kind::Boolean) ? (value.boolean ? "true" : "false") : value.text;
}

/// What an item of a list is called: by what it is about, where it says so, else by its number.
std::string item_name(const ConfigValue& item, std::size_t index) {
    for (const std::string_view key : {"labourer", "name", "target"}) {
        const ConfigValue* value = item.find(key);
        if (value != nullptr && value->is(Kind::Text)) {
            return value->text;
        }
    }
    return fmt::format("{}", index + 1);
}

class Search {
public:
    using Found = std::vector<std::pair<EditableView, const ConfigValue*>>;

    Found take() { return std::move(found_); }

    void member(
        const ConfigMember& member,
        const std::string& pointer,
        const std::string& label,
        std::string_view section
    ) {
        if (std::ranges::find(kLeftOut, member.name) == kLeftOut.end()) {
            value(
                member.value,
                pointer + "/" + sim::pointer_part(member.name),
                label.empty() ? member.name : label + " " + member.name,
                section,
                member.name
            );
        }
    }

private:
    void value(
        const ConfigValue& value,
        const std::string& pointer,
        const std::string& label,
        std::string_view section,
        std::string_view name
    ) {
        if (const auto kind = kind_of(value, name)) {
            const std::string text = text_of(value);
            found_.emplace_back(
                EditableView{
                    .pointer = pointer,
                    .section = std::string{section},
                    .label = label,
                    .kind = *kind,
                    .value = text,
                    .original = text},
                &value
            );
        }
        for (const ConfigMember& inner : value.members) {
            member(inner, pointer, label, section);
        }
        for (std::size_t index = 0; index < value.items.size(); ++index) {
            this->value(
                value.items[index],
                fmt::format("{}/{}", pointer, index),
                fmt::format("{} {}", label, item_name(value.items[index], index)),
                section,
                {}
            );
        }
    }

    Found found_;
};

/// Of a configuration only what it says of the labourers.
void search_config(Search& search, const ConfigValue& config) {
    for (const ConfigMember& document : config.members) {
        const ConfigValue* task_config = document.value.find("task_config");
        const ConfigValue* labourers =
            task_config != nullptr ? task_config->find("labourers") : nullptr;
        if (labourers == nullptr) {
            continue;
        }
        for (const ConfigMember& labourer : labourers->members) {
            search.member(
                labourer,
                "/config/" + sim::pointer_part(document.name) + "/task_config/labourers",
                {},
                "labourers"
            );
        }
    }
}

}  // namespace

std::vector<std::pair<EditableView, const ConfigValue*>> find_editables(const ConfigValue& root) {
    Search search;
    for (const ConfigMember& member : root.members) {
        const auto* const section = std::ranges::find(kSections, member.name, &Section::key);
        if (section == kSections.end()) {
            continue;
        }
        if (member.name == "config") {
            search_config(search, member.value);
        } else {
            search.member(member, {}, {}, section->name);
        }
    }
    return search.take();
}

}  // namespace sosw::gui

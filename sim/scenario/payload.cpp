#include "sim/scenario/payload.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/tasks/json_text.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

/// The same value as the core has it, with numbers as they were written.
AttributeValue to_attribute(const ConfigValue& value) {
    switch (value.kind) {
        case Kind::Null:
            return {};
        case Kind::Boolean:
            return AttributeValue::boolean(value.boolean);
        case Kind::Number:
            return AttributeValue::number(value.text);
        case Kind::Text:
            return value.text;
        case Kind::List: {
            List list;
            std::ranges::transform(value.items, std::back_inserter(list), to_attribute);
            return AttributeValue::Variant{std::move(list)};
        }
        case Kind::Object:
            break;
    }
    Map map;
    for (const ConfigMember& member : value.members) {
        map.append(member.name, to_attribute(member.value));
    }
    return AttributeValue::Variant{std::move(map)};
}

}  // namespace

std::string payload_text(const ConfigValue& value) { return to_json(to_attribute(value)); }

}  // namespace sosw::sim

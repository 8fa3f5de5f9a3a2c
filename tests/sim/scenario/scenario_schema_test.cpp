// scenarios/schema/scenario.schema.json and the loader know the same keys.

#include <algorithm>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/scenario/keys.hpp"

namespace sosw::sim {
namespace {

using Json = nlohmann::json;

Json read_definitions() {
    std::ifstream file{SOSW_SCENARIOS "/schema/scenario.schema.json"};
    return Json::parse(file).at("$defs");
}

/// The object among what a definition allows.
Json object_of(const Json& definition) {
    if (!definition.contains("oneOf")) {
        return definition;
    }
    return *std::ranges::find_if(definition.at("oneOf"), [](const Json& choice) {
        return choice.contains("properties");
    });
}

std::set<std::string> keys_of(const Json& definition) {
    std::set<std::string> keys;
    const Json object = object_of(definition);
    for (const auto& [key, value] : object.at("properties").items()) {
        keys.insert(key);
    }
    return keys;
}

TEST(ScenarioSchema, HasTheKeysThatTheLoaderHas) {
    const Json definitions = read_definitions();
    for (const KeyTable& table : kKeyTables) {
        const std::string name{table.definition};
        ASSERT_TRUE(definitions.contains(name)) << name;
        const std::set<std::string> known{table.keys.begin(), table.keys.end()};
        EXPECT_EQ(keys_of(definitions.at(name)), known) << name;
        EXPECT_EQ(object_of(definitions.at(name)).at("additionalProperties"), false) << name;
    }
}

TEST(ScenarioSchema, HasNoObjectThatTheLoaderDoesNotKnow) {
    const Json definitions = read_definitions();
    for (const auto& [name, definition] : definitions.items()) {
        const bool has_keys = definition.contains("properties") || definition.contains("oneOf");
        const bool known =
            std::ranges::find(kKeyTables, name, &KeyTable::definition) != kKeyTables.end();
        EXPECT_EQ(has_keys, known) << name;
    }
}

}  // namespace
}  // namespace sosw::sim

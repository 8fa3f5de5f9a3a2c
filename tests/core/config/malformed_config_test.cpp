// The configurations of malformed.json, each with the exact diagnostics it must give. An entry:
//   {"name", "documents": [{"file", "json" or "text", "pointer_prefix"?}], lowest precedence first,
//   "expect": [lines]}

#include <algorithm>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "core/config/loader.hpp"

namespace sosw {
namespace {

using Json = nlohmann::ordered_json;

struct MalformedConfig {
    std::string name;
    std::vector<ConfigDocument> documents;
    std::vector<std::string> expected;
};

ConfigDocument to_document(const Json& json) {
    return {
        .file = json.at("file"),
        .text = json.contains("text") ? json.at("text").get<std::string>() : json.at("json").dump(),
        .pointer_prefix = json.value("pointer_prefix", "")};
}

std::vector<MalformedConfig> read_malformed_configs() {
    std::ifstream file{SOSW_MALFORMED_CONFIGS};
    std::vector<MalformedConfig> configs;
    for (const Json& json : Json::parse(file)) {
        MalformedConfig& config = configs.emplace_back();
        config.name = json.at("name");
        config.expected = json.at("expect").get<std::vector<std::string>>();
        for (const Json& document : json.at("documents")) {
            config.documents.push_back(to_document(document));
        }
    }
    return configs;
}

// NOLINTNEXTLINE(readability-identifier-naming): GoogleTest's name.
void PrintTo(const MalformedConfig& config, std::ostream* out) { *out << config.name; }

class MalformedConfigs : public testing::TestWithParam<MalformedConfig> {};

TEST_P(MalformedConfigs, AreRefusedWithPlaceAndRemedy) {
    const Checked<SoswConfig> config = load_config(GetParam().documents);

    ASSERT_FALSE(config.has_value());
    std::vector<std::string> lines;
    lines.reserve(config.error().size());
    for (const Diagnostic& diagnostic : config.error()) {
        lines.push_back(to_string(diagnostic));
    }
    EXPECT_THAT(lines, testing::ContainerEq(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    MalformedConfigs,
    testing::ValuesIn(read_malformed_configs()),
    [](const auto& instance) { return instance.param.name; }
);

}  // namespace
}  // namespace sosw

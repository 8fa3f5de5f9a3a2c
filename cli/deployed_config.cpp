#include "cli/deployed_config.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/format.h>

namespace sosw::cli {

namespace {

bool equal_letters(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](unsigned char one, unsigned char other) {
        return std::tolower(one) == std::tolower(other);
    });
}

}  // namespace

std::optional<ConfigStore> parse_config_store(std::string_view text) {
    if (equal_letters(text, "dynamo")) {
        return ConfigStore::Dynamo;
    }
    return equal_letters(text, "ssm") ? std::optional{ConfigStore::Ssm} : std::nullopt;
}

std::string config_env(std::string_view stage) {
    return stage.empty() || stage == "production" ? "production" : "dev";
}

std::unique_ptr<ConfigSource> open_config_source(
    ConfigStore store, OperationPorts ports, std::string env
) {
    if (store == ConfigStore::Ssm) {
        return std::make_unique<SsmConfigSource>(ports.ssm);
    }
    return std::make_unique<TableConfigSource>(ports.dynamo_db, std::move(env));
}

std::string missing_documents(const ConfigSource& source, std::string_view function_name) {
    return fmt::format(
        "There is no configuration: neither {} nor {}",
        source.place_of("sosw_essential_config"),
        source.place_of(fmt::format("{}_config", function_name))
    );
}

}  // namespace sosw::cli

#include "cli/deployed_config.hpp"

#include <utility>

#include <fmt/format.h>

#include "backends/wire/letters.hpp"

namespace sosw::cli {

std::optional<ConfigStore> parse_config_store(std::string_view text) {
    const std::string store = wire::lower_case(text);
    if (store == "dynamo") {
        return ConfigStore::Dynamo;
    }
    return store == "ssm" ? std::optional{ConfigStore::Ssm} : std::nullopt;
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

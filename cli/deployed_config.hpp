#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/backend.hpp"
#include "core/base/result.hpp"
#include "core/config/config_source.hpp"

/// The configuration that a deployed sosw reads, as its functions and the command line find it.

namespace sosw::cli {

/// Where it is kept, in sosw's words: `Dynamo`, the table `config`, or `SSM`, the Parameter Store.
enum class ConfigStore { Dynamo, Ssm };
/// In any case of letters; nothing for another word.
std::optional<ConfigStore> parse_config_store(std::string_view text);

/// The key `env` of the table `config`: `production` for that stage and for none, else `dev`.
std::string config_env(std::string_view stage);

/// `ports` must outlive it.
std::unique_ptr<ConfigSource> open_config_source(
    ConfigStore store, OperationPorts ports, std::string env
);

/// Names both documents of a function that were looked for and are not there.
std::string missing_documents(const ConfigSource& source, std::string_view function_name);

}  // namespace sosw::cli

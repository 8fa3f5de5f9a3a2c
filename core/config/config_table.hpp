#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/config/loader.hpp"

/// sosw's configuration in DynamoDB: the table `config` with the key `env`, `config_name` and the
/// document as JSON text in `config_value`.

namespace sosw {

class DynamoDb;

/// The document `config_name` of `env` (`production`, `dev`), consistently read; nothing where
/// there is no such item or its `config_value` is absent. It is named `config/<env>/<config_name>`
/// in diagnostics.
///
/// Errors: as the table reports them, `NotFound` where there is no table `config`; `InvalidRequest`
/// where `config_value` is no text. That the text is JSON is `load_config`'s to check.
Result<std::optional<ConfigDocument>> read_config_document(
    DynamoDb& dynamo_db, std::string_view env, std::string_view config_name
);

/// The documents for the function `function_name`, lowest precedence first (M8):
/// `sosw_essential_config`,
/// `<function_name>_config`, then those given by hand. Errors: as `read_config_document`.
Result<std::vector<ConfigDocument>> read_function_config(
    DynamoDb& dynamo_db,
    std::string_view env,
    std::string_view function_name,
    std::span<const ConfigDocument> given_by_hand = {}
);

/// Reads those documents and loads them. The outer failure is the table's, the inner one the
/// user's.
Result<Checked<SoswConfig>> load_function_config(
    DynamoDb& dynamo_db,
    std::string_view env,
    std::string_view function_name,
    std::span<const ConfigDocument> given_by_hand = {}
);

}  // namespace sosw

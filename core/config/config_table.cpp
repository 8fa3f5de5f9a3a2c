#include "core/config/config_table.hpp"

#include <string>
#include <utility>

#include "core/ports/dynamo_db.hpp"

namespace sosw {
namespace {

constexpr const char* kTable = "config";
constexpr const char* kEssentialConfig = "sosw_essential_config";

}  // namespace

Result<std::optional<ConfigDocument>> read_config_document(
    DynamoDb& dynamo_db, std::string_view env, std::string_view config_name
) {
    const GetItemOutput output = TRY(dynamo_db.get_item(
        {.table_name = kTable,
         .key = {{"env", AttributeValue{env}}, {"config_name", AttributeValue{config_name}}},
         .consistent_read = true}
    ));
    const AttributeValue* value = output.item ? output.item->find("config_value") : nullptr;
    if (value == nullptr || value->is<Null>()) {
        return std::nullopt;
    }
    std::string file = std::string{kTable}.append("/").append(env).append("/").append(config_name);
    const std::optional<std::string_view> text = value->as_string();
    if (!text) {
        return fail(
            ErrorCode::InvalidRequest,
            "",
            file + ": expected config_value as JSON text (S), found the type " +
                std::string{value->type_name()}
        );
    }
    return ConfigDocument{.file = std::move(file), .text = std::string{*text}};
}

Result<std::vector<ConfigDocument>> read_function_config(
    DynamoDb& dynamo_db,
    std::string_view env,
    std::string_view function_name,
    std::span<const ConfigDocument> given_by_hand
) {
    std::vector<ConfigDocument> layers;
    for (const std::string& name :
         {std::string{kEssentialConfig}, std::string{function_name} + "_config"}) {
        if (auto document = TRY(read_config_document(dynamo_db, env, name))) {
            layers.push_back(std::move(*document));
        }
    }
    layers.insert(layers.end(), given_by_hand.begin(), given_by_hand.end());
    return layers;
}

Result<Checked<SoswConfig>> load_function_config(
    DynamoDb& dynamo_db,
    std::string_view env,
    std::string_view function_name,
    std::span<const ConfigDocument> given_by_hand
) {
    const std::vector<ConfigDocument> layers =
        TRY(read_function_config(dynamo_db, env, function_name, given_by_hand));
    return load_config(layers);
}

}  // namespace sosw

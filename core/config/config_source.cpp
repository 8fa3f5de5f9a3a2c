#include "core/config/config_source.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/ports/dynamo_db.hpp"
#include "core/ports/ssm.hpp"

namespace sosw {
namespace {

constexpr const char* kTable = "config";
constexpr const char* kEssentialConfig = "sosw_essential_config";

}  // namespace

TableConfigSource::TableConfigSource(DynamoDb& dynamo_db, std::string env)
    : dynamo_db_{dynamo_db}, env_{std::move(env)} {}

std::string TableConfigSource::place_of(std::string_view name) const {
    return std::string{kTable}.append("/").append(env_).append("/").append(name);
}

Result<void> TableConfigSource::read_one(
    const std::string& name, std::vector<ConfigDocument>& documents
) {
    const GetItemOutput output = TRY(dynamo_db_.get_item(
        {.table_name = kTable,
         .key = {{"env", AttributeValue{env_}}, {"config_name", AttributeValue{name}}},
         .consistent_read = true}
    ));
    const AttributeValue* value = output.item ? output.item->find("config_value") : nullptr;
    if (value == nullptr || value->is<Null>()) {
        return {};
    }
    const std::optional<std::string_view> text = value->as_string();
    if (!text) {
        return fail(
            ErrorCode::InvalidRequest,
            "",
            place_of(name) + ": expected config_value as JSON text (S), found the type " +
                std::string{value->type_name()}
        );
    }
    documents.push_back({.file = place_of(name), .text = std::string{*text}});
    return {};
}

Result<std::vector<ConfigDocument>> TableConfigSource::read(std::span<const std::string> names) {
    std::vector<ConfigDocument> documents;
    for (const std::string& name : names) {
        const Result<void> found = read_one(name, documents);
        if (!found) {
            return found.error().code == ErrorCode::NotFound
                       ? Result<std::vector<ConfigDocument>>{std::vector<ConfigDocument>{}}
                       : fail(found.error());
        }
    }
    return documents;
}

std::string SsmConfigSource::place_of(std::string_view name) const {
    return std::string{"parameter/"}.append(name);
}

Result<std::vector<ConfigDocument>> SsmConfigSource::read(std::span<const std::string> names) {
    const GetParametersOutput output =
        TRY(ssm_.get_parameters({.names = {names.begin(), names.end()}, .with_decryption = true}));
    std::vector<ConfigDocument> documents;
    for (const std::string& name : names) {
        const auto found = std::ranges::find(output.parameters, name, &Parameter::name);
        if (found != output.parameters.end()) {
            documents.push_back({.file = place_of(name), .text = found->value});
        }
    }
    return documents;
}

Result<std::vector<ConfigDocument>> read_function_config(
    ConfigSource& source,
    std::string_view function_name,
    std::span<const ConfigDocument> given_by_hand
) {
    const std::array<std::string, 2> names{
        kEssentialConfig, std::string{function_name} + "_config"};
    std::vector<ConfigDocument> layers = TRY(source.read(names));
    layers.insert(layers.end(), given_by_hand.begin(), given_by_hand.end());
    return layers;
}

Result<Checked<SoswConfig>> load_function_config(
    ConfigSource& source,
    std::string_view function_name,
    std::span<const ConfigDocument> given_by_hand
) {
    const std::vector<ConfigDocument> layers =
        TRY(read_function_config(source, function_name, given_by_hand));
    return load_config(layers);
}

}  // namespace sosw

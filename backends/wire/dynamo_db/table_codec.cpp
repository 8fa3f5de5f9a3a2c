#include "backends/wire/dynamo_db/table_codec.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include "backends/wire/dynamo_db/constraints.hpp"
#include "backends/wire/dynamo_db/shape.hpp"
#include "backends/wire/dynamo_db/table_shapes.hpp"
#include "core/base/ensure.hpp"

namespace sosw::wire {

namespace {

constexpr std::size_t kNameMin = 3;
constexpr std::size_t kNameMax = 255;

// What follows reads what has passed both checks of its shape.

std::string text_of(const Json& json) {
    const auto text = read_string(json);
    ENSURE(text.has_value());
    return std::string{*text};
}
std::string text_at(const Json& json, std::string_view name) {
    const auto value = member_of(json, name);
    return value ? text_of(*value) : "";
}
std::optional<bool> flag_at(const Json& json, std::string_view name) {
    const auto value = member_of(json, name);
    return value ? std::optional{read_boolean(*value).value_or(false)} : std::nullopt;
}
std::optional<std::int64_t> number_at(const Json& json, std::string_view name) {
    const auto value = member_of(json, name);
    return value ? std::optional{read_integer(*value, "Long").value_or(0)} : std::nullopt;
}

/// `read` for each element of the list, or nothing where there is no list.
template <typename Read>
auto list_at(const Json& json, std::string_view name, Read read)
    -> std::optional<std::vector<decltype(read(json))>> {
    const auto value = member_of(json, name);
    if (!value) {
        return std::nullopt;
    }
    std::vector<decltype(read(json))> made;
    simdjson::dom::array list;
    ENSURE(!value->get(list));
    for (const Json element : list) {
        made.push_back(read(element));
    }
    return made;
}
template <typename T>
std::vector<T> or_empty(std::optional<std::vector<T>> list) {
    return list ? *std::move(list) : std::vector<T>{};
}
/// `read` of the member, or nothing where there is none.
template <typename Read>
auto structure_at(const Json& json, std::string_view name, Read read)
    -> std::optional<decltype(read(json))> {
    const auto value = member_of(json, name);
    return value ? std::optional{read(*value)} : std::nullopt;
}

AttributeDefinition definition_of(const Json& json) {
    const std::string type = text_at(json, "AttributeType");
    return {
        text_at(json, "AttributeName"),
        type == "N"   ? ScalarType::Number
        : type == "B" ? ScalarType::Binary
                      : ScalarType::String};
}
std::vector<AttributeDefinition> definitions_of(const Json& json) {
    return or_empty(list_at(json, "AttributeDefinitions", definition_of));
}
KeySchemaElement key_element_of(const Json& json) {
    return {text_at(json, "AttributeName"), text_at(json, "KeyType")};
}
std::optional<BillingMode> billing_mode_of(const Json& json) {
    const std::string mode = text_at(json, "BillingMode");
    if (mode.empty()) {
        return std::nullopt;
    }
    return mode == "PROVISIONED" ? BillingMode::Provisioned : BillingMode::PayPerRequest;
}
std::optional<ProvisionedThroughput> throughput_of(const Json& json) {
    return structure_at(json, "ProvisionedThroughput", [](const Json& throughput) {
        return ProvisionedThroughput{
            number_at(throughput, "ReadCapacityUnits").value_or(0),
            number_at(throughput, "WriteCapacityUnits").value_or(0)};
    });
}
std::optional<OnDemandThroughput> on_demand_of(const Json& json) {
    return structure_at(json, "OnDemandThroughput", [](const Json& throughput) {
        return OnDemandThroughput{
            number_at(throughput, "MaxReadRequestUnits"),
            number_at(throughput, "MaxWriteRequestUnits")};
    });
}
std::optional<StreamSpecification> stream_of(const Json& json) {
    return structure_at(json, "StreamSpecification", [](const Json& stream) {
        return StreamSpecification{
            flag_at(stream, "StreamEnabled").value_or(false), text_at(stream, "StreamViewType")};
    });
}
std::optional<SseSpecification> sse_of(const Json& json) {
    return structure_at(json, "SSESpecification", [](const Json& sse) {
        return SseSpecification{
            flag_at(sse, "Enabled").value_or(false),
            text_at(sse, "SSEType"),
            text_at(sse, "KMSMasterKeyId")};
    });
}
Tag tag_of(const Json& json) { return {text_at(json, "Key"), text_at(json, "Value")}; }

void read_projection(const Json& json, IndexRequest& index) {
    const auto projection = member_of(json, "Projection");
    ENSURE(projection.has_value());
    const std::string type = text_at(*projection, "ProjectionType");
    if (!type.empty()) {
        index.projection_type = type == "ALL"       ? ProjectionType::All
                                : type == "INCLUDE" ? ProjectionType::Include
                                                    : ProjectionType::KeysOnly;
    }
    index.non_key_attributes = list_at(*projection, "NonKeyAttributes", text_of);
}
IndexRequest index_of(const Json& json) {
    IndexRequest index{
        .index_name = text_at(json, "IndexName"),
        .key_schema = or_empty(list_at(json, "KeySchema", key_element_of)),
        .provisioned_throughput = throughput_of(json),
        .on_demand_throughput = on_demand_of(json)};
    read_projection(json, index);
    return index;
}
IndexUpdate index_update_of(const Json& json) {
    return {
        .update = structure_at(
            json,
            "Update",
            [](const Json& update) {
                return UpdateIndexAction{
                    text_at(update, "IndexName"), throughput_of(update), on_demand_of(update)};
            }
        ),
        .create = structure_at(json, "Create", index_of),
        .remove = structure_at(json, "Delete", [](const Json& removed) {
            return text_at(removed, "IndexName");
        })};
}

/// That the table is named is asked before any other constraint.
Result<std::string> named_table(const Json& body) {
    const auto name = member_of(body, "TableName");
    if (!name) {
        return validation_error(
            "The parameter 'TableName' is required but was not present in the request"
        );
    }
    std::string table{table_name_of(text_of(*name))};
    if (table.size() < kNameMin || table.size() > kNameMax) {
        return validation_error(
            "TableName must be at least 3 characters long and at most 255 characters long"
        );
    }
    return table;
}

/// Both checks of a request that names a table.
Result<std::string> check_and_name(const Json& body, const Shape& shape) {
    TRY(check_types(body, shape));
    std::string table = TRY(named_table(body));
    TRY(check_constraints(body, shape));
    return table;
}

/// Six parts with a slash in the last: whatever else it is, access to it can be asked for.
bool looks_like_arn(std::string_view arn) {
    std::size_t at = 0;
    for (int colons = 0; colons < 5; ++colons) {
        const std::size_t colon = arn.find(':', at);
        if (colon == arn.npos || colon == at) {
            return false;
        }
        at = colon + 1;
    }
    const std::size_t slash = arn.find('/', at + 1);
    return slash != arn.npos && slash + 1 < arn.size();
}

/// `arn:aws:dynamodb:region:account:table/name`, and nothing behind it.
bool is_table_arn(std::string_view arn) {
    constexpr std::string_view kTable = ":table/";
    const std::size_t at = arn.find(kTable);
    const std::string_view name = at != arn.npos ? arn.substr(at + kTable.size()) : "";
    return arn.starts_with("arn:aws") && arn.find(":dynamodb:") != arn.npos &&
           name.size() >= kNameMin && name.find('/') == name.npos;
}

/// `list` is the member that must be there, if any; `kind` is what it has to have one of.
Result<TagRequest> read_tag_request(
    const Json& body, const Shape& shape, std::string_view operation, std::string_view account
) {
    TRY(check_types(body, shape));
    TagRequest request{.resource_arn = text_at(body, "ResourceArn"), .table_name = {}};
    if (!member_of(body, "ResourceArn")) {
        return validation_error("Invalid TableArn");
    }
    if (!looks_like_arn(request.resource_arn)) {
        return fail(
            ErrorCode::AccessDenied,
            "AccessDeniedException",
            fmt::format(
                "User: arn:aws:iam::{}:root is not authorized to perform: dynamodb:{} on resource: "
                "{}",
                account,
                operation,
                request.resource_arn.empty() ? "*" : request.resource_arn
            )
        );
    }
    TRY(check_constraints(body, shape));
    if (!is_table_arn(request.resource_arn)) {
        return validation_error(
            "Invalid TableArn: Invalid ResourceArn provided as input " + request.resource_arn
        );
    }
    request.table_name = table_name_of(request.resource_arn);
    return request;
}

}  // namespace

Result<CreateTableRequest> read_create_table(const Json& body) {
    CreateTableRequest request{
        .table_name = TRY(check_and_name(body, kCreateTableShape)),
        .attribute_definitions = definitions_of(body),
        .key_schema = or_empty(list_at(body, "KeySchema", key_element_of)),
        .local_secondary_indexes = list_at(body, "LocalSecondaryIndexes", index_of),
        .global_secondary_indexes = list_at(body, "GlobalSecondaryIndexes", index_of),
        .billing_mode = billing_mode_of(body),
        .provisioned_throughput = throughput_of(body),
        .tags = or_empty(list_at(body, "Tags", tag_of))};
    request.settings = {
        .on_demand_throughput = on_demand_of(body),
        .stream_specification = stream_of(body),
        .sse_specification = sse_of(body),
        .table_class = text_at(body, "TableClass"),
        .deletion_protection_enabled = flag_at(body, "DeletionProtectionEnabled").value_or(false)};
    return request;
}

Result<UpdateTableRequest> read_update_table(const Json& body) {
    UpdateTableRequest request{
        .table_name = TRY(check_and_name(body, kUpdateTableShape)),
        .attribute_definitions = definitions_of(body),
        .billing_mode = billing_mode_of(body),
        .provisioned_throughput = throughput_of(body),
        .global_secondary_index_updates =
            or_empty(list_at(body, "GlobalSecondaryIndexUpdates", index_update_of)),
        .on_demand_throughput = on_demand_of(body),
        .stream_specification = stream_of(body),
        .sse_specification = sse_of(body),
        .deletion_protection_enabled = flag_at(body, "DeletionProtectionEnabled")};
    if (member_of(body, "TableClass")) {
        request.table_class = text_at(body, "TableClass");
    }
    return request;
}

Result<std::string> read_table_name(const Json& body) {
    return check_and_name(body, kTableNameShape);
}

Result<ListTablesRequest> read_list_tables(const Json& body) {
    TRY(check_types(body, kListTablesShape));
    TRY(check_constraints(body, kListTablesShape));
    ListTablesRequest request{
        .exclusive_start_table_name = text_at(body, "ExclusiveStartTableName")};
    if (const auto limit = number_at(body, "Limit")) {
        request.limit = static_cast<std::size_t>(*limit);
    }
    return request;
}

Result<UpdateTimeToLiveRequest> read_update_time_to_live(const Json& body) {
    UpdateTimeToLiveRequest request{
        .table_name = TRY(check_and_name(body, kUpdateTimeToLiveShape))};
    const auto specification = member_of(body, "TimeToLiveSpecification");
    ENSURE(specification.has_value());
    request.specification = {
        flag_at(*specification, "Enabled").value_or(false),
        text_at(*specification, "AttributeName")};
    return request;
}

Result<UpdateContinuousBackupsRequest> read_update_continuous_backups(const Json& body) {
    UpdateContinuousBackupsRequest request{
        .table_name = TRY(check_and_name(body, kUpdateContinuousBackupsShape))};
    const auto specification = member_of(body, "PointInTimeRecoverySpecification");
    ENSURE(specification.has_value());
    request.recovery.enabled =
        flag_at(*specification, "PointInTimeRecoveryEnabled").value_or(false);
    if (const auto days = number_at(*specification, "RecoveryPeriodInDays")) {
        request.recovery.recovery_period_days = *days;
    }
    return request;
}

Result<TagRequest> read_tag_resource(const Json& body, std::string_view account) {
    TagRequest request = TRY(read_tag_request(body, kTagResourceShape, "TagResource", account));
    request.tags = or_empty(list_at(body, "Tags", tag_of));
    if (request.tags.empty()) {
        return validation_error("Atleast one Tag needs to be provided as Input.");
    }
    return request;
}

Result<TagRequest> read_untag_resource(const Json& body, std::string_view account) {
    TagRequest request = TRY(read_tag_request(body, kUntagResourceShape, "UntagResource", account));
    request.keys = or_empty(list_at(body, "TagKeys", text_of));
    if (request.keys.empty()) {
        return validation_error("Atleast one Tag Key needs to be provided as Input.");
    }
    return request;
}

Result<TagRequest> read_list_tags(const Json& body, std::string_view account) {
    return read_tag_request(body, kListTagsShape, "ListTagsOfResource", account);
}

}  // namespace sosw::wire

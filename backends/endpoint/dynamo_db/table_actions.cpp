#include "backends/endpoint/dynamo_db/table_actions.hpp"

#include <array>

#include <fmt/core.h>

#include "backends/sqlite/sqlite_table_administration.hpp"
#include "backends/wire/dynamo_db/shape.hpp"
#include "backends/wire/dynamo_db/table_codec.hpp"
#include "backends/wire/dynamo_db/table_description.hpp"
#include "backends/wire/dynamo_db/table_shapes.hpp"
#include "backends/wire/json_writer.hpp"

namespace sosw::endpoint {

namespace {

using sqlite::SqliteTableAdministration;
using wire::Json;

constexpr std::string_view kAccountUnitsMax = "80000";
constexpr std::string_view kTableUnitsMax = "40000";

wire::TablePlace place_of(const ActionContext& context) {
    return {.region = context.region, .account = context.account};
}

Result<std::string> create_table(ActionContext& context, const Json& body) {
    const CreateTableRequest request = TRY(wire::read_create_table(body));
    const TableDetails details =
        TRY(SqliteTableAdministration{context.tables}.create_table(request));
    return wire::write_table("TableDescription", details, place_of(context));
}

Result<std::string> describe_table(ActionContext& context, const Json& body) {
    const std::string name = TRY(wire::read_table_name(body));
    const TableDetails details =
        TRY(SqliteTableAdministration{context.tables}.describe_table(name));
    return wire::write_table("Table", details, place_of(context));
}

Result<std::string> update_table(ActionContext& context, const Json& body) {
    const UpdateTableRequest request = TRY(wire::read_update_table(body));
    const TableDetails details =
        TRY(SqliteTableAdministration{context.tables}.update_table(request));
    return wire::write_table("TableDescription", details, place_of(context));
}

Result<std::string> delete_table(ActionContext& context, const Json& body) {
    const std::string name = TRY(wire::read_table_name(body));
    return wire::write_deleted_table(
        TRY(SqliteTableAdministration{context.tables}.delete_table(name)), place_of(context)
    );
}

Result<std::string> list_tables(ActionContext& context, const Json& body) {
    const wire::ListTablesRequest request = TRY(wire::read_list_tables(body));
    return wire::write_table_names(SqliteTableAdministration{context.tables}.list_tables(
        request.exclusive_start_table_name, request.limit
    ));
}

Result<std::string> describe_time_to_live(ActionContext& context, const Json& body) {
    const std::string name = TRY(wire::read_table_name(body));
    return wire::write_time_to_live(
        TRY(SqliteTableAdministration{context.tables}.describe_time_to_live(name))
    );
}

Result<std::string> update_time_to_live(ActionContext& context, const Json& body) {
    const wire::UpdateTimeToLiveRequest request = TRY(wire::read_update_time_to_live(body));
    TRY(SqliteTableAdministration{context.tables}.update_time_to_live(
        request.table_name, request.specification
    ));
    return wire::write_time_to_live(request.specification);
}

Result<std::string> describe_limits(ActionContext& /*context*/, const Json& body) {
    TRY(wire::check_types(body, wire::kEmptyShape));
    return fmt::format(
        R"({{"AccountMaxReadCapacityUnits":{0},"AccountMaxWriteCapacityUnits":{0},)"
        R"("TableMaxReadCapacityUnits":{1},"TableMaxWriteCapacityUnits":{1}}})",
        kAccountUnitsMax,
        kTableUnitsMax
    );
}

/// Clients that ask are to come back here.
Result<std::string> describe_endpoints(ActionContext& context, const Json& body) {
    TRY(wire::check_types(body, wire::kEmptyShape));
    std::string out = R"({"Endpoints":[{"Address":)";
    wire::append_json_string(
        out,
        context.host.empty() ? fmt::format("dynamodb.{}.amazonaws.com", context.region)
                             : std::string{context.host}
    );
    return out + R"(,"CachePeriodInMinutes":1440}]})";
}

/// An error of the administration, where the request knows its resource by its ARN.
Failure with_arn(Error error, const std::string& arn) {
    if (error.name == "ResourceNotFoundException") {
        // Spelled so by the service.
        error.message = fmt::format("Requested resource not found: ResourcArn: {} not found", arn);
    }
    return fail(std::move(error));
}

Result<std::string> tag_resource(ActionContext& context, const Json& body) {
    const wire::TagRequest request = TRY(wire::read_tag_resource(body, context.account));
    const Result<void> tagged =
        SqliteTableAdministration{context.tables}.tag(request.table_name, request.tags);
    return tagged ? Result<std::string>{""} : with_arn(tagged.error(), request.resource_arn);
}

Result<std::string> untag_resource(ActionContext& context, const Json& body) {
    const wire::TagRequest request = TRY(wire::read_untag_resource(body, context.account));
    const Result<void> untagged =
        SqliteTableAdministration{context.tables}.untag(request.table_name, request.keys);
    if (!untagged) {
        // Unlike its siblings the operation does not name the resource.
        return fail(
            ErrorCode::NotFound, "ResourceNotFoundException", "Requested resource not found"
        );
    }
    return "";
}

Result<std::string> list_tags_of_resource(ActionContext& context, const Json& body) {
    const wire::TagRequest request = TRY(wire::read_list_tags(body, context.account));
    const Result<std::vector<Tag>> tags =
        SqliteTableAdministration{context.tables}.tags_of(request.table_name);
    return tags ? Result<std::string>{wire::write_tags(*tags)}
                : with_arn(tags.error(), request.resource_arn);
}

Result<std::string> describe_continuous_backups(ActionContext& context, const Json& body) {
    const std::string name = TRY(wire::read_table_name(body));
    return wire::write_continuous_backups(
        TRY(SqliteTableAdministration{context.tables}.describe_point_in_time_recovery(name))
    );
}

Result<std::string> update_continuous_backups(ActionContext& context, const Json& body) {
    const wire::UpdateContinuousBackupsRequest request =
        TRY(wire::read_update_continuous_backups(body));
    return wire::write_continuous_backups(
        TRY(SqliteTableAdministration{context.tables}.update_point_in_time_recovery(
            request.table_name, request.recovery
        ))
    );
}

constexpr std::array kActions{
    NamedAction{"CreateTable", create_table},
    NamedAction{"DescribeTable", describe_table},
    NamedAction{"UpdateTable", update_table},
    NamedAction{"DeleteTable", delete_table},
    NamedAction{"ListTables", list_tables},
    NamedAction{"DescribeTimeToLive", describe_time_to_live},
    NamedAction{"UpdateTimeToLive", update_time_to_live},
    NamedAction{"DescribeLimits", describe_limits},
    NamedAction{"DescribeEndpoints", describe_endpoints},
    NamedAction{"TagResource", tag_resource},
    NamedAction{"UntagResource", untag_resource},
    NamedAction{"ListTagsOfResource", list_tags_of_resource},
    NamedAction{"DescribeContinuousBackups", describe_continuous_backups},
    NamedAction{"UpdateContinuousBackups", update_continuous_backups}};

}  // namespace

std::span<const NamedAction> table_actions() { return kActions; }

}  // namespace sosw::endpoint

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "backends/wire/dynamo_db/json_reading.hpp"
#include "core/base/result.hpp"
#include "core/ports/table_administration.hpp"

/// The requests of DynamoDB's table operations, from JSON. Where a table may be named by its ARN,
/// what is read is its name.
///
/// Errors: `SerializationException` for types, then `ValidationException` for constraints. Whether
/// a request makes sense is not asked here.

namespace sosw::wire {

Result<CreateTableRequest> read_create_table(const Json& body);
Result<UpdateTableRequest> read_update_table(const Json& body);
/// Of the requests that say nothing else.
Result<std::string> read_table_name(const Json& body);

struct ListTablesRequest {
    std::string exclusive_start_table_name{};
    std::size_t limit = 100;
};
Result<ListTablesRequest> read_list_tables(const Json& body);

struct UpdateTimeToLiveRequest {
    std::string table_name;
    TimeToLiveSpecification specification{};
};
Result<UpdateTimeToLiveRequest> read_update_time_to_live(const Json& body);

struct UpdateContinuousBackupsRequest {
    std::string table_name;
    PointInTimeRecovery recovery{};
};
Result<UpdateContinuousBackupsRequest> read_update_continuous_backups(const Json& body);

/// What tags are asked of: `operation` is named where access to something else is denied.
struct TagRequest {
    std::string resource_arn;
    std::string table_name;
    std::vector<Tag> tags{};          ///< Of TagResource.
    std::vector<std::string> keys{};  ///< Of UntagResource.
};
/// Errors: also `AccessDeniedException` for what is no ARN.
Result<TagRequest> read_tag_resource(const Json& body, std::string_view account);
Result<TagRequest> read_untag_resource(const Json& body, std::string_view account);
Result<TagRequest> read_list_tags(const Json& body, std::string_view account);

}  // namespace sosw::wire

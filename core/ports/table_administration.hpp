#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/ports/dynamo_db.hpp"

/// The administration of Amazon DynamoDB's tables: what a wire client may ask beyond `DynamoDb`.
///
/// Requests stand as they were asked, before it is known whether they make sense: which of several
/// mistakes is reported first is DynamoDB's matter. Tables and global indexes take their time to be
/// created, changed and deleted; the answers say where they are.

namespace sosw {

enum class TableStatus { Active, Creating, Updating, Deleting };
/// `ACTIVE`, `CREATING`, …
std::string_view to_string(TableStatus status);

struct OnDemandThroughput {
    std::optional<std::int64_t> max_read_request_units{};   ///< -1: no maximum.
    std::optional<std::int64_t> max_write_request_units{};  ///< -1: no maximum.
};
struct StreamSpecification {
    bool stream_enabled = false;
    std::string stream_view_type{};
};
struct SseSpecification {
    bool enabled = false;
    std::string sse_type{};
    std::string kms_master_key_id{};
};
struct Tag {
    std::string key;
    std::string value;
};

/// What a table remembers beside its definition.
struct TableSettings {
    std::optional<OnDemandThroughput> on_demand_throughput{};
    /// By global index.
    std::vector<std::pair<std::string, OnDemandThroughput>> index_on_demand_throughput{};
    std::optional<StreamSpecification> stream_specification{};
    std::optional<SseSpecification> sse_specification{};
    std::string table_class{};  ///< Empty: never named, which is `STANDARD`.
    bool deletion_protection_enabled = false;
};

struct KeySchemaElement {
    std::string attribute_name;
    std::string key_type;  ///< `HASH` or `RANGE`.
};
struct IndexRequest {
    std::string index_name;
    std::vector<KeySchemaElement> key_schema;
    std::optional<ProjectionType> projection_type{};
    std::optional<std::vector<std::string>> non_key_attributes{};
    std::optional<ProvisionedThroughput> provisioned_throughput{};  ///< Global indexes only.
    std::optional<OnDemandThroughput> on_demand_throughput{};       ///< Global indexes only.
};
/// CreateTable as it was asked.
struct CreateTableRequest {
    std::string table_name;
    std::vector<AttributeDefinition> attribute_definitions;
    std::vector<KeySchemaElement> key_schema;
    std::optional<std::vector<IndexRequest>> local_secondary_indexes{};
    std::optional<std::vector<IndexRequest>> global_secondary_indexes{};
    std::optional<BillingMode> billing_mode{};
    std::optional<ProvisionedThroughput> provisioned_throughput{};
    TableSettings settings{};  ///< Without what the indexes say.
    std::vector<Tag> tags{};
};

struct UpdateIndexAction {
    std::string index_name;
    std::optional<ProvisionedThroughput> provisioned_throughput{};
    std::optional<OnDemandThroughput> on_demand_throughput{};
};
/// One of the three.
struct IndexUpdate {
    std::optional<UpdateIndexAction> update{};
    std::optional<IndexRequest> create{};
    std::optional<std::string> remove{};  ///< The name of the index to delete.
};
/// UpdateTable as it was asked; what is absent stays as it is.
struct UpdateTableRequest {
    std::string table_name;
    std::vector<AttributeDefinition> attribute_definitions{};
    std::optional<BillingMode> billing_mode{};
    std::optional<ProvisionedThroughput> provisioned_throughput{};
    std::vector<IndexUpdate> global_secondary_index_updates{};
    std::optional<OnDemandThroughput> on_demand_throughput{};
    std::optional<StreamSpecification> stream_specification{};
    std::optional<SseSpecification> sse_specification{};
    std::optional<std::string> table_class{};
    std::optional<bool> deletion_protection_enabled{};
};

/// How provisioned throughput came to be what it is.
struct ThroughputHistory {
    std::optional<Timestamp> last_increase{};
    std::optional<Timestamp> last_decrease{};
    std::int64_t decreases_today = 0;  ///< By UTC.
};
struct IndexDetails {
    std::string index_name;
    TableStatus status = TableStatus::Active;
    /// Of an index that is added to a table: whether it is being filled.
    std::optional<bool> backfilling{};
    std::int64_t item_count = 0;
    std::int64_t size_bytes = 0;
    ThroughputHistory throughput{};
};
struct TableDetails {
    CreateTableInput definition;
    TableSettings settings{};
    TableStatus status = TableStatus::Active;
    std::string table_id{};
    Timestamp creation{};
    std::int64_t item_count = 0;
    std::int64_t size_bytes = 0;
    ThroughputHistory throughput{};
    bool was_on_demand = false;                    ///< Is now, or was once.
    std::optional<Timestamp> on_demand_since{};    ///< Of the last change to it.
    std::optional<Timestamp> stream_since{};       ///< While it has a stream.
    std::optional<Timestamp> table_class_since{};  ///< Of the last change.
    std::vector<IndexDetails> indexes{};           ///< Global ones first, as in the definition.
};

struct TableNames {
    std::vector<std::string> names{};
    std::optional<std::string> last_evaluated{};  ///< Present: there are more.
};

enum class TimeToLiveStatus { Disabled, Enabling, Enabled, Disabling };
struct TimeToLiveDescription {
    TimeToLiveStatus status = TimeToLiveStatus::Disabled;
    std::string attribute_name{};  ///< Empty: there is none.
};
struct TimeToLiveSpecification {
    bool enabled = false;
    std::string attribute_name;
};

struct PointInTimeRecovery {
    bool enabled = false;
    std::int64_t recovery_period_days = 35;
    std::optional<Timestamp> earliest_restorable{};
    std::optional<Timestamp> latest_restorable{};
};

/// Where the table does not exist the error is `ResourceNotFoundException`, unless said otherwise.
class TableAdministration {
public:
    TableAdministration() = default;
    TableAdministration(const TableAdministration&) = delete;
    TableAdministration& operator=(const TableAdministration&) = delete;
    virtual ~TableAdministration() = default;

    /// Errors: `ValidationException`, `ResourceInUseException`.
    virtual Result<TableDetails> create_table(const CreateTableRequest& request) = 0;
    virtual Result<TableDetails> describe_table(const std::string& table_name) = 0;
    /// Errors: `ValidationException`, `ResourceInUseException`, `LimitExceededException`.
    virtual Result<TableDetails> update_table(const UpdateTableRequest& request) = 0;
    /// Errors: `ResourceInUseException`; `ValidationException` where it is protected.
    virtual Result<TableDetails> delete_table(const std::string& table_name) = 0;
    /// At most `limit` names after `start`, in order.
    virtual TableNames list_tables(const std::string& start, std::size_t limit) = 0;

    virtual Result<TimeToLiveDescription> describe_time_to_live(const std::string& table_name) = 0;
    /// Errors: `ValidationException` where it is so already.
    virtual Result<void> update_time_to_live(
        const std::string& table_name, const TimeToLiveSpecification& specification
    ) = 0;

    /// Errors: `ResourceNotFoundException` without a text: the caller knows the ARN.
    virtual Result<std::vector<Tag>> tags_of(const std::string& table_name) = 0;
    /// Adds tags, or replaces their values. Errors: as above; `ValidationException` for too many.
    virtual Result<void> tag(const std::string& table_name, const std::vector<Tag>& tags) = 0;
    virtual Result<void> untag(
        const std::string& table_name, const std::vector<std::string>& keys
    ) = 0;

    /// Errors: `TableNotFoundException`.
    virtual Result<PointInTimeRecovery> describe_point_in_time_recovery(
        const std::string& table_name
    ) = 0;
    virtual Result<PointInTimeRecovery> update_point_in_time_recovery(
        const std::string& table_name, const PointInTimeRecovery& recovery
    ) = 0;
};

}  // namespace sosw

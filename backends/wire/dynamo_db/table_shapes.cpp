#include "backends/wire/dynamo_db/table_shapes.hpp"

#include <array>

namespace sosw::wire {

namespace {

using Kind = Shape::Kind;

constexpr std::array<std::string_view, 3> kScalarTypes{"B", "N", "S"};
constexpr std::array<std::string_view, 2> kKeyTypes{"HASH", "RANGE"};
constexpr std::array<std::string_view, 2> kBillingModes{"PROVISIONED", "PAY_PER_REQUEST"};
constexpr std::array<std::string_view, 3> kProjectionTypes{"ALL", "INCLUDE", "KEYS_ONLY"};
constexpr std::array<std::string_view, 4> kViewTypes{
    "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"};
constexpr std::array<std::string_view, 2> kSseTypes{"AES256", "KMS"};
constexpr std::array<std::string_view, 2> kTableClasses{"STANDARD", "STANDARD_INFREQUENT_ACCESS"};

constexpr Shape kText{};
constexpr Shape kFlag{.kind = Kind::Boolean};
constexpr Shape kLong{.kind = Kind::Long};
constexpr Shape kUnits{.kind = Kind::Long, .min_value = 1};
constexpr Shape kTableName{.is_table_name = true};
constexpr Shape kName{.is_plain_name = true, .min_length = 3, .max_length = 255};
constexpr Shape kAttributeName{.min_length = 1, .max_length = 255};
constexpr Shape kScalarType{.values = kScalarTypes};
constexpr Shape kKeyType{.values = kKeyTypes};
constexpr Shape kBillingMode{.values = kBillingModes};
constexpr Shape kProjectionType{.values = kProjectionTypes};
constexpr Shape kViewType{.values = kViewTypes};
constexpr Shape kSseType{.values = kSseTypes};
constexpr Shape kTableClass{.values = kTableClasses};

constexpr std::array kDefinitionMembers{
    Member{"AttributeName", &kAttributeName, true}, Member{"AttributeType", &kScalarType, true}};
constexpr Shape kDefinition{
    .kind = Kind::Structure, .name = "AttributeDefinition", .members = kDefinitionMembers};
constexpr Shape kDefinitions{.kind = Kind::List, .element = &kDefinition};

constexpr std::array kKeyElementMembers{
    Member{"AttributeName", &kAttributeName, true}, Member{"KeyType", &kKeyType, true}};
constexpr Shape kKeyElement{
    .kind = Kind::Structure, .name = "KeySchemaElement", .members = kKeyElementMembers};
constexpr Shape kKeySchema{
    .kind = Kind::List, .element = &kKeyElement, .min_length = 1, .max_length = 2};

constexpr std::array kThroughputMembers{
    Member{"WriteCapacityUnits", &kUnits, true}, Member{"ReadCapacityUnits", &kUnits, true}};
constexpr Shape kThroughput{
    .kind = Kind::Structure, .name = "ProvisionedThroughput", .members = kThroughputMembers};

constexpr std::array kOnDemandMembers{
    Member{"MaxReadRequestUnits", &kLong}, Member{"MaxWriteRequestUnits", &kLong}};
constexpr Shape kOnDemand{
    .kind = Kind::Structure, .name = "OnDemandThroughput", .members = kOnDemandMembers};

constexpr Shape kNonKeyAttributes{
    .kind = Kind::List, .element = &kAttributeName, .min_length = 1, .max_length = 20};
constexpr std::array kProjectionMembers{
    Member{"ProjectionType", &kProjectionType}, Member{"NonKeyAttributes", &kNonKeyAttributes}};
constexpr Shape kProjection{
    .kind = Kind::Structure, .name = "Projection", .members = kProjectionMembers};

constexpr std::array kLocalIndexMembers{
    Member{"IndexName", &kName, true},
    Member{"KeySchema", &kKeySchema, true},
    Member{"Projection", &kProjection, true}};
constexpr Shape kLocalIndex{
    .kind = Kind::Structure, .name = "LocalSecondaryIndex", .members = kLocalIndexMembers};
constexpr Shape kLocalIndexes{.kind = Kind::List, .element = &kLocalIndex};

constexpr std::array kGlobalIndexMembers{
    Member{"IndexName", &kName, true},
    Member{"KeySchema", &kKeySchema, true},
    Member{"Projection", &kProjection, true},
    Member{"ProvisionedThroughput", &kThroughput},
    Member{"OnDemandThroughput", &kOnDemand}};
constexpr Shape kGlobalIndex{
    .kind = Kind::Structure, .name = "GlobalSecondaryIndex", .members = kGlobalIndexMembers};
constexpr Shape kGlobalIndexes{.kind = Kind::List, .element = &kGlobalIndex};

constexpr std::array kStreamMembers{
    Member{"StreamEnabled", &kFlag, true}, Member{"StreamViewType", &kViewType}};
constexpr Shape kStream{
    .kind = Kind::Structure, .name = "StreamSpecification", .members = kStreamMembers};

constexpr std::array kSseMembers{
    Member{"Enabled", &kFlag}, Member{"SSEType", &kSseType}, Member{"KMSMasterKeyId", &kText}};
constexpr Shape kSse{.kind = Kind::Structure, .name = "SSESpecification", .members = kSseMembers};

constexpr Shape kTagKey{.min_length = 1, .max_length = 128};
constexpr Shape kTagValue{.min_length = 0, .max_length = 256};
constexpr std::array kTagMembers{Member{"Key", &kTagKey, true}, Member{"Value", &kTagValue, true}};
constexpr Shape kTag{.kind = Kind::Structure, .name = "Tag", .members = kTagMembers};
constexpr Shape kTags{.kind = Kind::List, .element = &kTag};
constexpr Shape kTagKeys{.kind = Kind::List, .element = &kTagKey};

constexpr std::array kCreateTableMembers{
    Member{"AttributeDefinitions", &kDefinitions, true},
    Member{"TableName", &kTableName},
    Member{"BillingMode", &kBillingMode},
    Member{"ProvisionedThroughput", &kThroughput},
    Member{"KeySchema", &kKeySchema, true},
    Member{"LocalSecondaryIndexes", &kLocalIndexes},
    Member{"GlobalSecondaryIndexes", &kGlobalIndexes},
    Member{"StreamSpecification", &kStream},
    Member{"SSESpecification", &kSse},
    Member{"Tags", &kTags},
    Member{"TableClass", &kTableClass},
    Member{"DeletionProtectionEnabled", &kFlag},
    Member{"OnDemandThroughput", &kOnDemand}};

constexpr std::array kUpdateIndexMembers{
    Member{"IndexName", &kName, true},
    Member{"ProvisionedThroughput", &kThroughput, true, "OnDemandThroughput"},
    Member{"OnDemandThroughput", &kOnDemand}};
constexpr Shape kUpdateIndex{
    .kind = Kind::Structure,
    .name = "UpdateGlobalSecondaryIndexAction",
    .members = kUpdateIndexMembers};
constexpr std::array kCreateIndexMembers{
    Member{"Projection", &kProjection, true},
    Member{"IndexName", &kName, true},
    Member{"ProvisionedThroughput", &kThroughput},
    Member{"KeySchema", &kKeySchema, true},
    Member{"OnDemandThroughput", &kOnDemand}};
constexpr Shape kCreateIndex{
    .kind = Kind::Structure,
    .name = "CreateGlobalSecondaryIndexAction",
    .members = kCreateIndexMembers};
constexpr std::array kDeleteIndexMembers{Member{"IndexName", &kName, true}};
constexpr Shape kDeleteIndex{
    .kind = Kind::Structure,
    .name = "DeleteGlobalSecondaryIndexAction",
    .members = kDeleteIndexMembers};
constexpr std::array kIndexUpdateMembers{
    Member{"Update", &kUpdateIndex},
    Member{"Create", &kCreateIndex},
    Member{"Delete", &kDeleteIndex}};
constexpr Shape kIndexUpdate{
    .kind = Kind::Structure, .name = "GlobalSecondaryIndexUpdate", .members = kIndexUpdateMembers};
constexpr Shape kIndexUpdates{.kind = Kind::List, .element = &kIndexUpdate};

constexpr std::array kUpdateTableMembers{
    Member{"TableName", &kTableName},
    Member{"ProvisionedThroughput", &kThroughput},
    Member{"BillingMode", &kBillingMode},
    Member{"GlobalSecondaryIndexUpdates", &kIndexUpdates},
    Member{"AttributeDefinitions", &kDefinitions},
    Member{"StreamSpecification", &kStream},
    Member{"SSESpecification", &kSse},
    Member{"TableClass", &kTableClass},
    Member{"DeletionProtectionEnabled", &kFlag},
    Member{"OnDemandThroughput", &kOnDemand}};

constexpr std::array kTableNameMembers{Member{"TableName", &kTableName}};

constexpr Shape kLimit{.kind = Kind::Integer, .min_value = 1, .max_value = 100};
constexpr std::array kListTablesMembers{
    Member{"Limit", &kLimit}, Member{"ExclusiveStartTableName", &kName}};

constexpr std::array kTimeToLiveMembers{
    Member{"Enabled", &kFlag, true}, Member{"AttributeName", &kAttributeName, true}};
constexpr Shape kTimeToLive{
    .kind = Kind::Structure, .name = "TimeToLiveSpecification", .members = kTimeToLiveMembers};
constexpr std::array kUpdateTimeToLiveMembers{
    Member{"TableName", &kTableName}, Member{"TimeToLiveSpecification", &kTimeToLive, true}};

constexpr std::array kTagResourceMembers{
    Member{"ResourceArn", &kText}, Member{"Tags", &kTags, true}};
constexpr std::array kUntagResourceMembers{
    Member{"ResourceArn", &kText}, Member{"TagKeys", &kTagKeys, true}};
constexpr std::array kListTagsMembers{Member{"ResourceArn", &kText}, Member{"NextToken", &kText}};

constexpr Shape kRecoveryDays{.kind = Kind::Integer, .min_value = 1, .max_value = 35};
constexpr std::array kRecoveryMembers{
    Member{"PointInTimeRecoveryEnabled", &kFlag, true},
    Member{"RecoveryPeriodInDays", &kRecoveryDays}};
constexpr Shape kRecovery{
    .kind = Kind::Structure,
    .name = "PointInTimeRecoverySpecification",
    .members = kRecoveryMembers};
constexpr std::array kUpdateContinuousBackupsMembers{
    Member{"TableName", &kTableName}, Member{"PointInTimeRecoverySpecification", &kRecovery, true}};

constexpr Shape request(std::string_view name, std::span<const Member> members) {
    return {.kind = Kind::Structure, .name = name, .members = members};
}

}  // namespace

constinit const Shape kCreateTableShape = request("CreateTableInput", kCreateTableMembers);
constinit const Shape kUpdateTableShape = request("UpdateTableInput", kUpdateTableMembers);
constinit const Shape kTableNameShape = request("DescribeTableInput", kTableNameMembers);
constinit const Shape kListTablesShape = request("ListTablesInput", kListTablesMembers);
constinit const Shape kUpdateTimeToLiveShape =
    request("UpdateTimeToLiveInput", kUpdateTimeToLiveMembers);
constinit const Shape kTagResourceShape = request("TagResourceInput", kTagResourceMembers);
constinit const Shape kUntagResourceShape = request("UntagResourceInput", kUntagResourceMembers);
constinit const Shape kListTagsShape = request("ListTagsOfResourceInput", kListTagsMembers);
constinit const Shape kUpdateContinuousBackupsShape =
    request("UpdateContinuousBackupsInput", kUpdateContinuousBackupsMembers);
constinit const Shape kEmptyShape = request("DescribeLimitsInput", {});

}  // namespace sosw::wire

#pragma once

#include "backends/wire/dynamo_db/shape.hpp"

/// The requests of DynamoDB's table operations, by the API model of version 2012-08-10.
///
/// `TableName` stands here as a text: that it must be there, and its length, are complaints of
/// their own (`read_table_name`).

namespace sosw::wire {

extern const Shape kCreateTableShape;
extern const Shape kUpdateTableShape;
/// DescribeTable, DeleteTable, DescribeTimeToLive, DescribeContinuousBackups.
extern const Shape kTableNameShape;
extern const Shape kListTablesShape;
extern const Shape kUpdateTimeToLiveShape;
extern const Shape kTagResourceShape;
extern const Shape kUntagResourceShape;
extern const Shape kListTagsShape;
extern const Shape kUpdateContinuousBackupsShape;
/// Of requests that say nothing.
extern const Shape kEmptyShape;

}  // namespace sosw::wire

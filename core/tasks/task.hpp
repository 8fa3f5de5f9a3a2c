#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/config/config.hpp"
#include "core/ports/attribute_value.hpp"

/// One unit of work for a labourer: an item of `sosw_tasks`, with the fields that decide about it
/// read out.

namespace sosw {

struct Task {
    std::string task_id;
    std::string labourer_id;
    std::optional<Number> greenfield{};  ///< As stored; absent or no number: the item is invalid.
    std::optional<double> attempts{};    ///< Absent counts as 0.
    std::optional<std::int64_t> completed_at{};  ///< Seconds since the epoch.
    Item item{};                                 ///< All attributes, as they were read.

    double attempts_made() const { return attempts.value_or(0); }
};

/// Reads the deciding fields out of `item`. Never fails: what is missing or of another type stays
/// empty.
Task to_task(Item item, const FieldNames& fields);

/// What is missing or wrong about `task`, as a sentence; empty where it can be invoked. Required
/// are the configuration's `required_fields` and a numeric greenfield.
std::string invalidity(const Task& task, const DynamoDbConfig& config);

/// The payload as it is stored in `item`, as an object: empty where there is none, and wrapped as
/// `{"payload": …}` where it is something else (M12).
Map stored_payload(const Item& item, const DynamoDbConfig& config);

/// The payload sent to Lambda: the task's payload overlaid with the task's own fields, those of the
/// row mapper, as they are in `task.item` (K2). A payload that is no JSON object is wrapped as
/// `{"payload": …}` (M12).
std::string invocation_payload(const Task& task, const DynamoDbConfig& config);

}  // namespace sosw

#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/config/config.hpp"
#include "core/ports/attribute_value.hpp"

/// How items of the queue and of the closed table are made.

namespace sosw {

struct CreateTaskInput;

/// What sosw generates for a new task.
struct GeneratedFields {
    std::string task_id;
    std::string labourer_id;
    Timestamp created_at{};
    Number greenfield{};
};

/// The item of a new task: generated fields (or, if not `strict`, those given in their place), and
/// the payload with all other attributes laid over it. Errors: `InvalidRequest` for generated
/// fields that do not match under `strict`, or that have the wrong type.
Result<Item> new_task_item(
    const GeneratedFields& generated, const CreateTaskInput& input, const DynamoDbConfig& config
);

struct ClosedItemInput {
    std::int64_t closed_at = 0;  ///< Seconds since the epoch.
    bool completed = false;
    std::string message{};  ///< Stored as `failure_message`, where there is one.
};

/// `item` as it stands in the closed table: `closed_at` and the status key are added, everything
/// else travels untouched (M17, M25).
Item closed_item(Item item, const ClosedItemInput& input, const FieldNames& fields);

/// `<labourer>_1` for completed, `<labourer>_0` for failed tasks (K11).
std::string status_key(const std::string& labourer_id, bool completed);

}  // namespace sosw

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/time.hpp"
#include "core/ports/dynamo_db.hpp"

/// How a stand-in tells of its executions: by items of a table of the run's own.
///
/// An execution has one item, from its start on; the stand-in replaces it at its end. The run reads
/// the whole table again and again and deletes what it has done with, so that the table holds what
/// is under way. A stand-in that was killed leaves an item without an end.

namespace sosw::sim {

struct ExecutionEntry {
    std::string request_id{};    ///< Lambda's.
    std::int64_t execution = 1;  ///< More than 1 for Lambda's own retries.
    std::string function{};      ///< As the scenario names it.
    std::string event{};         ///< Of the payload, what tells the task and the attempt.
    Timestamp started{};         ///< By the stand-in's clock, as all times here.
    bool cold_start = false;     ///< The first one of its process.
    std::optional<Timestamp> finished{};
    bool failed = false;                  ///< Of one that has finished.
    std::optional<Timestamp> reported{};  ///< When the task was said to be completed.
    std::string report{};                 ///< What came of it: the words of `CompletionResult`.
    std::string report_error{};           ///< Else why it was refused.
};

/// Key: the request and the number of the execution.
CreateTableInput executions_table(const std::string& name);
Item key_of(const ExecutionEntry& entry);
Item to_item(const ExecutionEntry& entry);
/// What is missing has its default.
ExecutionEntry to_entry(const Item& item);

}  // namespace sosw::sim

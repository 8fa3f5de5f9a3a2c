#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "backends/sqlite/database.hpp"
#include "core/base/time.hpp"
#include "sim/record/rows.hpp"

/// The table `task_event`, read once, in the order in which things happened.
///
/// A long run has millions of events. What a summary says about them is folded from one walk;
/// grouping and ordering them by SQL would sort them all, several times.

namespace sosw::sim {

/// Texts are valid during the call.
struct TaskEvent {
    Timestamp at{};
    TaskNumber task = 0;
    std::string_view labourer{};
    TaskEventKind event = TaskEventKind::Created;
    std::string_view reason{};  ///< Empty where there is none.
    std::optional<double> attempt{};
    std::optional<Duration> wait{};
    std::optional<PassNumber> pass{};
};

/// Events of kinds that this program does not know are left out.
void for_each_task_event(
    sqlite::Database& database, const std::function<void(const TaskEvent&)>& use
);

/// The events behind row `after` of the table, until `use` wants no more and gives false: that
/// event was then not used. Gives the row of the last one that was, so that a run that goes on is
/// read in parts.
std::int64_t for_task_events_after(
    sqlite::Database& database, std::int64_t after, const std::function<bool(const TaskEvent&)>& use
);

}  // namespace sosw::sim

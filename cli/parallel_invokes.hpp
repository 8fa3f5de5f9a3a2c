#pragma once

#include <cstddef>

#include "cli/backend.hpp"
#include "core/base/diagnostics.hpp"
#include "core/tasks/task_manager.hpp"

/// How many tasks an Orchestrator invokes at once, where the place allows it.

namespace sosw::cli {

/// Within a region an invocation takes some 25 ms, and a mark, which is written alone, some 5 ms.
/// Eight tasks then take 65 ms rather than 240, and most of that are the marks: more at once gain
/// little. A process that ends at the worst moment leaves up to this many tasks to expiry.
inline constexpr std::size_t kParallelDefault = 8;
/// As many as the transport has connections.
inline constexpr std::size_t kParallelMax = 32;

/// What `SOSW_PARALLEL` says, or else `kParallelDefault`. Problems: it is no number from 1 to
/// `kParallelMax`.
Checked<std::size_t> parallel_of_environment();

/// Lets `tasks` invoke up to `parallel` tasks at once. Does nothing for 1, and where the ports have
/// nobody who can.
void invoke_in_parallel(TaskManager& tasks, const OperationPorts& ports, std::size_t parallel);

}  // namespace sosw::cli

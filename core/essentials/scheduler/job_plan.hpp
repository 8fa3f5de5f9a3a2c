#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/essentials/scheduler/job.hpp"
#include "core/essentials/scheduler/periods.hpp"

namespace sosw {

/// What a job becomes, before anything is written.
struct JobPlan {
    std::string labourer_id;
    std::vector<Map> tasks{};  ///< The attributes of each, in the order in which they are made.
    std::vector<std::string> warnings{};
};

/// Checks all that can be checked before the first task is written (M24): that the labourer is
/// configured, that the job can be cut, and that no task has an attribute in the place of one that
/// sosw makes itself. Errors: `InvalidRequest`.
Result<JobPlan> plan_job(const Job& job, const SoswConfig& config, Date today);

}  // namespace sosw

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/ports/attribute_value.hpp"

/// A business job as it reaches the Scheduler.

namespace sosw {

struct Job {
    std::string lambda_name;  ///< The labourer's; of an ARN only its function's name.
    Map attributes{};         ///< All the rest.
};

/// The jobs of an event, in their order: one, or as many as an SQS envelope has records.
///
/// Envelopes of SNS (as Lambda hands them over, or as SQS carries them) and of SQS are taken off,
/// one within the other. What is left is a job, or has it under `job`; each may be an object or the
/// JSON text of one. Errors: `InvalidJob` for what is no such event, and without `lambda_name`.
Result<std::vector<Job>> extract_jobs(const AttributeValue& event);

/// `worker` of `worker`, `worker:alias`, `function:worker` and
/// `arn:aws:lambda:us-west-2:000000000000:function:worker:alias`.
std::string_view function_name(std::string_view name_or_arn);

}  // namespace sosw

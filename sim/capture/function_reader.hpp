#pragma once

#include "core/base/result.hpp"
#include "core/ports/cloud_watch.hpp"
#include "sim/capture/captured.hpp"

namespace sosw::sim {

/// Lambda's metrics of the function of that name over the whole span.
///
/// Percentiles are those of the span where it is at most a day; CloudWatch tells those of longer
/// spans by the day, and here they are their mean, weighted by the number of executions. They are
/// absent where CloudWatch has none. Errors: those of CloudWatch.
Result<LambdaFigures> read_lambda_figures(
    CloudWatch& cloud_watch, const std::string& function, CaptureSpan span, Timestamp now
);

}  // namespace sosw::sim

#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "core/ports/cloud_watch.hpp"
#include "sim/capture/captured.hpp"

namespace sosw::sim {

/// Datapoints over any stretch of time: as many requests as 1,440 datapoints each allow, in order
/// of time. Bins begin at `question.start_time`. Errors: those of CloudWatch.
Result<std::vector<Datapoint>> read_datapoints(
    CloudWatch& cloud_watch, GetMetricStatisticsInput question
);

/// The course of what `details` asks for, within `span` and, before it, as far as the first
/// decision looks back. Where one period has datapoints of several units they are folded as the
/// Orchestrator does. `name`, `trace_file` and `asked` are left to the caller.
///
/// `now` tells how old the span is, and so which period is still there: the metric's own, or else
/// the next longer one. Errors: those of CloudWatch.
Result<CapturedMetric> read_metric(
    CloudWatch& cloud_watch, const MetricDetails& details, CaptureSpan span, Timestamp now
);

}  // namespace sosw::sim

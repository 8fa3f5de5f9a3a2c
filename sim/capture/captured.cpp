#include "sim/capture/captured.hpp"

#include <fmt/format.h>

namespace sosw::sim {

std::string metric_text(const MetricDetails& details) {
    std::string text = details.metric_namespace + "/" + details.metric_name;
    for (const Dimension& dimension : details.dimensions) {
        text += fmt::format(" {}={}", dimension.name, dimension.value);
    }
    return text;
}

std::string_view to_string(TaskFate fate) {
    switch (fate) {
        case TaskFate::Completed:
            return "completed";
        case TaskFate::Failed:
            return "failed";
        case TaskFate::Queued:
            return "queued";
        case TaskFate::Running:
            return "running";
        case TaskFate::WaitingForRetry:
            return "waiting for retry";
    }
    return "";
}

std::string_view to_string(DurationSource source) {
    switch (source) {
        case DurationSource::LambdaPercentiles:
            return "lambda_percentiles";
        case DurationSource::ClosedTasks:
            return "closed_tasks";
        case DurationSource::LambdaAverage:
            return "lambda_average";
        case DurationSource::Assumed:
            return "assumed";
    }
    return "";
}

}  // namespace sosw::sim

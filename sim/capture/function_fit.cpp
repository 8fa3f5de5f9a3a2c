#include "sim/capture/function_fit.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "sim/capture/duration_fit.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::sim {
namespace {

/// A scenario must say something.
constexpr Duration kAssumedDuration = std::chrono::minutes{1};

/// The tasks of which a duration is known.
using Timed = std::vector<CapturedTask*>;

std::map<std::string, Timed> timed_by_function(Capture& capture) {
    std::map<std::string, std::string> function_of;
    for (const CapturedLabourer& labourer : capture.labourers) {
        function_of.emplace(labourer.id, labourer.function);
    }
    std::map<std::string, Timed> timed;
    for (CapturedTask& task : capture.tasks) {
        const auto function = function_of.find(task.labourer);
        if (task.duration && function != function_of.end()) {
            timed[function->second].push_back(&task);
        }
    }
    return timed;
}

CapturedLabourer& labourer_of(const CapturedTask& task, Capture& capture) {
    return *std::ranges::find(capture.labourers, task.labourer, &CapturedLabourer::id);
}

void drop_beyond_timeout(const CapturedFunction& function, Timed& timed, Capture& capture) {
    if (!function.timeout) {
        return;
    }
    const std::size_t dropped = std::erase_if(timed, [&](CapturedTask* task) {
        if (*task->duration <= *function.timeout) {
            return false;
        }
        task->duration.reset();
        --labourer_of(*task, capture).with_duration;
        return true;
    });
    if (dropped > 0) {
        capture.warnings.push_back(fmt::format(
            "function {}: {} took longer from invocation to completion than its timeout, {}, which "
            "holds the time in Lambda's queue; the function's own distribution stands in",
            function.name,
            counted(static_cast<std::int64_t>(dropped), "task"),
            format_duration(*function.timeout)
        ));
    }
}

void fit_duration(CapturedFunction& function, const Timed& timed, Capture& capture) {
    const LambdaFigures& figures = function.figures;
    if (figures.duration_p50 && figures.duration_p95) {
        function.source = DurationSource::LambdaPercentiles;
        function.duration = fit_percentiles(*figures.duration_p50, *figures.duration_p95);
        return;
    }
    if (!timed.empty()) {
        std::vector<Duration> observed;
        observed.reserve(timed.size());
        for (const CapturedTask* task : timed) {
            observed.push_back(*task->duration);
        }
        function.source = DurationSource::ClosedTasks;
        function.observed_tasks = std::ssize(observed);
        function.duration = fit_observed(std::move(observed));
        return;
    }
    if (figures.duration_average) {
        function.source = DurationSource::LambdaAverage;
        function.duration = *figures.duration_average;
        return;
    }
    function.duration = kAssumedDuration;
    capture.warnings.push_back(fmt::format(
        "function {}: nothing tells how long it takes; {} is assumed, see /functions/{}/duration",
        function.name,
        format_duration(kAssumedDuration),
        function.name
    ));
}

void fit_failures(CapturedFunction& function, Capture& capture) {
    const LambdaFigures& figures = function.figures;
    if (figures.invocations && figures.errors && *figures.invocations > 0) {
        function.failure_probability = std::clamp(*figures.errors / *figures.invocations, 0.0, 1.0);
        return;
    }
    capture.warnings.push_back(fmt::format(
        "function {}: CloudWatch has no Invocations and Errors of it in the span; its executions "
        "never fail in the scenario",
        function.name
    ));
}

}  // namespace

void fit_functions(Capture& capture) {
    std::map<std::string, Timed> timed = timed_by_function(capture);
    for (CapturedFunction& function : capture.functions) {
        Timed& own = timed[function.name];
        drop_beyond_timeout(function, own, capture);
        fit_duration(function, own, capture);
        fit_failures(function, capture);
    }
}

}  // namespace sosw::sim

#include "sim/capture/scenario_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sosw::sim {
namespace {

using Json = nlohmann::ordered_json;

struct FitJson {
    Json operator()(Duration always) const { return format_duration(always); }
    Json operator()(const Lognormal& fit) const {
        return {
            {"lognormal",
             {{"median", format_duration(fit.median)}, {"p95", format_duration(fit.p95)}}}};
    }
    Json operator()(const Empirical& fit) const {
        Json values = Json::array();
        for (const Duration value : fit.values) {
            values.push_back(format_duration(value));
        }
        return {{"values", std::move(values)}};
    }
};

Json function_json(const CapturedFunction& function) {
    Json json = Json::object();
    if (!function.arn.empty()) {
        json["arn"] = function.arn;
    }
    json["duration"] = std::visit(FitJson{}, function.duration);
    if (function.timeout) {
        json["timeout"] = format_duration(*function.timeout);
    }
    if (function.memory_mb) {
        json["memory_mb"] = *function.memory_mb;
    }
    if (function.failure_probability) {
        json["failure_probability"] = *function.failure_probability;
    }
    return json;
}

Json value_json(const CapturedMetric& metric, CaptureSpan span) {
    if (metric.trace_file.empty()) {
        return 0;  // never reported
    }
    Json trace{{"file", metric.trace_file}, {"interpolation", "step"}};
    if (metric.first < span.from) {
        trace["offset"] = format_duration(span.from - metric.first);
    }
    return {{"base", {{"trace", std::move(trace)}}}};
}

Json silent_json(const std::vector<TimeWindow>& gaps) {
    Json silent = Json::array();
    for (const TimeWindow& gap : gaps) {
        silent.push_back({{"from", format_duration(gap.from)}, {"to", format_duration(gap.to)}});
    }
    return silent;
}

Json metric_json(const CapturedMetric& metric, CaptureSpan span) {
    Json json{{"namespace", metric.details.metric_namespace}, {"name", metric.details.metric_name}};
    if (!metric.details.dimensions.empty()) {
        Json& dimensions = json["dimensions"] = Json::object();
        for (const Dimension& dimension : metric.details.dimensions) {
            dimensions[dimension.name] = dimension.value;
        }
    }
    if (!metric.unit.empty()) {
        json["unit"] = metric.unit;
    }
    json["every"] = format_duration(metric.period);
    json["value"] = value_json(metric, span);
    if (!metric.gaps.empty()) {
        json["silent"] = silent_json(metric.gaps);
    }
    return json;
}

}  // namespace

std::string scenario_text(const Capture& capture) {
    const CaptureSpan span = capture.span;
    Json json{
        {"description",
         fmt::format(
             "Recorded from {} to {}. The loop is open: metrics are replayed as they were, "
             "whatever "
             "runs here",
             format_timestamp(span.from),
             format_timestamp(span.to)
         )},
        {"start", format_timestamp(span.from)},
        {"duration", format_duration(span.length())},
        {"config", {{"sosw_orchestrator_config", kConfigurationFile}}}};
    Json& functions = json["functions"] = Json::object();
    for (const CapturedFunction& function : capture.functions) {
        functions[function.name] = function_json(function);
    }
    if (!capture.tasks.empty()) {
        json["workload"] = Json::array({{{"trace", kTaskTraceFile}}});
    }
    Json& metrics = json["metrics"] = Json::array();
    for (const CapturedMetric& metric : capture.metrics) {
        metrics.push_back(metric_json(metric, span));
    }
    return json.dump(4) + "\n";
}

}  // namespace sosw::sim

#include "sim/capture/scenario_files.hpp"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/scenario/metric_trace.hpp"
#include "sim/workload/sosw_trace_writer.hpp"

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
    json["delay"] = format_duration(metric.period);
    json["value"] = value_json(metric, span);
    if (!metric.gaps.empty()) {
        json["silent"] = silent_json(metric.gaps);
    }
    return json;
}

std::string scenario_text(const Capture& capture, const std::string& name) {
    const CaptureSpan span = capture.span;
    Json json{
        {"name", name},
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

void write_tasks(const Capture& capture, std::ostream& stream) {
    SoswTraceWriter trace{stream, SoswTraceWriter::Attempts::Write};
    for (const CapturedTask& task : capture.tasks) {
        trace.write(
            {.at = task.created - capture.span.from,
             .labourer = task.labourer,
             .duration = task.duration,
             .payload = task.payload,
             .attempts = task.attempts}
        );
    }
}

}  // namespace

std::vector<ScenarioFile> scenario_files(
    const Capture& capture, const std::string& name, const std::string& configuration
) {
    std::vector<ScenarioFile> files;
    const auto add_text = [&](const char* file, std::string text) {
        files.push_back({file, [text = std::move(text)](std::ostream& to) { to << text; }});
    };
    add_text(kScenarioFile, scenario_text(capture, name));
    add_text(kConfigurationFile, configuration);
    if (!capture.tasks.empty()) {
        files.push_back({kTaskTraceFile, [&capture](std::ostream& to) { write_tasks(capture, to); }}
        );
    }
    for (const CapturedMetric& metric : capture.metrics) {
        if (!metric.trace_file.empty()) {
            files.push_back({metric.trace_file, [&metric](std::ostream& to) {
                                 write_metric_trace(to, metric.first, metric.points);
                             }});
        }
    }
    return files;
}

}  // namespace sosw::sim

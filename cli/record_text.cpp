#include "cli/record_text.hpp"

#include <cmath>

#include <fmt/format.h>

#include "backends/wire/json_writer.hpp"
#include "cli/shell_word.hpp"
#include "core/base/strings.hpp"
#include "sim/capture/duration_fit.hpp"
#include "sim/capture/scenario_files.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::cli {

namespace {

using sim::CapturedFunction;
using sim::CapturedLabourer;
using sim::CapturedMetric;

// For people

std::string metric_line(const CapturedMetric& metric) {
    std::string line = fmt::format(
        "  {}  {} every {}: {} of {}",
        sim::metric_text(metric.details),
        metric.details.statistic,
        format_duration(metric.period),
        metric.found,
        sim::counted(metric.expected, "point")
    );
    if (!metric.gaps.empty()) {
        line += fmt::format(", {}", sim::counted(std::ssize(metric.gaps), "gap"));
    }
    return line + "\n";
}

std::string labourer_line(const CapturedLabourer& labourer) {
    std::vector<std::string> parts;
    const auto add = [&](std::int64_t number, std::string_view what) {
        if (number > 0) {
            parts.push_back(fmt::format("{} {}", sim::with_thousands(number), what));
        }
    };
    add(labourer.completed, "completed");
    add(labourer.failed, "failed");
    add(labourer.running, "running");
    add(labourer.queued, "queued");
    add(labourer.waiting_for_retry, "waiting for retry");
    if (labourer.tasks == 0) {
        return fmt::format("  {}  none\n", labourer.id);
    }
    return fmt::format(
        "  {}  {} created: {}; {} with a duration\n",
        labourer.id,
        sim::with_thousands(labourer.tasks),
        join(parts, ", "),
        sim::with_thousands(labourer.with_duration)
    );
}

std::string source_text(const CapturedFunction& function) {
    switch (function.source) {
        case sim::DurationSource::LambdaPercentiles:
            return "of Lambda's metrics";
        case sim::DurationSource::ClosedTasks:
            return fmt::format("of {}", sim::counted(function.observed_tasks, "completed task"));
        case sim::DurationSource::LambdaAverage:
            return "the average, all that Lambda's metrics have";
        case sim::DurationSource::Assumed:
            return "assumed";
    }
    return {};
}

std::string function_line(const CapturedFunction& function) {
    std::string line = fmt::format(
        "  {}  {} ({})", function.name, sim::fit_text(function.duration), source_text(function)
    );
    const sim::LambdaFigures& figures = function.figures;
    if (figures.invocations) {
        line += fmt::format(
            "; {} of {} failed",
            sim::with_thousands(std::llround(figures.errors.value_or(0))),
            sim::with_thousands(std::llround(*figures.invocations))
        );
    }
    if (figures.throttles.value_or(0) > 0) {
        line +=
            fmt::format(", {} throttled", sim::with_thousands(std::llround(*figures.throttles)));
    }
    if (figures.concurrent_max) {
        line += fmt::format(", {} at once at most", std::llround(*figures.concurrent_max));
    }
    if (function.timeout) {
        line += fmt::format("; timeout {}", format_duration(*function.timeout));
    }
    if (function.memory_mb) {
        line += fmt::format(", {} MB", *function.memory_mb);
    }
    return line + "\n";
}

template <typename Items, typename Line>
std::string section(std::string_view title, const Items& items, Line line) {
    std::string text = fmt::format("{}\n", title);
    for (const auto& item : items) {
        text += line(item);
    }
    return items.empty() ? fmt::format("{}\n  none\n", title) : text;
}

constexpr std::string_view kOpenLoop =
    "The loop is open: metrics are replayed as they were, whatever runs in the scenario. To close "
    "it, give\na metric what its load adds, and a base without it, in place of the trace: "
    "\"value\": {\"base\": …,\n\"per_running\": {\"FUNCTION\": …}}; see docs/scenarios.md.\n";

// For programs

void write_optional(
    wire::JsonWriter& json, std::string_view name, const std::optional<double>& value
) {
    if (value) {
        json.key(name);
        json.number(*value);
    }
}

void write_optional(
    wire::JsonWriter& json, std::string_view name, const std::optional<Duration>& value
) {
    if (value) {
        json.key(name);
        json.number(to_seconds(*value));
    }
}

void write_count(wire::JsonWriter& json, std::string_view name, std::int64_t count) {
    json.key(name);
    json.integer(count);
}

void write_metric(wire::JsonWriter& json, const CapturedMetric& metric) {
    json.begin_object();
    json.member("namespace", metric.details.metric_namespace);
    json.member("metric", metric.details.metric_name);
    json.key("dimensions");
    json.begin_object();
    for (const Dimension& dimension : metric.details.dimensions) {
        json.member(dimension.name, dimension.value);
    }
    json.end_object();
    json.key("asked_by");
    json.begin_array();
    for (const std::string& asked : metric.asked) {
        json.string(asked);
    }
    json.end_array();
    json.member("statistic", metric.details.statistic);
    json.key("period");
    json.number(to_seconds(metric.period));
    write_count(json, "expected", metric.expected);
    write_count(json, "found", metric.found);
    write_count(json, "gaps", std::ssize(metric.gaps));
    if (!metric.trace_file.empty()) {
        json.member("trace", metric.trace_file);
    }
    json.end_object();
}

void write_labourer(wire::JsonWriter& json, const CapturedLabourer& labourer) {
    json.begin_object();
    json.member("labourer", labourer.id);
    json.member("function", labourer.function);
    write_count(json, "tasks", labourer.tasks);
    write_count(json, "completed", labourer.completed);
    write_count(json, "failed", labourer.failed);
    write_count(json, "running", labourer.running);
    write_count(json, "queued", labourer.queued);
    write_count(json, "waiting_for_retry", labourer.waiting_for_retry);
    write_count(json, "with_duration", labourer.with_duration);
    write_count(json, "created_earlier", labourer.earlier);
    write_count(json, "undated", labourer.undated);
    json.end_object();
}

void write_function(wire::JsonWriter& json, const CapturedFunction& function) {
    const sim::LambdaFigures& figures = function.figures;
    json.begin_object();
    json.member("function", function.name);
    json.member("duration_source", sim::to_string(function.source));
    write_optional(json, "failure_probability", function.failure_probability);
    write_optional(json, "timeout", function.timeout);
    if (function.memory_mb) {
        write_count(json, "memory_mb", *function.memory_mb);
    }
    write_optional(json, "invocations", figures.invocations);
    write_optional(json, "errors", figures.errors);
    write_optional(json, "throttles", figures.throttles);
    write_optional(json, "concurrent_executions_max", figures.concurrent_max);
    write_optional(json, "duration_p50", figures.duration_p50);
    write_optional(json, "duration_p95", figures.duration_p95);
    write_optional(json, "duration_average", figures.duration_average);
    write_optional(json, "duration_max", figures.duration_max);
    json.end_object();
}

template <typename Items, typename Write>
void write_list(wire::JsonWriter& json, std::string_view name, const Items& items, Write write) {
    json.key(name);
    json.begin_array();
    for (const auto& item : items) {
        write(json, item);
    }
    json.end_array();
}

}  // namespace

std::string record_text(const Recorded& recorded) {
    const sim::Capture& capture = recorded.capture;
    std::string text = fmt::format(
        "Recorded {} from {} to {} ({}) into {}\n\n",
        recorded.place,
        format_timestamp(capture.span.from),
        format_timestamp(capture.span.to),
        format_duration(capture.span.length()),
        recorded.folder
    );
    text += section("metrics", capture.metrics, metric_line);
    text += section("tasks", capture.labourers, labourer_line);
    text += section("functions", capture.functions, function_line);
    if (!capture.warnings.empty()) {
        text += section("not as it was", capture.warnings, [](const std::string& warning) {
            return "  " + warning + "\n";
        });
    }
    return text + fmt::format(
                      "\n{}\n  sosw run {}\n",
                      kOpenLoop,
                      shell_word(recorded.folder + "/" + sim::kScenarioFile)
                  );
}

std::string record_json(const Recorded& recorded) {
    const sim::Capture& capture = recorded.capture;
    std::string text;
    wire::JsonWriter json{text};
    json.begin_object();
    json.member("from", format_timestamp(capture.span.from));
    json.member("to", format_timestamp(capture.span.to));
    json.member("scenario", recorded.folder + "/" + sim::kScenarioFile);
    json.key("open_loop");
    json.boolean(true);
    write_list(json, "metrics", capture.metrics, write_metric);
    write_list(json, "labourers", capture.labourers, write_labourer);
    write_list(json, "functions", capture.functions, write_function);
    write_list(json, "warnings", capture.warnings, [](auto& to, const std::string& warning) {
        to.string(warning);
    });
    json.end_object();
    return text + "\n";
}

}  // namespace sosw::cli

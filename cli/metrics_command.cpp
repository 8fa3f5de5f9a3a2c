#include "cli/metrics_command.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <system_error>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/wire/json_writer.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/metric_name.hpp"
#include "cli/operation.hpp"
#include "cli/write_consent.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::cli {

namespace {

struct MetricsOptions {
    PlaceOptions place{};
    MetricName name{};
    double value = 0;
    std::string unit{};
    std::string at{};
    std::string last{};    ///< Empty: as configured, else 15 minutes.
    std::string period{};  ///< Empty: as configured, else one minute.
};

struct Opened {
    MetricDetails metric;
    std::unique_ptr<Backend> backend;
    std::optional<Timestamp> at;
};

void read_duration(
    const std::string& argument, const std::string& text, Duration& target, Diagnostics& problems
) {
    if (text.empty()) {
        return;
    }
    const std::optional<Duration> duration = parse_duration(text);
    if (duration && *duration > Duration::zero()) {
        target = *duration;
        return;
    }
    problems.push_back(
        {.file = argument,
         .message = fmt::format("expected a duration such as 15m, found \"{}\"", text)}
    );
}

std::optional<Timestamp> read_time(const std::string& text, Diagnostics& problems) {
    const std::optional<Timestamp> time = parse_timestamp(text);
    if (!text.empty() && !time) {
        problems.push_back(
            {.file = "--at",
             .message =
                 fmt::format("expected a time such as 2026-03-02T08:00:00Z, found \"{}\"", text)}
        );
    }
    return time;
}

std::optional<Opened> open(const MetricsOptions& options) {
    Diagnostics problems;
    Place place = open_place(options.place, FilePresence::MustExist, problems);
    std::optional<MetricDetails> metric;
    if (place.config) {
        metric = keep(find_metric(options.name, *place.config), problems);
    }
    MetricDetails details = metric.value_or(MetricDetails{});
    if (options.name.metric.find('/') != std::string::npos) {
        details.time_slice = std::chrono::minutes{15};
    }
    read_duration("--last", options.last, details.time_slice, problems);
    read_duration("--period", options.period, details.period, problems);
    const std::optional<Timestamp> at = read_time(options.at, problems);
    if (!problems.empty()) {
        complain(problems);
        return std::nullopt;
    }
    return Opened{std::move(details), std::move(place.backend), at};
}

ExitCode complain_of(const Error& error) {
    complain(to_string(error));
    return exit_code_of(error);
}

std::string identity_text(const MetricDetails& metric) {
    std::string text = metric.metric_namespace + "/" + metric.metric_name;
    for (const Dimension& dimension : metric.dimensions) {
        text += fmt::format(" {}={}", dimension.name, dimension.value);
    }
    return text;
}

void write_identity(wire::JsonWriter& json, const MetricDetails& metric) {
    json.member("namespace", metric.metric_namespace);
    json.member("metric", metric.metric_name);
    json.key("dimensions");
    json.begin_object();
    for (const Dimension& dimension : metric.dimensions) {
        json.member(dimension.name, dimension.value);
    }
    json.end_object();
}

// put

ExitCode put(const MetricsOptions& options) {
    const auto opened = open(options);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    const MetricDetails& metric = opened->metric;
    const OperationPorts ports = opened->backend->ports();
    const Timestamp at = opened->at.value_or(ports.clock.now());
    if (const auto refusal = refusal_to_write(*opened->backend, options.place, "put a metric")) {
        return *refusal;
    }
    const auto done = ports.cloud_watch.put_metric_data(
        {.metric_namespace = metric.metric_namespace,
         .metric_data =
             {{.metric_name = metric.metric_name,
               .dimensions = metric.dimensions,
               .timestamp = at,
               .value = options.value,
               .unit = options.unit.empty() ? metric.unit : options.unit}}}
    );
    if (!done) {
        return complain_of(done.error());
    }
    opened->backend->commit();
    const std::string time = format_timestamp(from_epoch_seconds(epoch_seconds(at)));
    if (!options.place.json) {
        fmt::print("{} = {:g} at {}\n", identity_text(metric), options.value, time);
        return ExitCode::Done;
    }
    std::string text;
    wire::JsonWriter json{text};
    json.begin_object();
    write_identity(json, metric);
    json.member("at", time);
    json.key("value");
    json.number(options.value);
    json.end_object();
    fmt::print("{}\n", text);
    return ExitCode::Done;
}

// get

GetMetricStatisticsInput question(const MetricDetails& metric, Timestamp now) {
    return {
        .metric_namespace = metric.metric_namespace,
        .metric_name = metric.metric_name,
        .dimensions = metric.dimensions,
        .start_time = now - metric.time_slice,
        .end_time = now,
        .period = metric.period,
        .statistics = {"Average", "Sum", "Minimum", "Maximum", "SampleCount"},
        .unit = metric.unit};
}

/// CloudWatch gives percentiles in an answer of their own.
Result<std::vector<Datapoint>> read_datapoints(
    CloudWatch& cloud_watch, const MetricDetails& metric, Timestamp now
) {
    GetMetricStatisticsInput input = question(metric, now);
    std::vector<Datapoint> points = TRY(cloud_watch.get_metric_statistics(input)).datapoints;
    std::ranges::sort(points, {}, &Datapoint::timestamp);
    if (!metric.is_percentile) {
        return points;
    }
    input.statistics.clear();
    input.extended_statistics = {metric.statistic};
    for (Datapoint& found : TRY(cloud_watch.get_metric_statistics(input)).datapoints) {
        const auto point =
            std::ranges::lower_bound(points, found.timestamp, {}, &Datapoint::timestamp);
        if (point != points.end() && point->timestamp == found.timestamp) {
            point->extended_statistics = std::move(found.extended_statistics);
        }
    }
    return points;
}

std::string number_text(std::optional<double> value) {
    return value ? fmt::format("{:g}", *value) : std::string{"–"};
}

std::optional<double> percentile_of(const Datapoint& point) {
    return point.extended_statistics.empty() ? std::nullopt
                                             : std::optional{point.extended_statistics[0].second};
}

std::string datapoints_text(const MetricDetails& metric, const std::vector<Datapoint>& points) {
    if (points.empty()) {
        return fmt::format(
            "{}: no data in the last {}\n",
            identity_text(metric),
            format_duration(metric.time_slice)
        );
    }
    sim::TableLines lines{{"from", "average", "minimum", "maximum", "sum", "samples"}};
    if (metric.is_percentile) {
        lines.front().push_back(metric.statistic);
    }
    for (const Datapoint& point : points) {
        lines.push_back(
            {format_timestamp(point.timestamp),
             number_text(point.average),
             number_text(point.minimum),
             number_text(point.maximum),
             number_text(point.sum),
             number_text(point.sample_count)}
        );
        if (metric.is_percentile) {
            lines.back().push_back(number_text(percentile_of(point)));
        }
    }
    return identity_text(metric) + "\n" + sim::table(lines, 20, sim::Paint{false});
}

void write_statistic(wire::JsonWriter& json, const std::string& name, std::optional<double> value) {
    if (value) {
        json.key(name);
        json.number(*value);
    }
}

std::string datapoints_json(const MetricDetails& metric, const std::vector<Datapoint>& points) {
    std::string text;
    wire::JsonWriter json{text};
    json.begin_object();
    write_identity(json, metric);
    json.key("datapoints");
    json.begin_array();
    for (const Datapoint& point : points) {
        json.begin_object();
        json.member("from", format_timestamp(point.timestamp));
        write_statistic(json, "average", point.average);
        write_statistic(json, "minimum", point.minimum);
        write_statistic(json, "maximum", point.maximum);
        write_statistic(json, "sum", point.sum);
        write_statistic(json, "samples", point.sample_count);
        write_statistic(json, metric.statistic, percentile_of(point));
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return text + "\n";
}

ExitCode get(const MetricsOptions& options) {
    const auto opened = open(options);
    if (!opened) {
        return ExitCode::WrongInput;
    }
    const OperationPorts ports = opened->backend->ports();
    const auto points = read_datapoints(ports.cloud_watch, opened->metric, ports.clock.now());
    if (!points) {
        return complain_of(points.error());
    }
    fmt::print(
        "{}",
        options.place.json ? datapoints_json(opened->metric, *points)
                           : datapoints_text(opened->metric, *points)
    );
    return ExitCode::Done;
}

constexpr std::string_view kExamples =
    "\nMETRIC is NAMESPACE/NAME as CloudWatch has it, with its dimensions, or the name of a "
    "health\n"
    "metric in --config, which says all of that.\n"
    "\nExamples:\n"
    "  sosw metrics put AWS/RDS/CPUUtilization 82 --dimension DBInstanceIdentifier=shared --db "
    "dev.db\n"
    "  sosw metrics put DatabaseCpu 82 --db dev.db --config orchestrator.json\n"
    "  sosw metrics get DatabaseCpu --last 1h --db dev.db --config orchestrator.json";

void add_name(CLI::App& command, MetricsOptions& options) {
    command.add_option("METRIC", options.name.metric, "NAMESPACE/NAME, or a name in --config")
        ->required();
    command
        .add_option("--dimension", options.name.dimensions, "Of NAMESPACE/NAME; may be repeated")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    command
        .add_option(
            "--labourer", options.name.labourer, "Whose metric, where several have one of that name"
        )
        ->type_name("NAME");
}

/// Empty where `text` is a number.
std::string problem_of_number(const std::string& text) {
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stopped == end && std::isfinite(number)
               ? std::string{}
               : fmt::format("expected a number, found \"{}\"", text);
}

// Each command has options of its own: a variable of the environment is read into those of all
// commands, whichever the user gave.

void add_put(CLI::App& metrics, Commands& commands) {
    const auto options = std::make_shared<MetricsOptions>();
    CLI::App* command = metrics.add_subcommand("put", "Report a value");
    add_name(*command, *options);
    command->add_option("VALUE", options->value, "A number")->required()->check(problem_of_number);
    command->add_option("--unit", options->unit, "As CloudWatch has them, e.g. Percent")
        ->type_name("UNIT");
    command->add_option("--at", options->at, "Its time; default: now")->type_name("TIME");
    add_place(*command, options->place, ConfigNeed::Optional);
    commands.add(*command, [options] { return put(*options); });
}

void add_get(CLI::App& metrics, Commands& commands) {
    const auto options = std::make_shared<MetricsOptions>();
    CLI::App* command = metrics.add_subcommand("get", "Show what CloudWatch holds");
    add_name(*command, *options);
    command->add_option("--last", options->last, "How far back; default: as configured, else 15m")
        ->type_name("DURATION");
    command->add_option("--period", options->period, "Of a line; default: as configured, else 1m")
        ->type_name("DURATION");
    add_place(*command, options->place, ConfigNeed::Optional);
    commands.add(*command, [options] { return get(*options); });
}

}  // namespace

void add_metrics(CLI::App& app, Commands& commands) {
    CLI::App* metrics = app.add_subcommand("metrics", "Put and get what labourers feel");
    metrics->footer(std::string{kExamples});
    metrics->require_subcommand(1);
    add_put(*metrics, commands);
    add_get(*metrics, commands);
    metrics->group(std::string{kOperations});  // behind its commands, which would inherit it
}

}  // namespace sosw::cli

#include "tests/sim/report/record_writer.hpp"

#include <utility>

namespace sosw::sim {

RecordWriter::RecordWriter(Duration duration) : recorder_{":memory:"} {
    recorder_.begin(
        {.version = "1.2.3",
         .scenario = "by_hand",
         .description = "Written by a test",
         .seed = 7,
         .start = kRecordStart,
         .duration = duration}
    );
}

void RecordWriter::labourer(std::string_view name, double max_simultaneous, double slot_seconds) {
    recorder_.record(LabourerRow{
        .position = labourers_++,
        .labourer = name,
        .function = name,
        .arn = name,
        .max_simultaneous = max_simultaneous,
        .max_attempts = 3,
        .duration = from_seconds(slot_seconds),
    });
}

void RecordWriter::health_metric(
    std::string_view labourer,
    std::string_view metric,
    std::int64_t series,
    std::string_view comparison
) {
    recorder_.record(HealthMetricRow{
        .labourer = labourer,
        .metric = metric,
        .position = health_metrics_++,
        .series = series,
        .statistic = "Average",
        .comparison = comparison,
        .period = std::chrono::seconds{60},
        .time_slice = std::chrono::seconds{300},
    });
    for (const auto& [status, target] : {std::pair{4, 25.0}, std::pair{3, 50.0}}) {
        recorder_.record(FeelingRow{
            .labourer = labourer, .metric = metric, .status = status, .target = target});
    }
}

void RecordWriter::series(std::int64_t number, std::string_view name) {
    recorder_.record(MetricSeriesRow{
        .series = number, .metric_namespace = "AWS/RDS", .name = name, .dimensions = "Id=db"});
}

void RecordWriter::point(std::int64_t series, double at, double value) {
    recorder_.record(MetricPointRow{
        .at = at_second(at), .series = series, .value = value, .visible = at_second(at)});
}

TaskNumber RecordWriter::create(std::string_view labourer, double at) {
    labourer_of_.emplace_back(labourer);
    const auto task = static_cast<TaskNumber>(labourer_of_.size());
    const std::string task_id = "task " + std::to_string(task);
    recorder_.record(TaskRow{
        .task = task, .task_id = task_id, .labourer = labourer, .created = at_second(at)});
    event(task, TaskEventKind::Created, at);
    return task;
}

void RecordWriter::event(
    TaskNumber task, TaskEventKind kind, double at, const EventFields& fields
) {
    TaskEventRow row{
        .at = at_second(at),
        .task = task,
        .labourer = labourer_of_.at(static_cast<std::size_t>(task) - 1),
        .event = kind,
        .reason = fields.reason,
        .pass = fields.pass,
    };
    if (fields.wait_seconds) {
        row.wait = from_seconds(*fields.wait_seconds);
    }
    recorder_.record(row);
}

void RecordWriter::decide(std::string_view labourer, double at, std::optional<int> status) {
    recorder_.record(DecisionRow{
        .pass = ++passes_,
        .at = at_second(at),
        .essential = "sosw_orchestrator",
        .labourer = labourer,
        .decided = status.has_value(),
        .status = status.value_or(0),
    });
}

void RecordWriter::pass(
    std::string_view essential, double started, std::optional<double> finished, std::string error
) {
    PassRow row{
        .pass = ++passes_,
        .essential = essential,
        .started = at_second(started),
        .failed = !error.empty(),
        .error = std::move(error),
    };
    if (finished) {
        row.finished = at_second(*finished);
    }
    recorder_.record(row);
}

void RecordWriter::sample(
    std::string_view labourer, double at, std::int64_t queued, std::int64_t running
) {
    recorder_.record(SampleRow{
        .at = at_second(at), .labourer = labourer, .queued = queued, .running = running});
}

void RecordWriter::limit_race(std::string_view labourer, double at) {
    recorder_.record(LimitRaceRow{
        .at = at_second(at),
        .pass = 1,
        .labourer = labourer,
        .task = 1,
        .running = 3,
        .max = 2,
        .overlapping = 1,
    });
}

void RecordWriter::violation(std::string message) {
    recorder_.record(ViolationRow{
        .at = kRecordStart, .invariant = "one_place", .message = std::move(message)});
}

void RecordWriter::end(double at, bool finished) {
    recorder_.end({.end = at_second(at), .finished = finished, .events = 42});
}

}  // namespace sosw::sim

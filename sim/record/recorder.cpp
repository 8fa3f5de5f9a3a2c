#include "sim/record/recorder.hpp"

#include <bit>

#include "core/base/ensure.hpp"
#include "sim/record/insert.hpp"
#include "sim/record/schema.hpp"

namespace sosw::sim {

namespace {

/// Often enough that a killed run has lost little, seldom enough to cost nothing.
constexpr std::int64_t kRowsPerBatch = 10'000;

/// False for a record in memory: nobody else can read it, and the summary, which goes over all rows
/// once, needs no index. Making them took as long as the summary itself.
bool is_file(sqlite::Database& database) {
    sqlite::Statement file{
        database, "SELECT file <> '' FROM pragma_database_list WHERE name = 'main'"};
    file.step();
    return file.column_int64(0) != 0;
}

}  // namespace

std::string_view to_string(TaskEventKind kind) {
    switch (kind) {
        case TaskEventKind::Created:
            return "created";
        case TaskEventKind::Invoked:
            return "invoked";
        case TaskEventKind::Refused:
            return "refused";
        case TaskEventKind::TakenBack:
            return "taken_back";
        case TaskEventKind::Stranded:
            return "stranded";
        case TaskEventKind::Skipped:
            return "skipped";
        case TaskEventKind::Started:
            return "started";
        case TaskEventKind::Failed:
            return "failed";
        case TaskEventKind::Completed:
            return "completed";
        case TaskEventKind::ReportLost:
            return "report_lost";
        case TaskEventKind::Expired:
            return "expired";
        case TaskEventKind::Retried:
            return "retried";
        case TaskEventKind::Closed:
            return "closed";
    }
    return "unknown";
}

struct Recorder::Inserts {
    Inserts(sqlite::Database& database, EventLogHash& hash)
        : labourer{database, hash, "labourer"},
          metric_series{database, hash, "metric_series"},
          health_metric{database, hash, "health_metric"},
          feeling{database, hash, "feeling"},
          expectation{database, hash, "expectation"},
          task{database, hash, "task"},
          task_payload{database, hash, "task_payload"},
          task_event{database, hash, "task_event"},
          pass{database, hash, "pass"},
          job{database, hash, "job"},
          decision{database, hash, "decision"},
          decision_metric{database, hash, "decision_metric"},
          metric_point{database, hash, "metric_point"},
          invocation{database, hash, "invocation"},
          cost{database, hash, "cost"},
          sample{database, hash, "sample"},
          metric_gap{database, hash, "metric_gap"},
          capacity{database, hash, "capacity"},
          limit_race{database, hash, "limit_race"},
          sns_message{database, hash, "sns_message"},
          throttle{database, hash, "throttle"},
          rule_event{database, hash, "rule_event"},
          fault{database, hash, "fault"},
          violation{database, hash, "violation"} {}

    Insert labourer;
    Insert metric_series;
    Insert health_metric;
    Insert feeling;
    Insert expectation;
    Insert task;
    Insert task_payload;
    Insert task_event;
    Insert pass;
    Insert job;
    Insert decision;
    Insert decision_metric;
    Insert metric_point;
    Insert invocation;
    Insert cost;
    Insert sample;
    Insert metric_gap;
    Insert capacity;
    Insert limit_race;
    Insert sns_message;
    Insert throttle;
    Insert rule_event;
    Insert fault;
    Insert violation;
};

Recorder::Recorder(const std::string& path) : database_{path} {
    database_.execute(std::string{record_schema()});
    inserts_ = std::make_unique<Inserts>(database_, hash_);
}

Recorder::~Recorder() = default;

void Recorder::row_added() {
    if (++rows_ % kRowsPerBatch == 0) {
        database_.flush();
    }
}

void Recorder::flush() { database_.flush(); }

void Recorder::begin(const RunRow& row) {
    ENSURE(rows_ == 0);
    const auto seed = std::bit_cast<std::int64_t>(row.seed);
    for (const std::string_view text :
         {std::string_view{row.scenario}, std::string_view{row.text}}) {
        hash_.add(text);
    }
    hash_.add(seed);
    hash_.add(epoch_microseconds(row.start));
    hash_.add(row.duration.count());

    sqlite::Statement insert{
        database_,
        "INSERT INTO run (schema_version, version, scenario, description, text, seed, start_us,"
        " duration_us, finished) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"};
    insert.bind(1, std::int64_t{kRecordSchemaVersion});
    insert.bind_text(2, row.version).bind_text(3, row.scenario).bind_text(4, row.description);
    insert.bind_text(5, row.text).bind(6, seed);
    insert.bind(7, epoch_microseconds(row.start)).bind(8, std::int64_t{row.duration.count()});
    insert.run();
    row_added();
}

void Recorder::order_task_events() {
    database_.execute(
        "CREATE TEMP TABLE in_order AS SELECT * FROM task_event ORDER BY at_us, rowid;"
        "DELETE FROM task_event;"
        "INSERT INTO task_event SELECT * FROM in_order ORDER BY rowid;"
        "DROP TABLE in_order"
    );
}

void Recorder::end(const RunEnd& end) {
    const std::string hash = hash_.hex();
    sqlite::Statement update{
        database_,
        "UPDATE run SET end_us = ?, finished = ?, events = ?, row_count = ?, event_log_hash = ?"};
    update.bind(1, epoch_microseconds(end.end)).bind(2, std::int64_t{end.finished ? 1 : 0});
    update.bind(3, end.events).bind(4, rows_).bind_text(5, hash);
    update.run();
    if (is_file(database_)) {
        database_.execute(std::string{record_indexes()});
    }
    database_.flush();
}

void Recorder::set_environment(std::string_view name, std::string_view value) {
    sqlite::Statement insert{
        database_, "INSERT OR REPLACE INTO environment (name, value) VALUES (?, ?)"};
    insert.bind_text(1, name).bind_text(2, value);
    insert.run();
}

void Recorder::record(const LabourerRow& row) {
    inserts_->labourer.row()
        .add(row.position)
        .add(row.labourer)
        .add(row.function)
        .add(row.arn)
        .add(row.max_simultaneous)
        .add(row.max_attempts)
        .add(row.duration)
        .add(row.cooldown)
        .run();
    row_added();
}

void Recorder::record(const MetricSeriesRow& row) {
    inserts_->metric_series.row()
        .add(row.series)
        .add(row.metric_namespace)
        .add(row.name)
        .add(row.dimensions)
        .run();
    row_added();
}

void Recorder::record(const HealthMetricRow& row) {
    inserts_->health_metric.row()
        .add(row.labourer)
        .add(row.metric)
        .add(row.position)
        .add(row.series)
        .add(row.statistic)
        .add(row.comparison)
        .add(row.period)
        .add(row.time_slice)
        .run();
    row_added();
}

void Recorder::record(const FeelingRow& row) {
    inserts_->feeling.row().add(row.labourer).add(row.metric).add(row.status).add(row.target).run();
    row_added();
}

void Recorder::record(const ExpectationRow& row) {
    inserts_->expectation.row().add(row.position).add(row.text).add(row.series).run();
    row_added();
}

void Recorder::record(const TaskRow& row) {
    inserts_->task.row().add(row.task).add(row.task_id).add(row.labourer).add(row.created).run();
    row_added();
}

void Recorder::record(const TaskPayloadRow& row) {
    inserts_->task_payload.row().add(row.task).add(row.payload).run();
    row_added();
}

void Recorder::record(const TaskEventRow& row) {
    inserts_->task_event.row()
        .add(row.at)
        .add(row.task)
        .add(row.labourer)
        .add(to_string(row.event))
        .add(row.attempt)
        .add_or_null(row.reason)
        .add_or_null(row.request_id)
        .add(row.wait)
        .add(row.pass)
        .run();
    row_added();
}

void Recorder::record(const PassRow& row) {
    inserts_->pass.row()
        .add(row.pass)
        .add(row.essential)
        .add(row.started)
        .add(row.finished)
        .add(row.overlapped)
        .add(row.failed)
        .add_or_null(row.error)
        .add(row.invoked)
        .add(row.skipped)
        .add(row.archived)
        .add(row.expired)
        .add(row.dead)
        .add(row.retried)
        .add(row.lost_races)
        .run();
    row_added();
}

void Recorder::record(const JobRow& row) {
    inserts_->job.row()
        .add(row.pass)
        .add(row.job)
        .add(row.workload)
        .add(row.due)
        .add(row.request_id)
        .add(row.rows)
        .add(row.rows_done)
        .add(row.created)
        .run();
    row_added();
}

void Recorder::record(const DecisionRow& row) {
    Insert& insert = inserts_->decision.row();
    insert.add(row.pass).add(row.at).add(row.essential).add(row.labourer).add(row.decided);
    if (row.decided) {
        insert.add(row.status).add(row.coefficient).add(row.max);
        insert.add(row.running).add(row.desired).add(row.fetched);
    } else {
        for (int i = 0; i < 6; ++i) {
            insert.add_null();
        }
    }
    insert.add(row.invoked)
        .add(row.skipped)
        .add(row.errors)
        .add_or_null(row.error)
        .add(row.explanation)
        .run();
    row_added();
}

void Recorder::record(const DecisionMetricRow& row) {
    inserts_->decision_metric.row()
        .add(row.pass)
        .add(row.labourer)
        .add(row.metric)
        .add(row.at)
        .add(row.value)
        .add(row.feeling)
        .add(row.missing)
        .run();
    row_added();
}

void Recorder::record(const MetricPointRow& row) {
    inserts_->metric_point.row().add(row.at).add(row.series).add(row.value).add(row.visible).run();
    row_added();
}

void Recorder::record(const InvocationRow& row) {
    inserts_->invocation.row()
        .add(row.request_id)
        .add(row.execution)
        .add(row.function)
        .add_or_null(row.labourer)
        .add(row.task)
        .add(row.attempt)
        .add(row.queued)
        .add(row.started)
        .add(row.finished)
        .add(row.outcome)
        .add(row.cold_start)
        .add(row.duplicate)
        .run();
    row_added();
}

void Recorder::record(const CostRow& row) {
    inserts_->cost.row()
        .add(row.at)
        .add(row.payer)
        .add(row.pass)
        .add_or_null(row.labourer)
        .add(row.service)
        .add_or_null(row.resource)
        .add(row.item)
        .add(row.quantity)
        .add(row.amount)
        .run();
    row_added();
}

void Recorder::record(const SampleRow& row) {
    inserts_->sample.row()
        .add(row.at)
        .add(row.labourer)
        .add(row.queued)
        .add(row.running)
        .add(row.executing)
        .add(row.waiting)
        .add(row.retry)
        .add(row.completed)
        .add(row.dead)
        .add(row.status)
        .run();
    row_added();
}

void Recorder::record(const MetricGapRow& row) {
    inserts_->metric_gap.row().add(row.at).add(row.series).add(row.reason).run();
    row_added();
}

void Recorder::record(const CapacityRow& row) {
    inserts_->capacity.row()
        .add(row.at)
        .add(row.table)
        .add_or_null(row.index)
        .add(row.operation)
        .add(row.consumed)
        .add(row.units_per_second)
        .add(row.throttled)
        .add_or_null(row.reason)
        .run();
    row_added();
}

void Recorder::record(const LimitRaceRow& row) {
    inserts_->limit_race.row()
        .add(row.at)
        .add(row.pass)
        .add(row.labourer)
        .add(row.task)
        .add(row.running)
        .add(row.max)
        .add(row.overlapping)
        .run();
    row_added();
}

void Recorder::record(const SnsMessageRow& row) {
    inserts_->sns_message.row().add(row.at).add(row.topic).add(row.subject).add(row.message).run();
    row_added();
}

void Recorder::record(const ThrottleRow& row) {
    inserts_->throttle.row().add(row.minute).add(row.function).add(row.reason).add(row.count).run();
    row_added();
}

void Recorder::record(const RuleEventRow& row) {
    inserts_->rule_event.row().add(row.at).add(row.essential).add(row.event).run();
    row_added();
}

void Recorder::record(const FaultRow& row) {
    inserts_->fault.row()
        .add(row.at)
        .add(row.fault)
        .add(row.kind)
        .add(row.caller)
        .add(row.pass)
        .add_or_null(row.service)
        .add_or_null(row.operation)
        .add_or_null(row.resource)
        .add(row.task)
        .add_or_null(row.detail)
        .run();
    row_added();
}

void Recorder::record(const ViolationRow& row) {
    ++violations_;
    inserts_->violation.row()
        .add(row.at)
        .add(row.invariant)
        .add_or_null(row.labourer)
        .add(row.task)
        .add(row.message)
        .run();
    row_added();
}

}  // namespace sosw::sim

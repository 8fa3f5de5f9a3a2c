#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "backends/sqlite/database.hpp"
#include "sim/record/capacity_row.hpp"
#include "sim/record/event_log_hash.hpp"
#include "sim/record/fault_rows.hpp"
#include "sim/record/metric_gap_row.hpp"
#include "sim/record/rows.hpp"

/// Writes the record of one run: rows in the order of events, by prepared statements, committed in
/// batches.
///
/// The rows of a killed process are there up to the last batch. Everything recorded goes into the
/// event-log hash too, except the environment.

namespace sosw::sim {

class Recorder {
public:
    /// Creates the tables in `path`, a new file or `":memory:"`. Throws `sqlite::DatabaseError`,
    /// also where the file has a record already.
    explicit Recorder(const std::string& path);
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    ~Recorder();

    /// The first row of all.
    void begin(const RunRow& row);
    void record(const LabourerRow& row);
    void record(const MetricSeriesRow& row);
    void record(const HealthMetricRow& row);
    void record(const FeelingRow& row);
    void record(const ExpectationRow& row);
    void record(const TaskRow& row);
    void record(const TaskPayloadRow& row);
    void record(const TaskEventRow& row);
    void record(const PassRow& row);
    void record(const JobRow& row);
    void record(const DecisionRow& row);
    void record(const DecisionMetricRow& row);
    void record(const MetricPointRow& row);
    void record(const InvocationRow& row);
    void record(const CostRow& row);
    void record(const SampleRow& row);
    void record(const MetricGapRow& row);
    void record(const CapacityRow& row);
    void record(const LimitRaceRow& row);
    void record(const SnsMessageRow& row);
    void record(const ThrottleRow& row);
    void record(const RuleEventRow& row);
    void record(const FaultRow& row);
    void record(const ViolationRow& row);
    /// Puts the events of tasks in the order of their times, as readers expect them: for a run that
    /// heard of some of them late. They stay as they were hashed.
    void order_task_events();
    /// Completes the row of the run, adds the indexes for reading and commits.
    void end(const RunEnd& end);
    /// Something that may differ between equal runs; replaces what had that name.
    void set_environment(std::string_view name, std::string_view value);

    /// Commits what was recorded, so that it survives the process.
    void flush();

    std::int64_t rows() const { return rows_; }
    std::int64_t violations() const { return violations_; }
    const EventLogHash& hash() const { return hash_; }
    /// For reading. What was recorded is seen at once.
    sqlite::Database& database() { return database_; }

private:
    struct Inserts;

    void row_added();

    sqlite::Database database_;
    EventLogHash hash_;
    std::int64_t rows_ = 0;
    std::int64_t violations_ = 0;
    std::unique_ptr<Inserts> inserts_;
};

}  // namespace sosw::sim

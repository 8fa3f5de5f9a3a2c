#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

/// The rows of a record, one struct per table. What the fields mean stands in `schema.cpp`, under
/// the same names.

namespace sosw::sim {

/// A task's number in order of creation, from 1.
using TaskNumber = std::int64_t;
/// A pass's number in order of beginning, from 1.
using PassNumber = std::int64_t;

enum class TaskEventKind {
    Created,
    Invoked,
    Refused,
    TakenBack,
    Stranded,
    Skipped,
    Started,
    Failed,
    Completed,
    ReportLost,
    Expired,
    Retried,
    Closed,
};
/// The word in `task_event.event`.
std::string_view to_string(TaskEventKind kind);

struct RunRow {
    std::string version;
    std::string scenario;
    std::string description{};
    std::string text{};
    std::uint64_t seed = 0;
    Timestamp start{};
    Duration duration{};
};

struct RunEnd {
    Timestamp end{};
    bool finished = false;
    std::int64_t events = 0;
};

struct LabourerRow {
    std::int64_t position = 0;
    std::string_view labourer;
    std::string_view function;
    std::string_view arn;
    double max_simultaneous = 0;
    std::int64_t max_attempts = 0;
    Duration duration{};
    Duration cooldown{};
};

struct MetricSeriesRow {
    std::int64_t series = 0;
    std::string_view metric_namespace;
    std::string_view name;
    std::string_view dimensions;
};

struct HealthMetricRow {
    std::string_view labourer;
    std::string_view metric;
    std::int64_t position = 0;
    std::optional<std::int64_t> series{};
    std::string_view statistic;
    std::string_view comparison;
    Duration period{};
    Duration time_slice{};
};

struct FeelingRow {
    std::string_view labourer;
    std::string_view metric;
    int status = 0;
    double target = 0;
};

struct ExpectationRow {
    std::int64_t position = 0;
    std::string_view text;
    std::optional<std::int64_t> series{};
};

struct TaskRow {
    TaskNumber task = 0;
    std::string_view task_id;
    std::string_view labourer;
    Timestamp created{};
};

struct TaskPayloadRow {
    TaskNumber task = 0;
    std::string_view payload;
};

struct TaskEventRow {
    Timestamp at{};
    TaskNumber task = 0;
    std::string_view labourer;
    TaskEventKind event = TaskEventKind::Created;
    std::optional<double> attempt{};
    std::string_view reason{};      ///< Empty: NULL.
    std::string_view request_id{};  ///< Empty: NULL.
    std::optional<Duration> wait{};
    std::optional<PassNumber> pass{};
};

struct PassRow {
    PassNumber pass = 0;
    std::string_view essential;
    Timestamp started{};
    std::optional<Timestamp> finished{};
    bool overlapped = false;
    bool failed = false;
    std::string error{};  ///< Empty: NULL.
    std::optional<std::int64_t> invoked{};
    std::optional<std::int64_t> skipped{};
    std::optional<std::int64_t> archived{};
    std::optional<std::int64_t> expired{};
    std::optional<std::int64_t> dead{};
    std::optional<std::int64_t> retried{};
    std::optional<std::int64_t> lost_races{};
};

struct JobRow {
    PassNumber pass = 0;
    std::int64_t job = 0;
    std::int64_t workload = 0;
    Timestamp due{};
    std::string_view request_id;
    std::optional<std::int64_t> rows{};
    std::optional<std::int64_t> rows_done{};
    std::optional<std::int64_t> created{};
};

struct DecisionRow {
    PassNumber pass = 0;
    Timestamp at{};
    std::string_view essential;
    std::string_view labourer;
    bool decided = false;
    int status = 0;
    double coefficient = 0;
    double max = 0;
    std::int64_t running = 0;
    std::int64_t desired = 0;
    std::int64_t fetched = 0;
    std::int64_t invoked = 0;
    std::int64_t skipped = 0;
    std::int64_t errors = 0;
    std::string error{};  ///< Empty: NULL.
    std::string explanation{};
};

struct DecisionMetricRow {
    PassNumber pass = 0;
    std::string_view labourer;
    std::string_view metric;
    Timestamp at{};
    std::optional<double> value{};
    std::optional<int> feeling{};
    bool missing = false;
};

struct MetricPointRow {
    Timestamp at{};
    std::int64_t series = 0;
    double value = 0;
    Timestamp visible{};
};

struct InvocationRow {
    std::string_view request_id;
    std::int64_t execution = 1;
    std::string_view function;
    std::string_view labourer{};  ///< Empty: NULL.
    std::optional<TaskNumber> task{};
    std::optional<double> attempt{};
    Timestamp queued{};
    std::optional<Timestamp> started{};
    std::optional<Timestamp> finished{};
    std::string_view outcome;
    bool cold_start = false;
    bool duplicate = false;
};

struct CostRow {
    Timestamp at{};
    std::string_view payer;
    std::optional<PassNumber> pass{};
    std::string_view labourer{};  ///< Empty: NULL.
    std::string_view service;
    std::string_view resource{};  ///< Empty: NULL.
    std::string_view item;
    std::int64_t quantity = 0;
    std::int64_t amount = 0;  ///< Pico-dollars.
};

struct SampleRow {
    Timestamp at{};
    std::string_view labourer;
    std::int64_t queued = 0;
    std::int64_t running = 0;
    std::int64_t executing = 0;
    std::int64_t waiting = 0;
    std::int64_t retry = 0;
    std::int64_t completed = 0;
    std::int64_t dead = 0;
    std::optional<int> status{};
};

struct LimitRaceRow {
    Timestamp at{};
    PassNumber pass = 0;
    std::string_view labourer;
    TaskNumber task = 0;
    std::int64_t running = 0;
    std::int64_t max = 0;
    std::int64_t overlapping = 0;
};

struct SnsMessageRow {
    Timestamp at{};
    std::string_view topic;
    std::string_view subject;
    std::string_view message;
};

struct ViolationRow {
    Timestamp at{};
    std::string_view invariant;
    std::string_view labourer{};  ///< Empty: NULL.
    std::optional<TaskNumber> task{};
    std::string message;
};

}  // namespace sosw::sim

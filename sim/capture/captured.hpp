#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/time.hpp"
#include "core/config/config.hpp"
#include "sim/scenario/distribution.hpp"
#include "sim/scenario/metric_model.hpp"
#include "sim/scenario/signal.hpp"

/// What was read of an account: the parts of a scenario, before they are written.

namespace sosw::sim {

/// The stretch of time that is captured: `from` on, and before `to`. Both on whole minutes, so that
/// CloudWatch's datapoints and the scenario's measurements fall on the same instants.
struct CaptureSpan {
    Timestamp from{};
    Timestamp to{};

    Duration length() const { return to - from; }
    bool contains(Timestamp at) const { return at >= from && at < to; }
    bool operator==(const CaptureSpan&) const = default;
};

/// The course of a metric that labourers feel.
struct CapturedMetric {
    std::string name{};       ///< Of the first health metric that asks for it.
    MetricDetails details{};  ///< As that one asks.
    Duration period{};        ///< Of its points; longer than asked where CloudWatch kept no finer.
    std::string unit{};       ///< Of its datapoints; empty where they have several or none.
    Timestamp first{};        ///< Of `points`: at most the beginning of the span.
    /// Since `first`. Those before the span are what the first decisions look back to.
    std::vector<TracePoint> points{};
    std::int64_t expected = 0;         ///< Periods of the span …
    std::int64_t found = 0;            ///< … and those that have a value.
    std::vector<TimeWindow> gaps{};    ///< Periods without one, since the beginning of the span.
    std::string trace_file{};          ///< Relative to the scenario; empty without points.
    std::vector<std::string> asked{};  ///< `labourer/name` of every health metric that is this one.
};

enum class TaskFate {
    Completed,
    Failed,  ///< Closed without success.
    Queued,
    Running,  ///< Invoked, and neither completed nor closed yet; its worker may be long gone.
    WaitingForRetry,
};

struct CapturedTask {
    std::string task_id{};
    std::string labourer{};
    Timestamp created{};
    TaskFate fate = TaskFate::Queued;
    /// From its last invocation to its completion, in whole seconds as sosw counts them. Only of
    /// completed tasks.
    std::optional<Duration> duration{};
    std::int64_t attempts = 0;
    std::string payload{};  ///< JSON; empty where payloads are left out.
};

/// How the tasks of one labourer stand.
struct CapturedLabourer {
    std::string id;
    std::string function{};  ///< The name of its function.
    std::int64_t tasks = 0;  ///< Created within the span; the next ones are parts of it.
    std::int64_t completed = 0;
    std::int64_t failed = 0;
    std::int64_t queued = 0;
    std::int64_t running = 0;
    std::int64_t waiting_for_retry = 0;
    std::int64_t with_duration = 0;
    std::int64_t earlier = 0;  ///< Created before the span, but still there in it: left out.
    std::int64_t undated = 0;  ///< Without a `created_at`: left out.
};

/// What Lambda told of a function in the span. What it did not tell is absent.
struct LambdaFigures {
    std::optional<double> invocations{};
    std::optional<double> errors{};
    std::optional<double> throttles{};
    std::optional<double> concurrent_max{};
    std::optional<Duration> duration_p50{};
    std::optional<Duration> duration_p95{};
    std::optional<Duration> duration_average{};
    std::optional<Duration> duration_max{};
};

/// Where a function's distribution of durations comes from, the best first.
enum class DurationSource {
    LambdaPercentiles,
    ClosedTasks,
    LambdaAverage,
    Assumed,  ///< Nobody knows.
};

/// A duration that is always the same, or a distribution.
using DurationFit = std::variant<Duration, Lognormal, Empirical>;

struct CapturedFunction {
    std::string name{};
    std::string arn{};  ///< Without version or alias; empty where only the name is known.
    std::optional<Duration> timeout{};  ///< Absent where Lambda did not say.
    std::optional<int> memory_mb{};
    LambdaFigures figures{};
    DurationFit duration = Duration::zero();
    DurationSource source = DurationSource::Assumed;
    std::int64_t observed_tasks = 0;  ///< Durations behind `ClosedTasks`.
    std::optional<double> failure_probability{};
};

struct Capture {
    CaptureSpan span{};
    std::vector<CapturedMetric> metrics{};      ///< In the order of the configuration.
    std::vector<CapturedLabourer> labourers{};  ///< Likewise.
    std::vector<CapturedTask> tasks{};          ///< In order of creation.
    std::vector<CapturedFunction> functions{};
    std::vector<std::string> warnings{};  ///< What is not as in the account, for people.
};

/// `AWS/RDS/CPUUtilization DBInstanceIdentifier=shared`.
std::string metric_text(const MetricDetails& details);
std::string_view to_string(TaskFate fate);
std::string_view to_string(DurationSource source);

}  // namespace sosw::sim

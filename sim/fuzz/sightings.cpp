#include "sim/fuzz/sightings.hpp"

#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "backends/sqlite/database.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kQuery = R"sql(
SELECT DISTINCT 'status ' || status FROM decision WHERE decided
UNION SELECT DISTINCT 'event ' || event FROM task_event
UNION SELECT DISTINCT 'closed ' || reason FROM task_event WHERE event = 'closed'
UNION SELECT DISTINCT 'completed ' || reason FROM task_event WHERE event = 'completed' AND reason IS NOT NULL
UNION SELECT DISTINCT 'outcome ' || outcome FROM invocation
UNION SELECT DISTINCT 'fault ' || kind FROM fault
UNION SELECT 'cold start' FROM invocation WHERE cold_start
UNION SELECT 'lambda retry' FROM invocation WHERE execution > 1
UNION SELECT 'duplicate' FROM invocation WHERE duplicate
UNION SELECT DISTINCT 'throttle ' || reason FROM throttle
UNION SELECT DISTINCT 'capacity ' || reason FROM capacity WHERE throttled > 0
UNION SELECT DISTINCT 'cost ' || payer FROM cost
UNION SELECT DISTINCT 'rule ' || event FROM rule_event
UNION SELECT 'job' FROM job WHERE rows_done = rows
UNION SELECT 'job in parts' FROM job GROUP BY job HAVING COUNT(*) > 1
UNION SELECT 'missing metric' FROM decision_metric WHERE missing
UNION SELECT 'limit race' FROM limit_race
UNION SELECT 'overlap' FROM pass WHERE overlapped
UNION SELECT 'failed pass' FROM pass WHERE failed
UNION SELECT 'cut off pass' FROM pass WHERE finished_us IS NULL
UNION SELECT 'lost race' FROM pass WHERE lost_races > 0
UNION SELECT 'dead task message' FROM sns_message
)sql";

constexpr std::array<std::string_view, 62> kExpected{
    "status 0",
    "status 1",
    "status 2",
    "status 3",
    "status 4",
    "event created",
    "event invoked",
    "event refused",
    "event taken_back",
    "event stranded",
    "event skipped",
    "event started",
    "event failed",
    "event completed",
    "event report_lost",
    "event expired",
    "event retried",
    "event closed",
    "closed completed",
    "closed dead",
    "completed queued",
    "completed closed_from_retry",
    "completed already_closed",
    "outcome success",
    "outcome error",
    "outcome timeout",
    "outcome dropped",
    "lambda retry",
    "duplicate",
    "throttle ConcurrentInvocationLimitExceeded",
    "throttle ReservedFunctionConcurrentInvocationLimitExceeded",
    "throttle FunctionInvocationRateLimitExceeded",
    "rule skipped",
    "rule duplicated",
    "cost pass",
    "cost creator",
    "cost worker",
    "cost function",
    "cost table",
    "cold start",
    "job",
    "job in parts",
    "dead task message",
    "missing metric",
    "limit race",
    "overlap",
    "failed pass",
    "cut off pass",
    "lost race",
    "fault error",
    "fault throttle",
    "fault lost_reply",
    "fault latency",
    "fault partial_batch",
    "fault metric_silence",
    "fault stale_metric",
    "fault lambda_refuses",
    "fault worker_crash",
    "fault completion",
    "fault crash",
    "fault double_start",
    "fault clock_skew"};

}  // namespace

std::set<std::string> sightings(sqlite::Database& record) {
    std::set<std::string> seen;
    sqlite::Statement statement{record, kQuery};
    while (statement.step()) {
        seen.emplace(statement.column_text(0));
    }
    return seen;
}

std::span<const std::string_view> expected_sightings() { return kExpected; }

void SightingCounts::add(const std::set<std::string>& seen) {
    for (const std::string& sighting : seen) {
        ++counts_[sighting];
    }
}

std::vector<std::string_view> SightingCounts::missing() const {
    std::vector<std::string_view> missing;
    for (const std::string_view expected : kExpected) {
        if (!counts_.contains(std::string{expected})) {
            missing.push_back(expected);
        }
    }
    return missing;
}

Breach SightingCounts::check(std::int64_t runs) const {
    const std::vector<std::string_view> never = missing();
    if (runs < kRunsForEverything || never.empty()) {
        return std::nullopt;
    }
    return broken(
        Invariant::Sometimes,
        fmt::format("in {} runs there never was: {}", runs, fmt::join(never, ", "))
    );
}

}  // namespace sosw::sim

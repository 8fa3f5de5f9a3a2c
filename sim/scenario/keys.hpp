#pragma once

#include <array>
#include <span>
#include <string_view>

/// Every key of the scenario format, by the kind of object it stands in.
///
/// The loader refuses what is not listed here, and a test holds
/// scenarios/schema/scenario.schema.json to the same lists.

namespace sosw::sim {

namespace keys {

inline constexpr std::array<std::string_view, 22> kScenario{
    "$schema",
    "name",
    "description",
    "seed",
    "start",
    "duration",
    "config",
    "functions",
    "workload",
    "metrics",
    "service_metrics",
    "prices",
    "rules",
    "essentials",
    "latency",
    "completion",
    "faults",
    "tables",
    "expect",
    "shuffle_ties",
    "account_concurrency",
    "concurrency_scaling_rate"};
inline constexpr std::array<std::string_view, 4> kConfig{
    "sosw_essential_config",
    "sosw_orchestrator_config",
    "sosw_scavenger_config",
    "sosw_scheduler_config"};
inline constexpr std::array<std::string_view, 11> kFunction{
    "arn",
    "duration",
    "timeout",
    "memory_mb",
    "failure_probability",
    "cold_start",
    "reserved_concurrency",
    "maximum_retry_attempts",
    "maximum_event_age",
    "duplicate_probability",
    "completes"};
inline constexpr std::array<std::string_view, 2> kColdStart{"probability", "duration"};
inline constexpr std::array<std::string_view, 19> kWorkload{
    "labourer",
    "payload",
    "start",
    "end",
    "repeat",
    "phases",
    "diurnal",
    "bursts",
    "on_off",
    "at",
    "trace",
    "format",
    "speed",
    "offset",
    "scale",
    "functions",
    "durations",
    "job",
    "schedule"};
inline constexpr std::array<std::string_view, 4> kPhase{"duration", "rate", "ramp_to", "arrivals"};
inline constexpr std::array<std::string_view, 4> kDiurnal{"rate", "amplitude", "peak", "weekdays"};
inline constexpr std::array<std::string_view, 4> kBursts{"every", "jitter", "size", "spread"};
inline constexpr std::array<std::string_view, 3> kSize{"uniform", "normal", "values"};
inline constexpr std::array<std::string_view, 2> kOnOff{"on", "off"};
inline constexpr std::array<std::string_view, 2> kOnOffState{"mean", "rate"};
inline constexpr std::array<std::string_view, 3> kInstant{"at", "count", "payload"};
inline constexpr std::array<std::string_view, 9> kMetric{
    "namespace", "name", "dimensions", "unit", "every", "value", "delay", "gaps", "silent"};
inline constexpr std::array<std::string_view, 1> kGaps{"probability"};
inline constexpr std::array<std::string_view, 7> kValue{
    "base", "per_running", "per_invocation", "saturation", "lag", "noise", "clamp"};
inline constexpr std::array<std::string_view, 4> kSignal{"sine", "steps", "random_walk", "trace"};
inline constexpr std::array<std::string_view, 6> kRandomWalk{
    "start", "step", "every", "bounds", "reversion", "mean"};
inline constexpr std::array<std::string_view, 4> kMetricTrace{
    "file", "interpolation", "offset", "speed"};
inline constexpr std::array<std::string_view, 3> kInvocationLoad{"adds", "half_life", "hold"};
inline constexpr std::array<std::string_view, 3> kSaturation{"limit", "half", "curve"};
inline constexpr std::array<std::string_view, 2> kLag{"dead_time", "time_constant"};
inline constexpr std::array<std::string_view, 4> kSine{"mean", "amplitude", "period", "phase"};
inline constexpr std::array<std::string_view, 2> kStep{"at", "value"};
inline constexpr std::array<std::string_view, 2> kWindow{"from", "to"};
inline constexpr std::array<std::string_view, 1> kServiceMetrics{"delay"};
inline constexpr std::array<std::string_view, 9> kPrices{
    "region",
    "lambda_gb_second",
    "lambda_request",
    "dynamodb_read_request_unit",
    "dynamodb_write_request_unit",
    "dynamodb_provisioned_rcu_hour",
    "dynamodb_provisioned_wcu_hour",
    "cloudwatch_get_metric_request",
    "sns_publish"};
inline constexpr std::array<std::string_view, 6> kRule{
    "target", "schedule", "offset", "jitter", "skip_probability", "duplicate_probability"};
inline constexpr std::array<std::string_view, 3> kEssentials{
    "sosw_orchestrator", "sosw_scavenger", "sosw_scheduler"};
inline constexpr std::array<std::string_view, 2> kEssential{"timeout", "memory_mb"};
inline constexpr std::array<std::string_view, 5> kLatency{
    "dynamodb", "lambda_invoke", "cloudwatch", "sns", "everyone"};
inline constexpr std::array<std::string_view, 16> kCalls{
    "default",
    "put_item",
    "get_item",
    "update_item",
    "delete_item",
    "query",
    "scan",
    "batch_get_item",
    "batch_write_item",
    "transact_write_items",
    "transact_get_items",
    "get_metric_statistics",
    "put_metric_data",
    "invoke",
    "get_function_configuration",
    "publish"};
/// Without the word for all of them.
inline constexpr std::span<const std::string_view> kOperations = std::span{kCalls}.subspan(1);
inline constexpr std::span<const std::string_view> kDynamoDbCalls = std::span{kCalls}.first(11);
inline constexpr std::array<std::string_view, 1> kCompletion{"latency"};
inline constexpr std::array<std::string_view, 19> kFault{
    "kind",
    "from",
    "to",
    "probability",
    "target",
    "service",
    "operation",
    "table",
    "metric",
    "function",
    "labourer",
    "error",
    "duration",
    "when",
    "how",
    "call",
    "by",
    "within",
    "age"};
inline constexpr std::array<std::string_view, 8> kTable{
    "billing_mode",
    "read_capacity_units",
    "write_capacity_units",
    "max_read_request_units",
    "max_write_request_units",
    "burst",
    "partition_limits",
    "indexes"};
inline constexpr std::array<std::string_view, 5> kTableIndex{
    "read_capacity_units",
    "write_capacity_units",
    "max_read_request_units",
    "max_write_request_units",
    "lag"};
inline constexpr std::array<std::string_view, 5> kDistribution{
    "uniform", "normal", "lognormal", "exponential", "values"};
inline constexpr std::array<std::string_view, 2> kUniform{"min", "max"};
inline constexpr std::array<std::string_view, 2> kNormal{"mean", "stddev"};
inline constexpr std::array<std::string_view, 2> kLognormal{"median", "p95"};
inline constexpr std::array<std::string_view, 1> kExponential{"mean"};

}  // namespace keys

/// The keys of one kind of object, under the name it has among the schema's definitions.
struct KeyTable {
    std::string_view definition;
    std::span<const std::string_view> keys;
};

inline constexpr auto kKeyTables = std::to_array<KeyTable>({
    {"scenario", keys::kScenario},
    {"config", keys::kConfig},
    {"function", keys::kFunction},
    {"cold_start", keys::kColdStart},
    {"workload", keys::kWorkload},
    {"phase", keys::kPhase},
    {"diurnal", keys::kDiurnal},
    {"bursts", keys::kBursts},
    {"size", keys::kSize},
    {"size_uniform", keys::kUniform},
    {"size_normal", keys::kNormal},
    {"on_off", keys::kOnOff},
    {"on_off_state", keys::kOnOffState},
    {"instant", keys::kInstant},
    {"metric", keys::kMetric},
    {"gaps", keys::kGaps},
    {"value", keys::kValue},
    {"signal", keys::kSignal},
    {"random_walk", keys::kRandomWalk},
    {"metric_trace", keys::kMetricTrace},
    {"invocation_load", keys::kInvocationLoad},
    {"saturation", keys::kSaturation},
    {"lag", keys::kLag},
    {"service_metrics", keys::kServiceMetrics},
    {"prices", keys::kPrices},
    {"sine", keys::kSine},
    {"step", keys::kStep},
    {"window", keys::kWindow},
    {"rule", keys::kRule},
    {"essentials", keys::kEssentials},
    {"essential", keys::kEssential},
    {"latency", keys::kLatency},
    {"calls", keys::kCalls},
    {"completion", keys::kCompletion},
    {"fault", keys::kFault},
    {"table", keys::kTable},
    {"table_index", keys::kTableIndex},
    {"distribution", keys::kDistribution},
    {"uniform", keys::kUniform},
    {"normal", keys::kNormal},
    {"lognormal", keys::kLognormal},
    {"exponential", keys::kExponential},
});

}  // namespace sosw::sim

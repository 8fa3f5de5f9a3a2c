#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/time.hpp"
#include "core/ecology/eco_status.hpp"
#include "core/ports/cloud_watch.hpp"

/// sosw's configuration, typed and already validated. Made from the user's JSON documents by
/// `load_config` in `core/config/loader.hpp`; names and defaults are sosw's.

namespace sosw {

/// The words of `feeling_comparison_operator`: `<=`/`le`/`__le__`, `<`, `>=`, `>`, `eq`, `ne` (M1).
enum class ComparisonOperator { LessEqual, Less, GreaterEqual, Greater, Equal, NotEqual };

/// CloudWatch's words for a metric without datapoints (M3).
enum class TreatMissingData { Breaching, NotBreaching, Ignore, Missing };

/// What to ask CloudWatch. Two metrics with equal details share one call per pass (K8).
struct MetricDetails {
    std::string metric_namespace;
    std::string metric_name;
    std::vector<Dimension> dimensions{};
    Duration period = std::chrono::seconds{60};
    std::string statistic =
        "Average";  ///< `Average`, `Maximum`, `Minimum`, `Sum`, `SampleCount`, or `p95` (M5).
    bool is_percentile = false;                       ///< `statistic` goes to `ExtendedStatistics`.
    Duration time_slice = std::chrono::seconds{300};  ///< `MetricAggregationTimeSlice`.
    std::string unit{};
    bool operator==(const MetricDetails&) const = default;
};

/// "From this target on it feels like `status`."
struct Feeling {
    EcoStatus status = EcoStatus::Bad;
    double target = 0;
    bool operator==(const Feeling&) const = default;
};

struct HealthMetric {
    std::string name;
    MetricDetails details{};
    std::vector<Feeling> feelings{};  ///< Highest status first.
    ComparisonOperator comparison = ComparisonOperator::LessEqual;
    TreatMissingData treat_missing_data = TreatMissingData::Breaching;
};

struct LabourerConfig {
    std::string id;
    std::string arn;
    Duration duration = std::chrono::seconds{900};
    Duration cooldown = std::chrono::seconds{300};
    /// A share of a slot is legal: `2.5` invokes two. Absent and null differ: null asks the
    /// Orchestrator's configuration first (M9).
    std::optional<double> max_simultaneous_invocations{};
    bool max_simultaneous_invocations_is_null = false;
    std::optional<std::int64_t> max_attempts{};
    std::optional<Duration> max_duration{};
    std::vector<HealthMetric> health_metrics{};
};

/// The names under which sosw's fields are stored (`field_names`); defaults are the fields' own
/// names.
struct FieldNames {
    std::string task_id = "task_id";
    std::string labourer_id = "labourer_id";
    std::string created_at = "created_at";
    std::string completed_at = "completed_at";
    std::string greenfield = "greenfield";
    std::string attempts = "attempts";
    std::string closed_at = "closed_at";
    std::string desired_launch_time = "desired_launch_time";
    std::string payload = "payload";
    std::string arn = "arn";
    std::string labourer_id_task_status = "labourer_id_task_status";
};

struct DynamoDbConfig {
    FieldNames field_names{};
    /// Stored field → DynamoDB type letter; orders the fields of a new item and types what the
    /// caller gives.
    std::vector<std::pair<std::string, std::string>> row_mapper{};
    std::vector<std::string> required_fields{};  ///< Stored names.
    std::string table_name = "sosw_tasks";
    std::string index_greenfield = "sosw_tasks_greenfield";
};

struct TaskManagerConfig {
    std::vector<LabourerConfig> labourers{};  ///< In the order of the configuration (K10).
    DynamoDbConfig dynamo_db{};
    std::string sosw_closed_tasks_table = "sosw_closed_tasks";
    std::string sosw_retry_tasks_table = "sosw_retry_tasks";
    std::string sosw_retry_tasks_greenfield_index = "labourer_id_greenfield";
    std::string sosw_closed_tasks_labourer_index = "labourer_task_status_with_time";
    Duration greenfield_invocation_delta = std::chrono::seconds{31'557'600};
    std::int64_t greenfield_task_step = 1000;
    std::int64_t max_attempts = 3;
    std::vector<std::pair<std::string, std::int64_t>>
        max_attempts_by_labourer{};  ///< `max_attempts_<labourer>`.
    std::int64_t max_closed_to_analyse_for_duration = 10;
    double max_simultaneous_invocations = 1;
    /// Whether the user wrote it, for M9's precedence.
    std::optional<double> default_simultaneous_invocations{};
};

struct OrchestratorConfig {
    /// Status → share of `max_simultaneous_invocations`.
    std::array<double, 5> invocation_number_coefficient{0, 0, 0.5, 0.75, 1};
    std::optional<double> max_simultaneous_invocations{};  ///< M9.
    std::optional<double>
        default_simultaneous_invocations{};  ///< M9: only where the user wrote it.
};

struct ScavengerConfig {
    std::int64_t retry_tasks_limit = 20;  ///< Written as null: the largest Limit of DynamoDB.
    std::string sns_topic_arn = "arn:aws:sns:us-west-2:000000000000:sosw_info";
    std::string sns_subject = "``sosw`` Dead Task";
};

/// Which attributes of a job are cut into tasks: in the singular, outermost first.
struct JobSchema {
    std::vector<std::string> chunkable_attrs{};
};

struct SchedulerConfig {
    JobSchema job_schema{};  ///< Of jobs that name no other one.
    /// Those that a job chooses by its `job_schema_name`.
    std::vector<std::pair<std::string, JobSchema>> job_schema_variants{};
    std::string queue_bucket = "autotest-bucket";
    std::string s3_prefix = "sosw/scheduler";
    std::string queue_file = "tasks_queue.txt";  ///< A request's id goes before the ending.
    std::int64_t rows_to_process = 50;           ///< Rows that are made into tasks at once.
    Duration shutdown_period = std::chrono::seconds{60};  ///< Left over for handing over.
    /// Tasks per second, where given; otherwise what the table is provisioned for.
    std::optional<double> write_capacity_units{};
    /// Taken off the pause after each task (`task_operational_overhead_for_ddb`).
    Duration task_overhead{};
    /// Where "today" and the other periods are: an IANA name such as `Europe/Vienna`. Empty: UTC.
    std::string time_zone{};
};

/// Everything the essentials need, from one set of documents.
struct SoswConfig {
    TaskManagerConfig task_manager{};
    OrchestratorConfig orchestrator{};
    ScavengerConfig scavenger{};
    SchedulerConfig scheduler{};
};

}  // namespace sosw

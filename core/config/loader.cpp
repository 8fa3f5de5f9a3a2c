#include "core/config/loader.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/config/config_reader.hpp"
#include "core/config/dynamo_db_config.hpp"
#include "core/config/health_metric_config.hpp"
#include "core/config/read_config.hpp"
#include "core/config/scheduler_config.hpp"

namespace sosw {
namespace {

using Kind = ConfigValue::Kind;

// What follows `sosw's machinery` is accepted because the user's documents have it; it has no
// effect on what is loaded here.
constexpr std::array<std::string_view, 27> kDocumentKeys{
    "task_config",
    "dynamo_db_config",
    // Orchestrator and Scavenger.
    "invocation_number_coefficient",
    "max_simultaneous_invocations",
    "default_simultaneous_invocations",
    "retry_tasks_limit",
    "sns_config",
    // Scheduler; `queue_prefix`, `s3_config` and `custom_period_patterns` are its machinery, too.
    "job_schema",
    "job_schema_variants",
    "queue_bucket",
    "queue_file",
    "queue_prefix",
    "s3_prefix",
    "s3_config",
    "rows_to_process",
    "shutdown_period",
    "task_operational_overhead_for_ddb",
    "write_capacity_units",
    "time_zone",
    "custom_period_patterns",
    // sosw's machinery.
    "init_clients",
    "ecology_config",
    "meta_handler_config",
    "siblings_config",
    "auto_spawning",
    "lambda_config",
    "lifetime_stats_params"};

constexpr std::array<std::string_view, 17> kTaskKeys{
    "labourers",
    "dynamo_db_config",
    "sosw_closed_tasks_table",
    "sosw_closed_tasks_labourer_status_index",
    "sosw_retry_tasks_table",
    "sosw_retry_tasks_greenfield_index",
    "greenfield_invocation_delta",
    "greenfield_task_step",
    "max_attempts",
    "max_closed_to_analyse_for_duration",
    "max_simultaneous_invocations",
    "default_simultaneous_invocations",
    // sosw's machinery.
    "init_clients",
    "ecology_config",
    "sns_config",
    "lambda_config",
    "lifetime_stats_params"};

constexpr std::array<std::string_view, 7> kLabourerKeys{
    "arn",
    "max_simultaneous_invocations",
    "max_attempts",
    "max_duration",
    "duration",
    "cooldown",
    "health_metrics"};

/// What a pass computes for a labourer; sosw let settings overwrite it (M7).
constexpr std::array<std::string_view, 6> kComputedAttributes{
    "id", "start", "invoked", "expired", "health", "average_duration"};

constexpr std::array<std::string_view, 2> kSnsKeys{"recipient", "subject"};

constexpr std::string_view kMaxAttemptsOf = "max_attempts_";

/// One merged document being read.
class Loader {
public:
    explicit Loader(const ConfigReader& reader) : reader_{reader} {}

    SoswConfig read(const ConfigValue& root) {
        reader_.refuse_unknown(root, "the configuration", kDocumentKeys);
        SoswConfig config;
        const ConfigValue empty{.kind = Kind::Object};
        const ConfigValue* task_config = reader_.object(root, "task_config");
        read_task_manager(task_config == nullptr ? empty : *task_config, config.task_manager);
        read_dynamo_db(root, task_config, config.task_manager);
        read_orchestrator(root, config.orchestrator);
        read_scavenger(root, config.scavenger);
        config.scheduler = read_scheduler_config(reader_, root);
        return config;
    }

private:
    void read_task_manager(const ConfigValue& object, TaskManagerConfig& config) const {
        refuse_unknown_task_keys(object);
        reader_.read(object, "sosw_closed_tasks_table", config.sosw_closed_tasks_table);
        reader_.read(object, "sosw_retry_tasks_table", config.sosw_retry_tasks_table);
        reader_.read(
            object, "sosw_retry_tasks_greenfield_index", config.sosw_retry_tasks_greenfield_index
        );
        reader_.read(
            object,
            "sosw_closed_tasks_labourer_status_index",
            config.sosw_closed_tasks_labourer_index
        );
        reader_.read_seconds(
            object, "greenfield_invocation_delta", kAboveZero, config.greenfield_invocation_delta
        );
        reader_.read(object, "greenfield_task_step", 1, config.greenfield_task_step);
        reader_.read(object, "max_attempts", 1, config.max_attempts);
        reader_.read(
            object,
            "max_closed_to_analyse_for_duration",
            0,
            config.max_closed_to_analyse_for_duration
        );
        std::optional<double> max_simultaneous;
        reader_.read(object, "max_simultaneous_invocations", max_simultaneous);
        config.max_simultaneous_invocations =
            max_simultaneous.value_or(config.max_simultaneous_invocations);
        reader_.read(
            object, "default_simultaneous_invocations", config.default_simultaneous_invocations
        );
        read_max_attempts_by_labourer(object, config);
        read_labourers(object, config);
    }

    void refuse_unknown_task_keys(const ConfigValue& object) const {
        for (const ConfigMember& member : object.members) {
            const bool of_labourer = member.name.starts_with(kMaxAttemptsOf);
            if (!of_labourer && std::ranges::find(kTaskKeys, member.name) == kTaskKeys.end()) {
                reader_.refuse(member, "task_config", kTaskKeys);
            }
        }
    }

    void read_max_attempts_by_labourer(const ConfigValue& object, TaskManagerConfig& config) const {
        for (const ConfigMember& member : object.members) {
            if (!member.name.starts_with(kMaxAttemptsOf)) {
                continue;
            }
            std::optional<std::int64_t> max_attempts;
            reader_.read(object, member.name, 1, max_attempts);
            if (max_attempts) {
                config.max_attempts_by_labourer.emplace_back(
                    member.name.substr(kMaxAttemptsOf.size()), *max_attempts
                );
            }
        }
    }

    void read_labourers(const ConfigValue& object, TaskManagerConfig& config) const {
        const ConfigValue* labourers = reader_.object(object, "labourers");
        if (labourers == nullptr) {
            return;
        }
        for (const ConfigMember& member : labourers->members) {
            if (member.value.is(Kind::Null)) {
                continue;
            }
            if (member.name.empty()) {
                problem(member.value, "a labourer needs a name that is not empty");
            }
            if (reader_.object(*labourers, member.name) != nullptr) {
                config.labourers.push_back(read_labourer(member));
            }
        }
    }

    LabourerConfig read_labourer(const ConfigMember& member) const {
        const ConfigValue& object = member.value;
        refuse_unknown_settings(object);
        LabourerConfig labourer;
        labourer.id = member.name;
        if (ConfigReader::given(object, "arn") == nullptr) {
            problem(object, "a labourer needs \"arn\", the name or ARN of its Lambda function");
        }
        reader_.read(object, "arn", labourer.arn);
        reader_.read_seconds(object, "duration", kAboveZero, labourer.duration);
        reader_.read_seconds(object, "cooldown", {}, labourer.cooldown);
        reader_.read(object, "max_attempts", 1, labourer.max_attempts);
        if (ConfigReader::given(object, "max_duration") != nullptr) {
            reader_.read_seconds(object, "max_duration", {}, labourer.max_duration.emplace());
        }
        read_max_simultaneous(object, labourer);
        labourer.health_metrics = read_health_metrics(reader_, object);
        return labourer;
    }

    void refuse_unknown_settings(const ConfigValue& object) const {
        for (const ConfigMember& member : object.members) {
            if (std::ranges::find(kComputedAttributes, member.name) != kComputedAttributes.end()) {
                problem(
                    member.value,
                    fmt::format(
                        "\"{}\" is computed at each pass and cannot be set; remove it. Settings of "
                        "a labourer are: {}",
                        member.name,
                        listed(kLabourerKeys)
                    )
                );
            } else if (std::ranges::find(kLabourerKeys, member.name) == kLabourerKeys.end()) {
                reader_.refuse(member, "a labourer", kLabourerKeys);
            }
        }
    }

    void read_max_simultaneous(const ConfigValue& object, LabourerConfig& labourer) const {
        const ConfigValue* value = object.find("max_simultaneous_invocations");
        labourer.max_simultaneous_invocations_is_null = value != nullptr && value->is(Kind::Null);
        reader_.read(object, "max_simultaneous_invocations", labourer.max_simultaneous_invocations);
    }

    /// A WorkerAssistant's document has its `dynamo_db_config` at the top. It says where tasks are,
    /// so it stands in for what `task_config` leaves unsaid; the rows there are those of the
    /// WorkerAssistant alone.
    void read_dynamo_db(
        const ConfigValue& root, const ConfigValue* task_config, TaskManagerConfig& config
    ) const {
        const ConfigValue* own =
            task_config == nullptr ? nullptr : reader_.object(*task_config, "dynamo_db_config");
        const ConfigValue* assistants = reader_.object(root, "dynamo_db_config");
        if (assistants == nullptr) {
            config.dynamo_db =
                own == nullptr ? default_dynamo_db_config() : read_dynamo_db_config(reader_, *own);
            return;
        }
        static_cast<void>(read_dynamo_db_config(reader_, *assistants));
        ConfigValue places = *assistants;
        std::erase_if(places.members, [](const ConfigMember& member) {
            return member.name == "row_mapper" || member.name == "required_fields";
        });
        config.dynamo_db = read_dynamo_db_config(
            reader_, own == nullptr ? places : merge(std::move(places), *own)
        );
    }

    void read_orchestrator(const ConfigValue& root, OrchestratorConfig& config) const {
        reader_.read(root, "max_simultaneous_invocations", config.max_simultaneous_invocations);
        reader_.read(
            root, "default_simultaneous_invocations", config.default_simultaneous_invocations
        );
        const ConfigValue* object = reader_.object(root, "invocation_number_coefficient");
        if (object == nullptr) {
            return;
        }
        const auto by_status = members_by_status(reader_, *object, "coefficients");
        for (std::size_t status = 0; status < by_status.size(); ++status) {
            if (const ConfigValue* value = by_status.at(status)) {
                double& coefficient = config.invocation_number_coefficient.at(status);
                coefficient = reader_.number(*value, {}, "a coefficient").value_or(coefficient);
            }
        }
    }

    void read_scavenger(const ConfigValue& root, ScavengerConfig& config) const {
        reader_.read(root, "retry_tasks_limit", 0, config.retry_tasks_limit);
        const ConfigValue* limit = root.find("retry_tasks_limit");
        // DynamoDB's Limit has 32 bits; nobody retries as many tasks in one pass.
        constexpr std::int64_t kUnlimited = std::numeric_limits<std::int32_t>::max();
        const bool unlimited = limit != nullptr && limit->is(Kind::Null);
        config.retry_tasks_limit =
            unlimited ? kUnlimited : std::min(config.retry_tasks_limit, kUnlimited);
        if (const ConfigValue* sns = reader_.object(root, "sns_config")) {
            reader_.refuse_unknown(*sns, "sns_config", kSnsKeys);
            reader_.read(*sns, "recipient", config.sns_topic_arn);
            // Messages about dead tasks bear a subject of their own (K11), so the configured one is
            // only checked.
            std::string subject;
            reader_.read(*sns, "subject", subject);
        }
    }

    void problem(const ConfigValue& where, std::string message) const {
        reader_.problems().add(where, std::move(message));
    }

    const ConfigReader& reader_;
};

void check_time_zone(
    const ConfigReader& reader,
    const ConfigValue& root,
    const SchedulerConfig& config,
    const ConfigChecks& checks
) {
    if (!config.time_zone.empty() && checks.knows_time_zone &&
        !checks.knows_time_zone(config.time_zone)) {
        const ConfigValue& value = *root.find("time_zone");
        reader.problems().add(
            value,
            "expected a time zone of the IANA database, such as \"Europe/Vienna\", found " +
                quoted(value)
        );
    }
}

}  // namespace

SoswConfig read_config(
    const ConfigReader& reader, const ConfigValue& root, const ConfigChecks& checks
) {
    SoswConfig config = Loader{reader}.read(root);
    check_time_zone(reader, root, config.scheduler, checks);
    return config;
}

Checked<SoswConfig> load_config(
    std::span<const ConfigDocument> layers, const ConfigChecks& checks
) {
    ConfigProblems problems{layers};
    ConfigValue merged{.kind = Kind::Object};
    bool readable = true;
    for (std::size_t index = 0; index < layers.size(); ++index) {
        std::optional<ConfigValue> layer = parse_config(layers, index, problems);
        readable = readable && layer.has_value();
        if (layer) {
            merged = merge(std::move(merged), std::move(*layer));
        }
    }
    if (!readable) {
        return tl::make_unexpected(problems.take());
    }
    const ConfigReader reader{problems};
    SoswConfig config = read_config(reader, merged, checks);
    if (!problems.all().empty()) {
        return tl::make_unexpected(problems.take());
    }
    return config;
}

}  // namespace sosw

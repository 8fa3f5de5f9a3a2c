#include "tests/golden/vectors.hpp"

#include <span>

#include "core/config/loader.hpp"
#include "core/ecology/feelings.hpp"
#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "core/essentials/scheduler/chunking.hpp"
#include "core/essentials/scheduler/job_plan.hpp"
#include "core/essentials/worker_assistant.hpp"
#include "core/tasks/json_text.hpp"
#include "tests/golden/golden_world.hpp"
#include "tests/golden/trace.hpp"

namespace sosw::golden {

namespace {

AttributeValue object(Map map) { return AttributeValue::Variant{std::move(map)}; }

Map error(const std::string& message) { return {{"error", object({{"message", message}})}}; }

/// A number as JSON would show it: whole where it is whole.
AttributeValue real(double value) {
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? AttributeValue::number(whole)
                                               : AttributeValue::number(std::to_string(value));
}

Checked<SoswConfig> load(const Map& document) {
    const ConfigDocument given{.file = "config", .text = to_json(document)};
    return load_config(std::span{&given, 1});
}

std::string first_line(const Diagnostics& diagnostics) {
    return diagnostics.empty() ? std::string{} : to_string(diagnostics.front());
}

/// A configuration with the one labourer `w`, whose settings are `settings`.
Map config_of(Map settings, Map task_config, Map orchestrator_config) {
    settings.set("arn", "arn:aws:lambda:us-west-2:000000000000:function:w");
    task_config.set("labourers", object({{"w", object(std::move(settings))}}));
    orchestrator_config.set("task_config", object(std::move(task_config)));
    return orchestrator_config;
}

Map health(const Map& vector) {
    Map feelings;
    for (const AttributeValue& pair : list_member(vector, "feelings")) {
        const List& values = *pair.get_if<List>();
        feelings.set(as_text(values.at(0)), values.at(1));
    }
    Map metric{
        {"details", object({{"MetricName", "Load"}, {"Namespace", "Custom"}})},
        {"feelings", object(std::move(feelings))},
    };
    if (const AttributeValue& comparison = member(vector, "operator"); !comparison.is<Null>()) {
        metric.append("feeling_comparison_operator", comparison);
    }
    const Checked<SoswConfig> config =
        load(config_of({{"health_metrics", object({{"m", object(std::move(metric))}})}}, {}, {}));
    if (!config) {
        return error(first_line(config.error()));
    }
    const HealthMetric& loaded = config->task_manager.labourers.front().health_metrics.front();
    const double value = member(vector, "value").as_double().value_or(0);
    return {{"status", AttributeValue::number(to_number(get_health(value, loaded)))}};
}

/// The processors of one vector, over an empty world.
struct Processors {
    explicit Processors(const SoswConfig& sosw_config)
        : config{sosw_config}, world{config.task_manager} {}

    SoswConfig config;
    GoldenWorld world;
    EcologyMemory memory;
    EcologyManager ecology{world.clock, world.cloud_watch, world.lambda, memory};
    TaskManager tasks{
        world.clock,
        [this] { return world.ids.next(); },
        world.dynamo_db,
        world.lambda,
        ecology,
        config.task_manager};
    Orchestrator orchestrator{world.clock, tasks, config.orchestrator};
};

Map desired(const Map& vector) {
    const Checked<SoswConfig> config = load(config_of(
        object_member(vector, "labourer"),
        object_member(vector, "task_config"),
        object_member(vector, "orchestrator_config")
    ));
    Map result;
    const Map& expect = object_member(vector, "expect");
    if (!config) {
        result = error(first_line(config.error()));
        // What was not registered cannot be shown; the recorded value is not ours to judge.
        result.append(
            "max_simultaneous_invocations", member(expect, "max_simultaneous_invocations")
        );
        return result;
    }
    Processors processors{*config};
    processors.world.lambda.set_function(
        config->task_manager.labourers.front().arn, std::chrono::seconds{60}
    );
    Labourer labourer = *processors.tasks.register_labourer("w");
    result.append(
        "max_simultaneous_invocations",
        labourer.max_simultaneous_invocations ? real(*labourer.max_simultaneous_invocations)
                                              : AttributeValue{}
    );
    const auto status = eco_status(static_cast<int>(as_integer(member(vector, "status"))));
    if (!status) {
        result.append("error", object({{"message", "no such eco status"}}));
        return result;
    }
    labourer.health.status = *status;
    const std::int64_t running = as_integer(member(vector, "running"));
    const auto counted =
        processors.ecology.count_running("w", [&] { return Result<std::int64_t>{running}; });
    const auto wanted =
        processors.orchestrator.get_desired_invocation_number_for_labourer(labourer);
    if (!counted || !wanted) {
        result.append("error", object({{"message", to_string(wanted.error())}}));
        return result;
    }
    result.append("desired", AttributeValue::number(*wanted));
    return result;
}

Map retry_delay(const Map& vector) {
    const Task task = to_task(object_member(vector, "task"), FieldNames{});
    const Labourer labourer{
        .max_attempts = as_integer(member(vector, "max_attempts")),
        .max_duration = std::chrono::seconds{as_integer(member(vector, "max_duration"))}};
    const double attempts = task.attempts_made();
    return {
        {"retry", AttributeValue::boolean(should_retry_task(labourer, attempts))},
        {"delay", real(to_seconds(calculate_delay_for_task_retry(labourer, attempts)))},
    };
}

Map average_duration(const Map& vector) {
    const Checked<SoswConfig> config =
        load(config_of({}, object_member(vector, "task_config"), {}));
    if (!config) {
        return error(first_line(config.error()));
    }
    Processors processors{*config};
    for (const AttributeValue& item : list_member(vector, "closed")) {
        if (!processors.world.dynamo_db.put_item(
                {.table_name = "sosw_closed_tasks", .item = as_object(item)}
            )) {
            throw MalformedFile{"a closed task was refused"};
        }
    }
    const auto average = processors.tasks.get_average_labourer_duration(
        "w", std::chrono::seconds{as_integer(member(vector, "max_duration"))}
    );
    if (!average) {
        return error(to_string(average.error()));
    }
    return {{"average", AttributeValue::number(*average)}};
}

Map worker_assistant(const Map& vector) {
    Processors processors{*load(config_of({}, {}, {}))};
    GoldenWorld& world = processors.world;
    world.clock.advance_to(to_timestamp(member(vector, "at")));
    if (const AttributeValue& before = member(vector, "before"); !before.is<Null>()) {
        if (!world.dynamo_db.put_item({.table_name = "sosw_tasks", .item = as_object(before)})) {
            throw MalformedFile{"the item `before` was refused"};
        }
    }
    WorkerAssistant assistant{world.clock, world.dynamo_db, processors.config.task_manager};
    const Result<CompletionResult> completed = assistant.handle(object_member(vector, "event"));
    Map result;
    if (completed) {
        result.append("returned", AttributeValue{});
    } else {
        result = error(to_string(completed.error()));
    }
    result.append("table", AttributeValue::Variant{world.dump("sosw_tasks")});
    return result;
}

Map tasks_of(std::vector<Map> tasks) {
    List list;
    for (Map& task : tasks) {
        list.push_back(object(std::move(task)));
    }
    return {{"tasks", AttributeValue::Variant{std::move(list)}}};
}

/// The rows that the queue file would have.
Map rows_of(const AttributeValue& event, const SoswConfig& config, Date today) {
    const Result<std::vector<Job>> jobs = extract_jobs(event);
    if (!jobs) {
        return error(to_string(jobs.error()));
    }
    Result<JobPlan> plan = plan_job(jobs->front(), config, today);
    if (!plan) {
        return error(to_string(plan.error()));
    }
    for (Map& task : plan->tasks) {
        task.set("labourer_id", plan->labourer_id);
    }
    return tasks_of(std::move(plan->tasks));
}

Map scheduler_chunking(const Map& vector) {
    Map document{{"job_schema", member(vector, "job_schema")}};
    document.set(
        "task_config",
        object({{"labourers", object({{"worker", object({{"arn", "arn:worker"}})}})}})
    );
    const Checked<SoswConfig> config = load(document);
    if (!config) {
        return error(first_line(config.error()));
    }
    const std::vector<std::string>& attributes = config->scheduler.job_schema.chunkable_attrs;
    const AttributeValue& job = member(vector, "job");
    const Date today = date_of(parse_timestamp(text_member(vector, "today")).value());
    const std::string call = text_member(vector, "call");
    if (call == "parse_job") {
        return rows_of(job, *config, today);
    }
    if (call == "needs_chunking") {
        const bool needs = needs_chunking(as_object(job), text_member(vector, "attr"), attributes);
        return {{"value", AttributeValue::boolean(needs)}};
    }
    Result<std::vector<Map>> tasks = chunk_dates(as_object(job), today);
    return tasks ? tasks_of(*std::move(tasks)) : error(to_string(tasks.error()));
}

}  // namespace

Map evaluate_vector(const std::string& name, const Map& vector) {
    if (name == "health") {
        return health(vector);
    }
    if (name == "desired") {
        return desired(vector);
    }
    if (name == "retry_delay") {
        return retry_delay(vector);
    }
    if (name == "average_duration") {
        return average_duration(vector);
    }
    if (name == "worker_assistant") {
        return worker_assistant(vector);
    }
    if (name == "scheduler_chunking") {
        return scheduler_chunking(vector);
    }
    throw MalformedFile{"unknown kind of vectors `" + name + "`"};
}

}  // namespace sosw::golden

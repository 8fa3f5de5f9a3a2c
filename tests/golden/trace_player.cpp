#include "tests/golden/trace_player.hpp"

#include <algorithm>
#include <functional>

#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "core/config/config_source.hpp"
#include "core/config/loader.hpp"
#include "core/essentials/scheduler/scheduler.hpp"
#include "core/essentials/worker_assistant.hpp"
#include "core/tasks/json_text.hpp"
#include "tests/golden/trace.hpp"

namespace sosw::golden {

namespace {

AttributeValue integer(std::int64_t value) { return AttributeValue::number(value); }

AttributeValue object(Map map) { return AttributeValue::Variant{std::move(map)}; }

AttributeValue list(List values) { return AttributeValue::Variant{std::move(values)}; }

AttributeValue real(double value) {
    const auto whole = static_cast<std::int64_t>(value);
    return static_cast<double>(whole) == value ? integer(whole)
                                               : AttributeValue::number(std::to_string(value));
}

/// Runs something right after the first query that `matches`.
class InterruptedDynamoDb final : public ForwardingDynamoDb {
public:
    InterruptedDynamoDb(
        DynamoDb& next,
        std::function<bool(const QueryInput&)> matches,
        std::function<void()> interruption
    )
        : ForwardingDynamoDb{next},
          matches_{std::move(matches)},
          interruption_{std::move(interruption)} {}

    Result<QueryOutput> query(const QueryInput& input) override {
        Result<QueryOutput> answer = next().query(input);
        if (interruption_ && matches_(input)) {
            std::exchange(interruption_, {})();
        }
        return answer;
    }

private:
    std::function<bool(const QueryInput&)> matches_;
    std::function<void()> interruption_;
};

/// Stands still within a step, and adds up what was slept.
class StillClock final : public Clock {
public:
    explicit StillClock(const Clock& next) : next_{next} {}

    Timestamp now() const override { return next_.now(); }
    void sleep_for(Duration duration) override { slept_ += duration; }
    Duration slept() const { return slept_; }

private:
    const Clock& next_;
    Duration slept_{};
};

bool asks_for(const QueryInput& input, const std::string& labourer) {
    return std::ranges::any_of(input.expression_attribute_values, [&](const auto& value) {
        return value.second == AttributeValue{labourer};
    });
}

/// The reads after which a rival may come in between.
bool is_read(const QueryInput& input, const std::string& after, const std::string& labourer) {
    const auto condition_has = [&](std::string_view text) {
        return input.key_condition_expression.find(text) != std::string::npos;
    };
    if (!asks_for(input, labourer) || input.select == Select::Count) {
        return false;
    }
    if (after == "queue") {
        return input.limit && condition_has("<") && input.projection_expression.empty();
    }
    if (after == "expired") {
        return condition_has("BETWEEN");
    }
    if (after == "to_retry") {
        return input.table_name == "sosw_retry_tasks";
    }
    return condition_has(">=") &&
           input.filter_expression.starts_with("attribute_exists");  // completed
}

Map error_object(const std::string& type, const std::string& message) {
    return {{"type", type}, {"message", message}};
}

Map error_object(const Error& error) {
    Map map = error_object(error.name, to_string(error));
    if (error.name.ends_with("Exception")) {
        map.append("code", error.name);
    }
    return map;
}

Map describe(const Labourer& labourer) {
    const auto seconds = [](Duration duration) { return integer(duration.count() / 1'000'000); };
    return {
        {"start", integer(labourer.start)},
        {"invoked", integer(labourer.invoked)},
        {"expired", integer(labourer.expired)},
        {"health", integer(to_number(labourer.health.status))},
        {"max_attempts", integer(labourer.max_attempts)},
        {"max_duration", seconds(labourer.max_duration)},
        {"average_duration",
         labourer.average_duration ? integer(*labourer.average_duration) : AttributeValue{}},
        {"max_simultaneous_invocations",
         labourer.max_simultaneous_invocations ? real(*labourer.max_simultaneous_invocations)
                                               : AttributeValue{}},
        {"duration", seconds(labourer.config->duration)},
        {"cooldown", seconds(labourer.config->cooldown)},
    };
}

Map describe(const std::vector<Labourer>& labourers) {
    Map map;
    for (const Labourer& labourer : labourers) {
        map.append(labourer.id(), object(describe(labourer)));
    }
    return map;
}

void add_count(Map& stats, const char* name, std::int64_t count) {
    if (count != 0) {
        stats.append(name, integer(count));
    }
}

Map stats_of(const OrchestratorPass& pass) {
    Map stats;
    add_count(stats, "invoked_tasks", pass.invoked_tasks());
    add_count(
        stats, "concurrent_task_invocations_skipped", pass.concurrent_task_invocations_skipped()
    );
    return stats;
}

Map stats_of(const ScavengerPass& pass) {
    const std::int64_t dead = pass.count(ScavengeResult::ClosedDead);
    Map stats;
    add_count(stats, "archived_tasks", pass.count(ScavengeResult::Archived) + dead);
    add_count(stats, "closed_dead_tasks", dead);
    add_count(
        stats, "scheduled_for_retry_later_tasks", pass.count(ScavengeResult::ScheduledForRetry)
    );
    add_count(stats, "due_for_retry_tasks", pass.count(ScavengeResult::DueForRetry));
    return stats;
}

std::optional<Error> first_error(const OrchestratorPass& pass) {
    for (const LabourerDecision& decision : pass.decisions) {
        if (decision.error) {
            return decision.error;
        }
        for (const InvocationOutcome& outcome : decision.outcomes) {
            if (outcome.error) {
                return outcome.error;
            }
        }
    }
    return std::nullopt;
}

std::optional<Error> first_error(const ScavengerPass& pass) {
    for (const LabourerScavenge& scavenge : pass.scavenges) {
        if (scavenge.error) {
            return scavenge.error;
        }
        for (const ScavengeOutcome& outcome : scavenge.outcomes) {
            if (outcome.error) {
                return outcome.error;
            }
        }
    }
    return pass.publish_error;
}

Map report(const OrchestratorPass& pass) {
    Map status;
    Map desired;
    Map running;
    for (const LabourerDecision& decision : pass.decisions) {
        if (decision.decided) {
            status.append(decision.labourer, integer(to_number(decision.health.status)));
            desired.append(decision.labourer, integer(decision.desired));
            running.append(decision.labourer, integer(decision.running));
        }
    }
    Map result{
        {"status", object(std::move(status))},
        {"desired", object(std::move(desired))},
        {"running", object(std::move(running))},
        {"labourers", object(describe(pass.labourers))},
        {"stats", object(stats_of(pass))},
    };
    if (const auto error = first_error(pass)) {
        result.append("error", object(error_object(*error)));
    }
    return result;
}

Map report(const ScavengerPass& pass) {
    Map result{
        {"labourers", object(describe(pass.labourers))},
        {"stats", object(stats_of(pass))},
    };
    if (const auto error = first_error(pass)) {
        result.append("error", object(error_object(*error)));
    }
    return result;
}

List take_invocations(test::RecordingLambda& lambda) {
    List invocations;
    for (const InvokeInput& input : std::exchange(lambda.invocations, {})) {
        Result<AttributeValue> payload = parse_json(input.payload);
        invocations.push_back(object({
            {"FunctionName", input.function_name},
            {"InvocationType", "Event"},
            {"Payload", payload ? *std::move(payload) : AttributeValue{input.payload}},
        }));
    }
    return invocations;
}

List take_published(test::RecordingSns& sns) {
    List messages;
    for (const PublishInput& input : std::exchange(sns.published, {})) {
        messages.push_back(object({
            {"TopicArn", input.topic_arn},
            {"Subject", input.subject},
            {"Message", input.message},
        }));
    }
    return messages;
}

AttributeValue describe(const GetMetricStatisticsInput& call) {
    List dimensions;
    for (const Dimension& dimension : call.dimensions) {
        dimensions.push_back(object({{"Name", dimension.name}, {"Value", dimension.value}}));
    }
    List statistics;
    for (const std::string& statistic : call.statistics) {
        statistics.emplace_back(statistic);
    }
    Map map{
        {"Namespace", call.metric_namespace},
        {"MetricName", call.metric_name},
        {"Period", integer(call.period.count() / 1'000'000)},
        {"Statistics", list(std::move(statistics))},
        {"StartTime", from_timestamp(call.start_time)},
        {"EndTime", from_timestamp(call.end_time)},
    };
    map.append("Dimensions", list(std::move(dimensions)));
    return object(std::move(map));
}

List ids_of(const Result<std::vector<Task>>& tasks, bool sorted = false) {
    std::vector<std::string> ids;
    for (const Task& task : tasks.value()) {
        ids.push_back(task.task_id);
    }
    if (sorted) {
        std::ranges::sort(ids);
    }
    return {ids.begin(), ids.end()};
}

std::int64_t count_of(const Map& step) {
    const AttributeValue* count = step.find("cnt");
    constexpr std::int64_t kDefault = 5;
    return count != nullptr ? as_integer(*count) : kDefault;
}

std::string to_text(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        text += (text.empty() ? "" : "\n") + to_string(diagnostic);
    }
    return text;
}

}  // namespace

/// A processor that is kept between steps, with what it has read.
struct TracePlayer::Session {
    Session(
        GoldenWorld& world, EcologyMemory& memory, const SoswConfig& config, DynamoDb& dynamo_db
    )
        : ecology{world.clock, world.cloud_watch, world.lambda, memory},
          tasks{
              world.clock,
              [&world] { return world.ids.next(); },
              dynamo_db,
              world.lambda,
              ecology,
              config.task_manager},
          orchestrator{world.clock, tasks, config.orchestrator},
          scavenger{world.clock, tasks, world.sns, config.scavenger} {}

    EcologyManager ecology;
    TaskManager tasks;
    Orchestrator orchestrator;
    Scavenger scavenger;
    std::vector<Labourer> labourers{};
    std::map<std::string, Task> rows{};
};

TracePlayer::TracePlayer(const Map& trace, Reach reach) : trace_{trace} {
    tasks_ = load("");
    scavenger_ = load("scavenger_config");
    world_ = std::make_unique<GoldenWorld>(
        tasks_.config ? tasks_.config->task_manager
                      : TaskManagerConfig{load_config({})->task_manager},
        reach
    );
    for (const Attribute& function : object_member(trace, "functions")) {
        world_->lambda.set_function(
            function.name,
            std::chrono::seconds{as_integer(member(as_object(function.value), "Timeout"))}
        );
    }
    const Map& config = object_member(trace, "config");
    if (config.contains("config_table")) {
        for (const AttributeValue& item : list_member(config, "config_table")) {
            if (!world_->dynamo_db.put_item({.table_name = "config", .item = as_object(item)})) {
                throw MalformedFile{"an item of `config_table` was refused"};
            }
        }
    }
    if (trace.contains("environment")) {  // only then do the tables hold configuration
        tasks_ = load_orchestrator();
    }
    before_ = world_->dump_all();
}

TracePlayer::~TracePlayer() = default;

TracePlayer::Loaded TracePlayer::load(const std::string& own_key) const {
    const Map& config = object_member(trace_, "config");
    Map document = own_key.empty() ? Map{} : object_or_empty(config, own_key);
    document.set("task_config", member(config, "task_config"));
    const ConfigDocument given{.file = "config", .text = to_json(document)};
    Checked<SoswConfig> loaded = load_config(std::span{&given, 1});
    if (!loaded) {
        return {.problem = to_text(loaded.error())};
    }
    return {.config = *std::move(loaded)};
}

TracePlayer::Loaded TracePlayer::load_orchestrator() {
    const Map environment = object_or_empty(trace_, "environment");
    const AttributeValue* function = environment.find("orchestrator");
    if (function == nullptr) {
        return load("orchestrator_config");
    }
    const Map& config = object_member(trace_, "config");
    Map document = object_or_empty(config, "orchestrator_config");
    document.set("task_config", member(config, "task_config"));
    const ConfigDocument given{.file = "config", .text = to_json(document)};
    TableConfigSource table{world_->dynamo_db, "production"};
    Result<Checked<SoswConfig>> loaded =
        load_function_config(table, as_text(*function), std::span{&given, 1});
    if (!loaded) {
        return {.problem = to_string(loaded.error())};
    }
    if (!*loaded) {
        return {.problem = to_text(loaded->error())};
    }
    return {.config = **std::move(loaded)};
}

Map TracePlayer::play(const Map& step) {
    world_->clock.advance_to(to_timestamp(member(step, "at")));
    std::deque<std::string> ids;
    if (step.contains("ids")) {
        for (const AttributeValue& id : list_member(step, "ids")) {
            ids.push_back(as_text(id));
        }
    }
    world_->ids.feed(std::move(ids));
    world_->cloud_watch.calls.clear();
    Map result = run_operation(step);
    if (!world_->cloud_watch.calls.empty()) {
        List calls;
        for (const GetMetricStatisticsInput& call : world_->cloud_watch.calls) {
            calls.push_back(describe(call));
        }
        result.append("cloudwatch_calls", list(std::move(calls)));
    }
    add_state(result);
    return result;
}

Map TracePlayer::run_operation(const Map& step) {
    using Operation = std::function<Map(const Map&)>;
    const auto to_self = [this](Map (TracePlayer::*operation)(const Map&)) {
        return [this, operation](const Map& s) { return (this->*operation)(s); };
    };
    const auto set_function = [this](const Map& s) -> Map {
        world_->lambda.set_function(
            text_member(s, "arn"), std::chrono::seconds{as_integer(member(s, "Timeout"))}
        );
        return {};
    };
    const auto remove_function = [this](const Map& s) -> Map {
        world_->lambda.remove_function(text_member(s, "arn"));
        return {};
    };
    const auto fail_invoke = [this](const Map& s) -> Map {
        world_->lambda.fail_next(text_member(s, "arn"), as_integer(member(s, "count")));
        return {};
    };
    const auto end_containers = [this](const Map&) -> Map {
        return {{"published", list(take_published(world_->sns))}};
    };
    const std::map<std::string, Operation> operations{
        {"create_task", to_self(&TracePlayer::create_task)},
        {"schedule", to_self(&TracePlayer::schedule)},
        {"complete", to_self(&TracePlayer::complete)},
        {"put_metric", to_self(&TracePlayer::put_metric)},
        {"put_item", to_self(&TracePlayer::put_item)},
        {"orchestrate", [this](const Map& s) { return orchestrate(s, false); }},
        {"orchestrate_race", [this](const Map& s) { return orchestrate(s, true); }},
        {"scavenge", [this](const Map& s) { return scavenge(s, false); }},
        {"scavenge_race", [this](const Map& s) { return scavenge(s, true); }},
        {"inspect", to_self(&TracePlayer::inspect)},
        {"register", to_self(&TracePlayer::register_session)},
        {"next", to_self(&TracePlayer::next)},
        {"desired", to_self(&TracePlayer::desired)},
        {"invoke", to_self(&TracePlayer::invoke)},
        {"set_function", set_function},
        {"remove_function", remove_function},
        {"fail_invoke", fail_invoke},
        {"end_containers", end_containers},
    };
    const auto found = operations.find(text_member(step, "op"));
    if (found == operations.end()) {
        throw MalformedFile{"unknown operation `" + text_member(step, "op") + "`"};
    }
    return found->second(step);
}

Map TracePlayer::create_task(const Map& step) {
    if (!tasks_.config) {
        return {{"error", object(error_object("ConfigurationError", tasks_.problem))}};
    }
    Session session{*world_, memory_, *tasks_.config, world_->dynamo_db};
    CreateTaskInput input{.attributes = object_member(step, "args")};
    if (const AttributeValue* payload = input.attributes.find("payload")) {
        input.payload = *payload;
        input.attributes.erase("payload");
    }
    if (const AttributeValue* strict = step.find("strict")) {
        input.strict = *strict == AttributeValue::boolean(true);
    }
    const Result<std::string> id = session.tasks.create_task(text_member(step, "labourer"), input);
    if (!id) {
        return {{"error", object(error_object(id.error()))}};
    }
    return {{"task_id", *id}};
}

Map TracePlayer::schedule(const Map& step) {
    Loaded loaded = load("scheduler_config");
    if (!loaded.config) {
        return {{"error", object(error_object("ConfigurationError", loaded.problem))}};
    }
    constexpr double kRecordedCapacity = 2;  // of the mock's tables
    loaded.config->scheduler.write_capacity_units = kRecordedCapacity;
    Session session{*world_, memory_, *loaded.config, world_->dynamo_db};
    StillClock clock{world_->clock};
    MemoryQueueFiles queue_files;
    Scheduler scheduler{clock, world_->dynamo_db, session.tasks, queue_files, *loaded.config};
    scheduler.set_task_ids([this](const auto&, std::int64_t) { return world_->ids.next(); });
    const Result<ScheduleResult> scheduled =
        scheduler.handle(member(step, "event"), {.request_id = text_member(step, "request_id")});
    Map result{{"slept", real(to_seconds(clock.slept()))}};
    if (!scheduled) {
        result.append("error", object(error_object(scheduled.error())));
    }
    return result;
}

Map TracePlayer::complete(const Map& step) {
    if (!tasks_.config) {
        return {{"error", object(error_object("ConfigurationError", tasks_.problem))}};
    }
    WorkerAssistant assistant{world_->clock, world_->dynamo_db, tasks_.config->task_manager};
    Map event = step;
    for (const char* key : {"at", "op", "ids", "expect"}) {
        event.erase(key);
    }
    event.set("action", "mark_task_as_completed");
    const Result<CompletionResult> completed = assistant.handle(event);
    if (!completed) {
        return {{"error", object(error_object(completed.error()))}};
    }
    return {};
}

Map TracePlayer::put_metric(const Map& step) {
    MetricDatum datum{
        .metric_name = text_member(step, "MetricName"),
        .timestamp = to_timestamp(
            step.contains("timestamp") ? member(step, "timestamp") : member(step, "at")
        ),
        .value = member(step, "value").as_double()};
    if (step.contains("Dimensions")) {
        for (const AttributeValue& dimension : list_member(step, "Dimensions")) {
            const Map& pair = as_object(dimension);
            datum.dimensions.push_back({text_member(pair, "Name"), text_member(pair, "Value")});
        }
    }
    const Result<void> put = world_->cloud_watch.put_metric_data(
        {.metric_namespace = text_member(step, "Namespace"), .metric_data = {datum}}
    );
    return put ? Map{} : Map{{"error", object(error_object(put.error()))}};
}

Map TracePlayer::put_item(const Map& step) {
    const Result<PutItemOutput> put = world_->dynamo_db.put_item(
        {.table_name = text_member(step, "table"), .item = object_member(step, "item")}
    );
    return put ? Map{} : Map{{"error", object(error_object(put.error()))}};
}

Map TracePlayer::orchestrate(const Map& step, bool race) {
    const Loaded loaded = load_orchestrator();
    if (!loaded.config) {
        return {{"error", object(error_object("ConfigurationError", loaded.problem))}};
    }
    std::optional<Map> rival;
    List before_rival;
    const auto run_rival = [&] {
        before_rival = take_invocations(world_->lambda);
        Session second{*world_, memory_, *loaded.config, world_->dynamo_db};
        rival = report(second.orchestrator.run_once());
        rival->append("invocations", list(take_invocations(world_->lambda)));
    };
    InterruptedDynamoDb interrupted{
        world_->dynamo_db,
        [&](const QueryInput& q) { return is_read(q, "queue", text_member(step, "labourer")); },
        race ? std::function<void()>{run_rival} : std::function<void()>{}};
    Session first{*world_, memory_, *loaded.config, interrupted};
    Map result = report(first.orchestrator.run_once());
    for (AttributeValue& invocation : take_invocations(world_->lambda)) {
        before_rival.push_back(std::move(invocation));
    }
    result.append("invocations", list(std::move(before_rival)));
    if (race) {  // empty where the read never came
        result.append("rival", object(std::move(rival).value_or(Map{})));
    }
    return result;
}

Map TracePlayer::scavenge(const Map& step, bool race) {
    if (!scavenger_.config) {
        return {{"error", object(error_object("ConfigurationError", scavenger_.problem))}};
    }
    std::optional<Map> rival;
    const auto run_rival = [&] {
        Session second{*world_, memory_, *scavenger_.config, world_->dynamo_db};
        rival = report(second.scavenger.run_once());
        if (List published = take_published(world_->sns); !published.empty()) {
            rival->append("published", list(std::move(published)));
        }
    };
    InterruptedDynamoDb interrupted{
        world_->dynamo_db,
        [&](const QueryInput& q) {
            return is_read(q, text_member(step, "after"), text_member(step, "labourer"));
        },
        race ? std::function<void()>{run_rival} : std::function<void()>{}};
    Session first{*world_, memory_, *scavenger_.config, interrupted};
    Map result = report(first.scavenger.run_once());
    result.append("invocations", list(take_invocations(world_->lambda)));
    result.append("published", list(take_published(world_->sns)));
    if (race) {
        result.append("rival", object(std::move(rival).value_or(Map{})));
    }
    return result;
}

Map TracePlayer::inspect(const Map& step) {
    const Loaded& loaded = tasks_;
    if (!loaded.config) {
        return {{"error", object(error_object("ConfigurationError", loaded.problem))}};
    }
    Session session{*world_, memory_, *loaded.config, world_->dynamo_db};
    session.labourers = session.tasks.register_labourers();
    const std::string id = text_member(step, "labourer");
    const auto labourer = std::ranges::find(session.labourers, id, &Labourer::id);
    if (labourer == session.labourers.end() || labourer->error) {
        return {{"error", object(error_object("LabourerError", id))}};
    }
    TaskManager& tasks = session.tasks;
    const auto greenfield = [&](const Result<std::optional<Number>>& edge) {
        return edge.value() ? AttributeValue{AttributeValue::Variant{**edge}}
                            : integer(loaded.config->task_manager.greenfield_task_step);
    };
    const Labourer& it = *labourer;
    const List next = ids_of(tasks.get_next_for_labourer(it, count_of(step)));
    constexpr std::int64_t kEverything = 1'000'000;
    return {
        {"labourers", object({{id, object(describe(it))}})},
        {"queue_length", integer(tasks.get_length_of_queue_for_labourer(it).value())},
        {"oldest_greenfield", greenfield(tasks.get_oldest_greenfield_for_labourer(id))},
        {"newest_greenfield", greenfield(tasks.get_newest_greenfield_for_labourer(id))},
        {"next", list(next)},
        {"next_only_ids", list(next)},
        {"invoked", list(ids_of(tasks.get_invoked_tasks_for_labourer(it), true))},
        {"invoked_completed", list(ids_of(tasks.get_invoked_tasks_for_labourer(it, true), true))},
        {"invoked_not_completed",
         list(ids_of(tasks.get_invoked_tasks_for_labourer(it, false), true))},
        {"running", list(ids_of(tasks.get_running_tasks_for_labourer(it), true))},
        {"running_count", integer(tasks.count_running_tasks_for_labourer(it).value())},
        {"completed", list(ids_of(tasks.get_completed_tasks_for_labourer(it)))},
        {"expired", list(ids_of(tasks.get_expired_tasks_for_labourer(it)))},
        {"to_retry", list(ids_of(tasks.get_tasks_to_retry_for_labourer(it, kEverything)))},
    };
}

Map TracePlayer::register_session(const Map& step) {
    const Loaded loaded = load_orchestrator();
    if (!loaded.config || !tasks_.config) {
        return {{"error", object(error_object("ConfigurationError", loaded.problem))}};
    }
    auto session = std::make_unique<Session>(*world_, memory_, *tasks_.config, world_->dynamo_db);
    session->labourers = session->orchestrator.get_labourers();
    Map result{{"labourers", object(describe(session->labourers))}};
    sessions_[text_member(step, "session")] = std::move(session);
    return result;
}

namespace {

const Labourer& labourer_of(const std::vector<Labourer>& labourers, const Map& step) {
    const auto found = std::ranges::find(labourers, text_member(step, "labourer"), &Labourer::id);
    if (found == labourers.end()) {
        throw MalformedFile{"no such labourer in this session"};
    }
    return *found;
}

}  // namespace

Map TracePlayer::next(const Map& step) {
    Session& session = *sessions_.at(text_member(step, "session"));
    const Result<std::vector<Task>> tasks =
        session.tasks.get_next_for_labourer(labourer_of(session.labourers, step), count_of(step));
    for (const Task& task : tasks.value()) {
        session.rows[task.task_id] = task;
    }
    return {{"next", list(ids_of(tasks))}};
}

Map TracePlayer::desired(const Map& step) {
    Session& session = *sessions_.at(text_member(step, "session"));
    const Labourer& labourer = labourer_of(session.labourers, step);
    const auto wanted = session.orchestrator.get_desired_invocation_number_for_labourer(labourer);
    const auto running = session.tasks.count_running_tasks_for_labourer(labourer);
    return {
        {"desired", object({{labourer.id(), integer(wanted.value())}})},
        {"running", object({{labourer.id(), integer(running.value())}})},
    };
}

Map TracePlayer::invoke(const Map& step) {
    Session& session = *sessions_.at(text_member(step, "session"));
    const Labourer& labourer = labourer_of(session.labourers, step);
    const std::string id = text_member(step, "task_id");
    const AttributeValue* by = step.find("by");
    Result<InvocationOutcome> outcome =
        by != nullptr && as_text(*by) == "task_id"
            ? session.tasks.invoke_task(labourer, id)
            : session.tasks.invoke_task(labourer, session.rows.at(id));
    Map stats;
    Map result;
    if (!outcome) {
        result.append("error", object(error_object(outcome.error())));
    } else {
        add_count(stats, "invoked_tasks", outcome->result == InvocationResult::Invoked ? 1 : 0);
        add_count(
            stats,
            "concurrent_task_invocations_skipped",
            outcome->result == InvocationResult::SkippedConcurrent ? 1 : 0
        );
        if (outcome->error) {
            result.append("error", object(error_object(*outcome->error)));
        }
    }
    result.append("stats", object(std::move(stats)));
    result.append("invocations", list(take_invocations(world_->lambda)));
    return result;
}

void TracePlayer::add_state(Map& result) {
    Map after = world_->dump_all();
    Map counts;
    for (const Attribute& table : after) {
        counts.append(table.name, integer(std::ssize(*table.value.get_if<List>())));
    }
    result.append("counts", object(std::move(counts)));
    result.append("changes", object(changes_between(before_, after)));
    result.append("tables", object(after));
    before_ = std::move(after);
}

Map changes_between(const Map& before, const Map& after) {
    const auto key_of = [](const std::string& table, const Map& item) {
        Map key;
        if (table == "sosw_retry_tasks") {
            key.append("labourer_id", member(item, "labourer_id"));
        }
        key.append("task_id", member(item, "task_id"));
        return key;
    };
    const auto find = [&](const List& items, const std::string& table, const Map& key) {
        return std::ranges::find_if(items, [&](const AttributeValue& item) {
            return key_of(table, *item.get_if<Map>()) == key;
        });
    };
    Map changes;
    for (const Attribute& table : after) {
        const List& now = *table.value.get_if<List>();
        const List& then = list_member(before, table.name);
        List put;
        List deleted;
        for (const AttributeValue& item : now) {
            const auto old = find(then, table.name, key_of(table.name, *item.get_if<Map>()));
            if (old == then.end() || !(*old == item)) {
                put.push_back(item);
            }
        }
        for (const AttributeValue& item : then) {
            const Map key = key_of(table.name, *item.get_if<Map>());
            if (find(now, table.name, key) == now.end()) {
                deleted.push_back(object(key));
            }
        }
        if (!put.empty() || !deleted.empty()) {
            changes.append(
                table.name,
                object({{"put", list(std::move(put))}, {"deleted", list(std::move(deleted))}})
            );
        }
    }
    return changes;
}

}  // namespace sosw::golden

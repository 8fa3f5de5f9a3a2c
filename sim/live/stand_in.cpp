#include "sim/live/stand_in.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/essentials/worker_assistant.hpp"
#include "core/tasks/json_text.hpp"
#include "sim/live/told_durations.hpp"

namespace sosw::sim {

namespace {

/// Lambda delivers an event three times at most, and sometimes once more.
constexpr std::int64_t kExecutionsMax = 20;

std::optional<std::string> text_of(const Map& object, const std::string& name) {
    const AttributeValue* value = object.find(name);
    const auto text = value != nullptr ? value->as_string() : std::nullopt;
    return text ? std::optional{std::string{*text}} : std::nullopt;
}

double number_of(const Map& object, const std::string& name) {
    const AttributeValue* value = object.find(name);
    return value != nullptr ? value->as_double().value_or(0) : 0;
}

/// What tells an invocation's task and attempt: all that the run asks an event for.
std::string identity_of(const Map& event, const FieldNames& fields) {
    Map identity;
    for (const std::string* name : {&fields.task_id, &fields.attempts}) {
        if (const AttributeValue* value = event.find(*name)) {
            identity.set(*name, *value);
        }
    }
    return to_json(identity);
}

}  // namespace

StandIn::StandIn(Clock& clock, DynamoDb& dynamo_db, const StandInModel& model)
    : clock_{clock}, dynamo_db_{dynamo_db}, model_{model} {}

Result<void> StandIn::handle(const std::string& request_id, const std::string& event) {
    const FieldNames& fields = model_.names.dynamo_db.field_names;
    ExecutionEntry entry{
        .request_id = request_id,
        .function = model_.function,
        .started = clock_.now(),
        .cold_start = std::exchange(is_cold_, false)};
    const Result<AttributeValue> parsed = parse_json(event);
    const Map* object = parsed ? parsed->get_if<Map>() : nullptr;
    if (object == nullptr || !text_of(*object, fields.task_id)) {
        return fail(ErrorCode::InvalidRequest, "InvalidEvent", "the event is of no task");
    }
    entry.event = identity_of(*object, fields);
    TRY(announce(entry));
    const Draws draws = TRY(draw(*object, entry.execution));
    clock_.sleep_for(draws.duration);
    entry.finished = clock_.now();
    entry.failed = draws.fails;
    if (!draws.fails && model_.completes) {
        clock_.sleep_for(draws.completion_latency);
        report(*object, entry);
    }
    TRY(tell_end(entry));
    if (draws.fails) {
        return fail(ErrorCode::InvalidRequest, "ScenarioFailure", "the scenario wanted it so");
    }
    return {};
}

Result<void> StandIn::announce(ExecutionEntry& entry) {
    for (entry.execution = 1; entry.execution <= kExecutionsMax; ++entry.execution) {
        PutItemInput put{
            .table_name = model_.executions_table,
            .item = to_item(entry),
            .condition_expression = "attribute_not_exists(request_id)"};
        Result<PutItemOutput> done = dynamo_db_.put_item(put);
        if (!done && done.error().code == ErrorCode::OutcomeUnknown) {
            put.condition_expression.clear();  // It is there, or nobody's is.
            done = dynamo_db_.put_item(put);
        }
        if (done) {
            return {};
        }
        if (done.error().code != ErrorCode::ConditionFailed) {
            return fail(done.error());
        }
    }
    return fail(
        ErrorCode::InvalidRequest,
        "TooManyExecutions",
        fmt::format("request {} has been executed {} times", entry.request_id, kExecutionsMax)
    );
}

Result<StandIn::Draws> StandIn::draw(const Map& event, std::int64_t execution) const {
    const FieldNames& fields = model_.names.dynamo_db.field_names;
    const std::string task_id = text_of(event, fields.task_id).value_or("");
    Random random = Random{model_.seed}.fork(
        fmt::format("stand-in/{}/{}/{}", task_id, number_of(event, fields.attempts) + 1, execution)
    );
    Duration duration = model_.duration.sample(random);
    if (!model_.durations_table.empty()) {
        const auto told = TRY(told_duration(dynamo_db_, model_.durations_table, task_id));
        duration = told.value_or(duration);
    }
    const bool fails = random.chance(model_.failure_probability);
    const Duration latency = model_.completion_latency.sample(random);
    return Draws{.duration = duration, .fails = fails, .completion_latency = latency};
}

void StandIn::report(const Map& event, ExecutionEntry& entry) {
    const FieldNames& fields = model_.names.dynamo_db.field_names;
    WorkerAssistant assistant{clock_, dynamo_db_, model_.names};
    CompletionInput input{.task_id = text_of(event, fields.task_id).value_or("")};
    input.labourer_id = text_of(event, fields.labourer_id);
    entry.reported = clock_.now();
    const Result<CompletionResult> result = assistant.mark_task_as_completed(input);
    if (result) {
        entry.report = std::string{to_string(*result)};
    } else {
        entry.report_error = to_string(result.error());
    }
}

Result<void> StandIn::tell_end(const ExecutionEntry& entry) {
    const PutItemInput put{.table_name = model_.executions_table, .item = to_item(entry)};
    Result<PutItemOutput> done = dynamo_db_.put_item(put);
    if (!done && done.error().code == ErrorCode::OutcomeUnknown) {
        done = dynamo_db_.put_item(put);
    }
    TRY(done);
    return {};
}

}  // namespace sosw::sim

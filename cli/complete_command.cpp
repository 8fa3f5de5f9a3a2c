#include "cli/complete_command.hpp"

#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/sqlite/lambda_backlog.hpp"
#include "backends/wire/json_writer.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/json_argument.hpp"
#include "cli/operation.hpp"
#include "cli/task_kit.hpp"
#include "cli/write_consent.hpp"
#include "core/essentials/worker_assistant.hpp"
#include "core/tasks/json_text.hpp"
#include "core/tasks/new_task.hpp"

namespace sosw::cli {

namespace {

struct CompleteOptions {
    PlaceOptions place{};
    std::string task_id{};
    std::string result{};  ///< Empty: none.
    std::string stats{};
    std::optional<std::string> failed{};  ///< Why.
    bool dry_run = false;
};

/// What became of the task, as a program and as a person reads it.
struct Outcome {
    std::string_view word;
    std::string_view text;
};

Outcome outcome_of(CompletionResult result) {
    switch (result) {
        case CompletionResult::MarkedCompleted:
            return {"marked_completed", "completed; the next `sosw scavenge` archives it"};
        case CompletionResult::ClosedFromRetry:
            return {"closed_from_retry", "waited for retry, and is archived as completed"};
        case CompletionResult::AlreadyClosed:
            break;
    }
    return {"already_closed", "was closed before; nothing is changed"};
}

constexpr Outcome kClosedFailed{"closed_failed", "closed as failed, without another attempt"};

Failure unknown_task(const std::string& task_id) {
    return fail(
        ErrorCode::NotFound,
        "TaskNotFound",
        "there is no task \"" + task_id + "\"; `sosw tasks` lists them"
    );
}

Failure faster(const std::string& task_id) {
    return fail(
        ErrorCode::ConditionFailed, "", "task \"" + task_id + "\" was changed meanwhile: try again"
    );
}

/// Closes tasks as failed, wherever they stand.
class FailureReport {
public:
    FailureReport(OperationPorts ports, const TaskManagerConfig& config)
        : clock_{ports.clock},
          config_{config},
          kit_{ports, config},
          store_{ports.dynamo_db, config} {}

    Result<Outcome> close(const std::string& task_id, const std::string& reason) {
        if (const std::optional<Task> task = TRY(kit_.tasks().get_task_by_id(task_id))) {
            if (task->completed_at) {
                return fail(
                    ErrorCode::ConditionFailed, "", "task \"" + task_id + "\" is completed already"
                );
            }
            const MoveResult moved = TRY(kit_.tasks().archive_task(*task, reason));
            return moved == MoveResult::Moved ? Result<Outcome>{kClosedFailed} : faster(task_id);
        }
        for (const LabourerConfig& labourer : config_.labourers) {
            if (const auto retry = TRY(store_.get_retry(labourer.id, task_id))) {
                TRY(close_waiting(*retry, reason));
                return kClosedFailed;
            }
        }
        if (TRY(store_.get_closed(task_id))) {
            return outcome_of(CompletionResult::AlreadyClosed);
        }
        return unknown_task(task_id);
    }

private:
    Result<void> close_waiting(const Item& retry, const std::string& reason) {
        Item item = retry;
        item.erase(store_.fields().desired_launch_time);
        const ClosedItemInput closed{
            .closed_at = epoch_seconds(clock_.now()), .completed = false, .message = reason};
        return store_.move_retry_to_closed(
            retry, closed_item(std::move(item), closed, store_.fields())
        );
    }

    Clock& clock_;
    const TaskManagerConfig& config_;
    TaskKit kit_;
    TaskStore store_;
};

/// What a report would do to the task, by where it stands.
Result<Outcome> rehearse_completion(
    OperationPorts ports, const TaskManagerConfig& config, const std::string& task_id
) {
    TaskKit kit{ports, config};
    if (TRY(kit.tasks().get_task_by_id(task_id))) {
        return outcome_of(CompletionResult::MarkedCompleted);
    }
    TaskStore store{ports.dynamo_db, config};
    for (const LabourerConfig& labourer : config.labourers) {
        if (TRY(store.get_retry(labourer.id, task_id))) {
            return outcome_of(CompletionResult::ClosedFromRetry);
        }
    }
    return TRY(store.get_closed(task_id))
               ? Result<Outcome>{outcome_of(CompletionResult::AlreadyClosed)}
               : unknown_task(task_id);
}

Result<Outcome> report_completion(
    OperationPorts ports, const TaskManagerConfig& config, const CompletionInput& input
) {
    WorkerAssistant assistant{ports.clock, ports.dynamo_db, config};
    const Result<CompletionResult> result = assistant.mark_task_as_completed(input);
    if (result) {
        return outcome_of(*result);
    }
    return result.error().code == ErrorCode::NotFound && result.error().name == "TaskNotFound"
               ? unknown_task(input.task_id)
               : fail(result.error());
}

bool is_of_task(
    const sqlite::WaitingInvocation& waiting, const std::string& task_id, const FieldNames& fields
) {
    const Result<AttributeValue> payload = parse_json(waiting.payload);
    const Map* object = payload ? payload->get_if<Map>() : nullptr;
    const AttributeValue* id = object != nullptr ? object->find(fields.task_id) : nullptr;
    return id != nullptr && id->as_string() == task_id;
}

/// Takes what waits in Lambda's queue for the task: its work is done. Returns how many there were.
std::int64_t settle(Backend& backend, const std::string& task_id, const FieldNames& fields) {
    EmulatedFunctions* functions = backend.functions();
    std::int64_t settled = 0;
    if (functions == nullptr) {
        return settled;
    }
    for (const sqlite::WaitingInvocation& waiting : functions->backlog.waiting()) {
        if (is_of_task(waiting, task_id, fields)) {
            functions->backlog.settle(waiting.request_id, backend.ports().clock.now());
            ++settled;
        }
    }
    return settled;
}

void tell(const Outcome& outcome, std::int64_t settled, const CompleteOptions& options) {
    if (options.place.json) {
        std::string text;
        wire::JsonWriter json{text};
        json.begin_object();
        json.member("task_id", options.task_id);
        json.member("result", outcome.word);
        json.key("dry_run");
        json.boolean(options.dry_run);
        json.key("invocations_settled");
        json.integer(settled);
        json.end_object();
        fmt::print("{}\n", text);
        return;
    }
    fmt::print(
        "{} {}{}\n",
        options.task_id,
        options.dry_run ? "would change so, and nothing is changed: " : "",
        outcome.text
    );
    if (settled > 0) {
        fmt::print(
            "{} taken out of Lambda's queue: nobody need run it.\n",
            settled == 1 ? "Its invocation is" : fmt::format("Its {} invocations are", settled)
        );
    }
}

ExitCode complain_of(const Error& error) {
    complain(error.name == "TaskNotFound" ? error.message : to_string(error));
    return exit_code_of(error);
}

ExitCode rehearse(
    Backend& backend, const TaskManagerConfig& config, const CompleteOptions& options
) {
    DryPorts dry{backend.ports()};
    const Result<Outcome> outcome =
        options.failed ? FailureReport{dry.ports(), config}.close(options.task_id, *options.failed)
                       : rehearse_completion(dry.ports(), config, options.task_id);
    if (!outcome) {
        return complain_of(outcome.error());
    }
    tell(*outcome, 0, options);
    return ExitCode::Done;
}

ExitCode complete(const CompleteOptions& options) {
    Diagnostics problems;
    const Place place = open_place_with_tables(options.place, problems);
    auto result = keep(object_argument("--result", options.result), problems);
    auto stats = keep(object_argument("--stats", options.stats), problems);
    if (options.failed && options.failed->empty()) {
        problems.push_back({.file = "--failed", .message = "expected a reason, found nothing"});
    }
    if (!problems.empty()) {
        complain(problems);
        return ExitCode::WrongInput;
    }
    const TaskManagerConfig& tasks = place.config->task_manager;
    if (options.dry_run) {
        return rehearse(*place.backend, tasks, options);
    }
    if (const auto refusal = refusal_to_write(*place.backend, options.place, "close a task")) {
        return *refusal;
    }
    const OperationPorts ports = place.backend->ports();
    const Result<Outcome> outcome =
        !options.failed ? report_completion(
                              ports,
                              tasks,
                              {.task_id = options.task_id,
                               .stats = *std::move(stats),
                               .result = *std::move(result)}
                          )
                        : FailureReport{ports, tasks}.close(options.task_id, *options.failed);
    if (!outcome) {
        return complain_of(outcome.error());
    }
    const std::int64_t settled =
        settle(*place.backend, options.task_id, tasks.dynamo_db.field_names);
    place.backend->commit();
    tell(*outcome, settled, options);
    return ExitCode::Done;
}

constexpr std::string_view kExamples =
    "\nA worker that succeeds reports its task as completed; this does the same. A worker that "
    "fails\n"
    "reports nothing: its task expires, and `sosw scavenge` gives it another attempt. --failed is "
    "for\n"
    "a task that no attempt can help: it is closed at once, with the reason in failure_message.\n"
    "\nExamples:\n"
    "  sosw complete 0f9… --db dev.db --config orchestrator.json\n"
    "  sosw complete 0f9… --db dev.db --config orchestrator.json --result '{\"rows\": 12}'\n"
    "  sosw complete 0f9… --db dev.db --config orchestrator.json --failed 'no such customer'\n"
    "\nExit codes: 0 done, 1 refused, 2 the input is wrong or there is no such task, 3 the place "
    "cannot be used.";

}  // namespace

void add_complete(CLI::App& app, Commands& commands) {
    const auto options = std::make_shared<CompleteOptions>();
    CLI::App* command =
        app.add_subcommand("complete", "Report a task as completed, as its worker would");
    command->footer(std::string{kExamples})->group(std::string{kOperations});
    command->add_option("TASK_ID", options->task_id, "The task")->required();
    command->add_option("--result", options->result, "Stored as result_KEY of the task")
        ->type_name("JSON|@FILE");
    command->add_option("--stats", options->stats, "Stored as stat_KEY of the task")
        ->type_name("JSON|@FILE");
    command->add_option("--failed", options->failed, "Close it as failed instead, for this reason")
        ->type_name("REASON")
        ->excludes("--result")
        ->excludes("--stats");
    options->place.deployed.function = "sosw_worker_assistant";
    add_place(*command, options->place, ConfigNeed::Required);
    command->add_flag("--dry-run", options->dry_run, "Show what it would do and change nothing");
    commands.add(*command, [options] { return complete(*options); });
}

}  // namespace sosw::cli

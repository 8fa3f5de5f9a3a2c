#include "cli/essential_function.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "backends/time_zone.hpp"
#include "backends/wire/json_writer.hpp"
#include "cli/deployed_config.hpp"
#include "cli/parallel_invokes.hpp"
#include "cli/pass_summary.hpp"
#include "cli/task_kit.hpp"
#include "cli/text_file.hpp"
#include "core/base/strings.hpp"
#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "core/essentials/scheduler/s3_queue_files.hpp"
#include "core/essentials/scheduler/scheduler.hpp"
#include "core/essentials/scheduler/siblings_manager.hpp"
#include "core/essentials/worker_assistant.hpp"
#include "core/tasks/json_text.hpp"
#include "core/tasks/task_manager.hpp"

namespace sosw::cli {

namespace {

/// Left before the deadline for the call that is on its way and for the answer: a fifth of the
/// time, and no more than the transport's patience for one answer.
constexpr Duration kReserveMax = std::chrono::seconds{20};
constexpr int kReservePart = 5;

aws::RuntimeFailure failure_of(const Error& error) {
    return {
        .type = error.name.empty() ? std::string{to_string(error.code)} : error.name,
        .message = error.message};
}

aws::RuntimeFailure failure_of(const Diagnostics& problems) {
    std::vector<std::string> lines;
    lines.reserve(problems.size());
    for (const Diagnostic& problem : problems) {
        lines.push_back(to_string(problem));
    }
    return {.type = "InvalidConfiguration", .message = join(lines, "\n")};
}

template <typename Pass>
EssentialFunction::Answer answer_of(const Pass& pass, FunctionLog& log) {
    std::string summary = summary_json(pass);
    const auto with_summary = [&](wire::JsonWriter& json) {
        json.key("summary");
        json.raw(summary);
    };
    if (pass.stopped()) {
        log.warn("Stopped before the deadline; the rest is left to the next pass", with_summary);
    }
    if (pass.failed()) {
        std::string failures = failures_of(pass);
        log.error("The pass failed: " + failures, with_summary);
        return tl::make_unexpected(aws::RuntimeFailure{
            .type = "PassFailed", .message = std::move(failures)});
    }
    log.info("The pass is done", with_summary);
    return summary;
}

void tell(const LabourerDecision& decision, FunctionLog& log) {
    const auto members = [&](wire::JsonWriter& json) { write_members(json, decision); };
    decision.error ? log.error(decision.explanation(), members)
                   : log.info(decision.explanation(), members);
    for (const InvocationOutcome& outcome : decision.outcomes) {
        if (outcome.error) {
            log.warn(fmt::format(
                "Task {}: {}, {}",
                outcome.task_id,
                to_string(outcome.result),
                to_string(*outcome.error)
            ));
        }
    }
}

void tell(const LabourerScavenge& scavenge, FunctionLog& log) {
    const std::string message = "Cleaned up behind " + scavenge.labourer;
    log.info(message, [&](wire::JsonWriter& json) { write_members(json, scavenge); });
}

void tell(const ScheduleResult& result, std::optional<bool> sibling, FunctionLog& log) {
    for (const std::string& warning : result.warnings) {
        log.warn(warning);
    }
    const auto with_summary = [&](wire::JsonWriter& json) {
        json.key("summary");
        json.raw(summary_json(result, sibling));
    };
    if (result.finished()) {
        log.info("The job is scheduled", with_summary);
    } else if (sibling.value_or(false)) {
        log.info("A sibling goes on with the rest", with_summary);
    } else {
        log.error(
            "The rest waits: no enabled rule of EventBridge has this function for a target, so it "
            "starts no sibling. Invoke it with the file_name " +
                result.queue_file,
            with_summary
        );
    }
}

}  // namespace

EssentialFunction::EssentialFunction(
    const FunctionEnvironment& environment,
    const Clock& real_clock,
    OperationPorts ports,
    SchedulerPorts scheduler_ports,
    const Random& random,
    FunctionLog& log
)
    : environment_{environment},
      real_clock_{real_clock},
      ports_{ports},
      scheduler_ports_{scheduler_ports},
      config_source_{open_config_source(environment.config_store, ports_, environment.config_env)},
      task_ids_{random.fork("task ids")},
      log_{log} {}

EssentialFunction::Answer EssentialFunction::handle(const aws::RuntimeInvocation& invocation) {
    try {
        const auto config = read_config();
        return config ? handle_with(*config, invocation) : tl::make_unexpected(config.error());
    } catch (const std::exception& error) {
        return tl::make_unexpected(aws::RuntimeFailure{
            .type = "Runtime.Exception", .message = error.what()});
    }
}

EssentialFunction::Answer EssentialFunction::handle_with(
    const SoswConfig& config, const aws::RuntimeInvocation& invocation
) {
    switch (environment_.essential) {
        case Essential::Orchestrator:
            return orchestrate(config, before(invocation.deadline));
        case Essential::Scavenger:
            return scavenge(config, before(invocation.deadline));
        case Essential::WorkerAssistant:
            return assist(config, invocation.event);
        case Essential::Scheduler:
        case Essential::StandIn:  // Which has a class of its own.
            break;
    }
    return schedule(config, invocation);
}

EssentialFunction::Answer EssentialFunction::orchestrate(
    const SoswConfig& config, const StopRequested& stop
) {
    EcologyManager ecology{ports_.clock, ports_.cloud_watch, ports_.lambda, memory_};
    TaskManager tasks{
        ports_.clock,
        [this] { return task_ids_.uuid_hex(); },
        ports_.dynamo_db,
        ports_.lambda,
        ecology,
        config.task_manager};
    invoke_in_parallel(tasks, ports_, environment_.parallel);
    const OrchestratorPass pass =
        Orchestrator{ports_.clock, tasks, config.orchestrator}.run_once(stop);
    for (const LabourerDecision& decision : pass.decisions) {
        tell(decision, log_);
    }
    return answer_of(pass, log_);
}

EssentialFunction::Answer EssentialFunction::scavenge(
    const SoswConfig& config, const StopRequested& stop
) {
    EcologyManager ecology{ports_.clock, ports_.cloud_watch, ports_.lambda, memory_};
    TaskManager tasks{
        ports_.clock,
        [this] { return task_ids_.uuid_hex(); },
        ports_.dynamo_db,
        ports_.lambda,
        ecology,
        config.task_manager};
    const ScavengerPass pass =
        Scavenger{ports_.clock, tasks, ports_.sns, config.scavenger}.run_once(stop);
    for (const LabourerScavenge& scavenge : pass.scavenges) {
        tell(scavenge, log_);
    }
    return answer_of(pass, log_);
}

EssentialFunction::Answer EssentialFunction::assist(
    const SoswConfig& config, const std::string& event
) {
    const Result<AttributeValue> parsed = parse_json(event);
    const Map* object = parsed ? parsed->get_if<Map>() : nullptr;
    const Result<CompletionResult> result =
        object == nullptr
            ? fail(ErrorCode::InvalidRequest, "InvalidEvent", "the event is no JSON object")
            : WorkerAssistant{ports_.clock, ports_.dynamo_db, config.task_manager}.handle(*object);
    if (!result) {
        log_.error("The report is refused: " + to_string(result.error()));
        return tl::make_unexpected(failure_of(result.error()));
    }
    std::string text;
    wire::JsonWriter json{text};
    json.begin_object();
    json.member("essential", "worker_assistant");
    json.member("result", to_string(*result));
    json.end_object();
    log_.info("The report is taken", [&](wire::JsonWriter& line) {
        line.key("summary");
        line.raw(text);
    });
    return text;
}

EssentialFunction::Answer EssentialFunction::schedule(
    const SoswConfig& config, const aws::RuntimeInvocation& invocation
) {
    if (!names_bucket(config.scheduler)) {
        return tl::make_unexpected(failure_of(Diagnostics{
            {.file = "queue_bucket",
             .message = "the configuration names no bucket. Expected one of S3 that this function "
                        "may write to: the tasks of a job are kept there until they stand in the "
                        "table"}}));
    }
    const Result<AttributeValue> event = parse_json(invocation.event);
    if (!event) {
        return tl::make_unexpected(aws::RuntimeFailure{
            .type = "InvalidEvent", .message = event.error().message});
    }
    TaskKit kit{ports_, config.task_manager};
    S3QueueFiles queue_files{scheduler_ports_.s3, config.scheduler};
    SiblingsManager siblings{scheduler_ports_.events, ports_.lambda, invocation.function_arn};
    std::optional<bool> sibling;
    Scheduler scheduler{ports_.clock, ports_.dynamo_db, kit.tasks(), queue_files, config};
    scheduler.set_local_date(local_date_of(config.scheduler));
    scheduler.set_spawn_sibling([&](const Map& rest) -> Result<void> {
        sibling = TRY(siblings.spawn_sibling(rest));
        return {};
    });
    const Duration time_left = invocation.deadline - real_clock_.now();
    const Result<ScheduleResult> result = scheduler.handle(
        *event, {.request_id = invocation.request_id, .deadline = ports_.clock.now() + time_left}
    );
    if (!result) {
        log_.error("The job is not scheduled: " + to_string(result.error()));
        return tl::make_unexpected(failure_of(result.error()));
    }
    tell(*result, sibling, log_);
    return summary_json(*result, sibling);
}

tl::expected<SoswConfig, aws::RuntimeFailure> EssentialFunction::read_config() {
    Diagnostics unreadable;
    std::vector<ConfigDocument> by_hand;
    for (const std::string& file : environment_.config_files) {
        if (tl::expected<std::string, std::string> text = read_text_file(file)) {
            by_hand.push_back({.file = file, .text = *std::move(text)});
        } else {
            unreadable.push_back({.file = file, .message = "cannot be read: " + text.error()});
        }
    }
    if (!unreadable.empty()) {
        return tl::make_unexpected(failure_of(unreadable));
    }
    const Result<std::vector<ConfigDocument>> layers =
        read_function_config(*config_source_, environment_.function_name, by_hand);
    if (!layers) {
        return tl::make_unexpected(failure_of(layers.error()));
    }
    if (layers->empty()) {
        log_.warn(missing_documents(*config_source_, environment_.function_name));
    }
    Checked<SoswConfig> config = load_config(*layers, {.knows_time_zone = &knows_time_zone});
    if (!config) {
        return tl::make_unexpected(failure_of(config.error()));
    }
    return *std::move(config);
}

StopRequested EssentialFunction::before(Timestamp deadline) const {
    const Duration reserve = std::min(kReserveMax, (deadline - real_clock_.now()) / kReservePart);
    return [this, latest = deadline - reserve] { return real_clock_.now() >= latest; };
}

}  // namespace sosw::cli

#include "cli/pass_summary.hpp"

#include <array>
#include <optional>

#include "backends/wire/json_writer.hpp"
#include "cli/pass_json.hpp"
#include "core/base/strings.hpp"

namespace sosw::cli {

namespace {

using wire::JsonWriter;

constexpr std::array kScavengeResults{
    ScavengeResult::Archived,
    ScavengeResult::ScheduledForRetry,
    ScavengeResult::ClosedDead,
    ScavengeResult::DueForRetry};

void write_count(JsonWriter& json, std::string_view name, std::int64_t count) {
    json.key(name);
    json.integer(count);
}

void write_flag(JsonWriter& json, std::string_view name, bool flag) {
    json.key(name);
    json.boolean(flag);
}

/// The first failure of a turn: its own, or that of one of its tasks.
template <typename Turn>
std::optional<Error> failure_of(const Turn& turn) {
    if (turn.error) {
        return turn.error;
    }
    for (const auto& outcome : turn.outcomes) {
        if (outcome.error) {
            return outcome.error;
        }
    }
    return std::nullopt;
}

template <typename Turns>
std::vector<std::string> failures_of_turns(const Turns& turns) {
    std::vector<std::string> failures;
    for (const auto& turn : turns) {
        if (const std::optional<Error> error = failure_of(turn)) {
            failures.push_back(turn.labourer + ": " + to_string(*error));
        }
    }
    return failures;
}

template <typename Turns>
void write_turns(JsonWriter& json, const Turns& turns) {
    json.key("labourers");
    json.begin_array();
    for (const auto& turn : turns) {
        json.begin_object();
        write_members(json, turn);
        json.end_object();
    }
    json.end_array();
}

/// Labourers whose turn never began.
void write_not_served(
    JsonWriter& json, const std::vector<Labourer>& labourers, std::size_t served
) {
    json.key("not_served");
    json.begin_array();
    for (std::size_t i = served; i < labourers.size(); ++i) {
        json.string(labourers[i].id());
    }
    json.end_array();
}

}  // namespace

std::string summary_json(const ScheduleResult& result, std::optional<bool> sibling) {
    std::string text;
    JsonWriter json{text};
    json.begin_object();
    json.member("essential", "scheduler");
    json.member("queue_file", result.queue_file);
    write_count(json, "rows", result.rows);
    write_count(json, "rows_done", result.rows_done);
    write_count(json, "tasks_created", result.tasks_created);
    write_flag(json, "finished", result.finished());
    if (sibling) {
        write_flag(json, "sibling", *sibling);
    }
    json.key("warnings");
    json.begin_array();
    for (const std::string& warning : result.warnings) {
        json.string(warning);
    }
    json.end_array();
    json.end_object();
    return text;
}

void write_members(JsonWriter& json, const LabourerDecision& decision) {
    json.member("labourer", decision.labourer);
    if (decision.decided) {
        write_count(json, "status", to_number(decision.health.status));
        write_count(json, "running", decision.running);
        write_count(json, "desired", decision.desired);
        write_count(json, "fetched", decision.fetched);
        write_count(json, "invoked", decision.count(InvocationResult::Invoked));
        write_count(json, "left", decision.left);
    }
    if (const std::optional<Error> error = failure_of(decision)) {
        write_error(json, *error);
    }
}

void write_members(JsonWriter& json, const LabourerScavenge& scavenge) {
    json.member("labourer", scavenge.labourer);
    for (const ScavengeResult result : kScavengeResults) {
        write_count(json, to_string(result), scavenge.count(result));
    }
    write_flag(json, "stopped", scavenge.stopped);
    if (const std::optional<Error> error = failure_of(scavenge)) {
        write_error(json, *error);
    }
}

std::string summary_json(const OrchestratorPass& pass) {
    std::string text;
    JsonWriter json{text};
    json.begin_object();
    json.member("essential", "orchestrator");
    json.member("started", format_timestamp(pass.started));
    write_turns(json, pass.decisions);
    write_count(json, "invoked", pass.invoked_tasks());
    write_count(json, "skipped", pass.concurrent_task_invocations_skipped());
    write_flag(json, "failed", pass.failed());
    write_flag(json, "stopped", pass.stopped());
    write_not_served(json, pass.labourers, pass.decisions.size());
    json.end_object();
    return text;
}

std::string summary_json(const ScavengerPass& pass) {
    std::string text;
    JsonWriter json{text};
    json.begin_object();
    json.member("essential", "scavenger");
    json.member("started", format_timestamp(pass.started));
    write_turns(json, pass.scavenges);
    for (const ScavengeResult result : kScavengeResults) {
        write_count(json, to_string(result), pass.count(result));
    }
    if (pass.publish_error) {
        write_error(json, *pass.publish_error);
    }
    write_flag(json, "failed", pass.failed());
    write_flag(json, "stopped", pass.stopped());
    write_not_served(json, pass.labourers, pass.scavenges.size());
    json.end_object();
    return text;
}

std::string failures_of(const OrchestratorPass& pass) {
    return join(failures_of_turns(pass.decisions), "; ");
}

std::string failures_of(const ScavengerPass& pass) {
    std::vector<std::string> failures = failures_of_turns(pass.scavenges);
    if (pass.publish_error) {
        failures.push_back("the message about dead tasks: " + to_string(*pass.publish_error));
    }
    return join(failures, "; ");
}

}  // namespace sosw::cli

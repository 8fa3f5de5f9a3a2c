#include "cli/pass_json.hpp"

#include "backends/wire/json_writer.hpp"

namespace sosw::cli {

namespace {

using wire::JsonWriter;

void write_count(JsonWriter& json, std::string_view name, std::int64_t count) {
    json.key(name);
    json.integer(count);
}

void write_number(JsonWriter& json, std::string_view name, double number) {
    json.key(name);
    json.number(number);
}

void write_flag(JsonWriter& json, std::string_view name, bool flag) {
    json.key(name);
    json.boolean(flag);
}

void begin_pass(JsonWriter& json, std::string_view essential, Timestamp started, PassKind kind) {
    json.begin_object();
    json.member("essential", essential);
    json.member("started", format_timestamp(started));
    write_flag(json, "dry_run", kind == PassKind::DryRun);
}

void write_reading(JsonWriter& json, const MetricReading& reading) {
    json.begin_object();
    json.member("metric", reading.metric);
    json.key("value");
    reading.value ? json.number(*reading.value) : json.null();
    json.key("feeling");
    reading.feeling ? json.integer(to_number(*reading.feeling)) : json.null();
    write_flag(json, "missing_data", reading.missing_data);
    json.end_object();
}

void write_outcome(JsonWriter& json, const InvocationOutcome& outcome) {
    json.begin_object();
    json.member("task_id", outcome.task_id);
    json.member("result", to_string(outcome.result));
    write_number(json, "attempts", outcome.attempts);
    if (!outcome.lambda_request_id.empty()) {
        json.member("lambda_request_id", outcome.lambda_request_id);
    }
    if (outcome.error) {
        write_error(json, *outcome.error);
    }
    json.end_object();
}

/// What there is only where a decision came about.
void write_arithmetic(JsonWriter& json, const LabourerDecision& decision) {
    json.key("status");
    json.integer(to_number(decision.health.status));
    json.member("status_name", to_string(decision.health.status));
    write_number(json, "coefficient", decision.coefficient);
    write_number(json, "max_simultaneous_invocations", decision.max_simultaneous_invocations);
    write_count(json, "running", decision.running);
    write_count(json, "desired", decision.desired);
    write_count(json, "fetched", decision.fetched);
    write_count(json, "invoked", decision.count(InvocationResult::Invoked));
}

void write_decision(JsonWriter& json, const LabourerDecision& decision) {
    json.begin_object();
    json.member("labourer", decision.labourer);
    write_flag(json, "decided", decision.decided);
    if (decision.decided) {
        write_arithmetic(json, decision);
    }
    json.key("metrics");
    json.begin_array();
    for (const MetricReading& reading : decision.health.readings) {
        write_reading(json, reading);
    }
    json.end_array();
    json.key("tasks");
    json.begin_array();
    for (const InvocationOutcome& outcome : decision.outcomes) {
        write_outcome(json, outcome);
    }
    json.end_array();
    if (decision.error) {
        write_error(json, *decision.error);
    }
    json.member("explanation", decision.explanation());
    json.end_object();
}

void write_scavenge(JsonWriter& json, const LabourerScavenge& scavenge) {
    json.begin_object();
    json.member("labourer", scavenge.labourer);
    json.key("tasks");
    json.begin_array();
    for (const ScavengeOutcome& outcome : scavenge.outcomes) {
        json.begin_object();
        json.member("task_id", outcome.task_id);
        json.member("result", to_string(outcome.result));
        write_number(json, "attempts", outcome.attempts);
        if (outcome.result == ScavengeResult::ScheduledForRetry) {
            write_number(json, "retry_delay", to_seconds(outcome.retry_delay));
        }
        if (outcome.error) {
            write_error(json, *outcome.error);
        }
        json.end_object();
    }
    json.end_array();
    if (scavenge.error) {
        write_error(json, *scavenge.error);
    }
    json.end_object();
}

}  // namespace

void write_error(JsonWriter& json, const Error& error) {
    json.key("error");
    json.begin_object();
    json.member("code", to_string(error.code));
    json.member("name", error.name);
    json.member("message", error.message);
    json.end_object();
}

std::string orchestrator_json(const OrchestratorPass& pass, PassKind kind) {
    std::string text;
    JsonWriter json{text};
    begin_pass(json, "orchestrator", pass.started, kind);
    json.key("labourers");
    json.begin_array();
    for (const LabourerDecision& decision : pass.decisions) {
        write_decision(json, decision);
    }
    json.end_array();
    write_count(json, "invoked", pass.invoked_tasks());
    write_count(json, "skipped", pass.concurrent_task_invocations_skipped());
    write_flag(json, "failed", pass.failed());
    json.end_object();
    return text + "\n";
}

std::string scavenger_json(const ScavengerPass& pass, PassKind kind) {
    std::string text;
    JsonWriter json{text};
    begin_pass(json, "scavenger", pass.started, kind);
    json.key("labourers");
    json.begin_array();
    for (const LabourerScavenge& scavenge : pass.scavenges) {
        write_scavenge(json, scavenge);
    }
    json.end_array();
    for (const ScavengeResult result :
         {ScavengeResult::Archived,
          ScavengeResult::ScheduledForRetry,
          ScavengeResult::ClosedDead,
          ScavengeResult::DueForRetry}) {
        write_count(json, to_string(result), pass.count(result));
    }
    if (pass.publish_error) {
        write_error(json, *pass.publish_error);
    }
    write_flag(json, "failed", pass.failed());
    json.end_object();
    return text + "\n";
}

}  // namespace sosw::cli

#include "sim/report/json_summary.hpp"

#include <nlohmann/json.hpp>

#include "core/ecology/eco_status.hpp"

namespace sosw::sim {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json counts(const TaskCounts& tasks) {
    return {
        {"created", tasks.created},
        {"invoked", tasks.invoked},
        {"refused", tasks.refused},
        {"taken_back", tasks.taken_back},
        {"stranded", tasks.stranded},
        {"skipped", tasks.skipped},
        {"executions_started", tasks.started},
        {"failed", tasks.failed},
        {"failed_errors", tasks.errors},
        {"failed_timeouts", tasks.timeouts},
        {"completed", tasks.completed},
        {"reports_lost", tasks.reports_lost},
        {"expired", tasks.expired},
        {"retried", tasks.retried},
        {"dead", tasks.dead},
        {"invalid", tasks.invalid},
        {"queued_at_end", tasks.queued_at_end},
        {"running_at_end", tasks.running_at_end},
        {"retry_at_end", tasks.retry_at_end},
    };
}

/// Adds `prefix_min<unit>` … to `object`.
void add_statistics(
    Json& object,
    const std::string& prefix,
    const std::string& unit,
    const std::optional<Statistics>& statistics
) {
    const auto add = [&](const char* name, double Statistics::*value) {
        std::string key = prefix;
        key.append(name).append(unit);
        object[key] = statistics ? Json((*statistics).*value) : Json(nullptr);
    };
    add("min", &Statistics::min);
    add("mean", &Statistics::mean);
    add("p50", &Statistics::p50);
    add("p95", &Statistics::p95);
    add("p99", &Statistics::p99);
    add("max", &Statistics::max);
}

Json line(const ChartLine& values) {
    Json array = Json::array();
    for (const std::optional<double>& value : values) {
        array.push_back(or_null(value));
    }
    return array;
}

Json health_metric(const HealthMetricSummary& metric) {
    Json object{
        {"metric", metric.metric},
        {"series", or_null(metric.series)},
        {"comparison", metric.comparison},
    };
    Json feelings = Json::object();
    for (const auto& [status, target] : metric.feelings) {
        feelings[std::to_string(status)] = target;
    }
    object["feelings"] = std::move(feelings);
    add_statistics(object, "", "", metric.values);
    object["chart"] = line(metric.line);
    return object;
}

Json labourer(const LabourerSummary& summary) {
    Json object{
        {"labourer", summary.labourer},
        {"function", summary.function},
        {"max_simultaneous_invocations", summary.max_simultaneous},
    };
    object.update(counts(summary.tasks));
    object["queue_wait_count"] = summary.queue_wait ? summary.queue_wait->count : 0;
    add_statistics(object, "queue_wait_", "_seconds", summary.queue_wait);
    object["oldest_waiting_seconds"] =
        summary.oldest_waiting ? Json(to_seconds(*summary.oldest_waiting)) : Json(nullptr);
    add_statistics(object, "running_", "", summary.running);
    add_statistics(object, "queue_", "", summary.queue);
    Json statuses = Json::object();
    for (const EcoStatus status : kEcoStatuses) {
        const auto index = static_cast<std::size_t>(to_number(status));
        statuses[std::string{to_string(status)}] = to_seconds(summary.time_in_status.at(index));
    }
    object["time_in_status_seconds"] = std::move(statuses);
    object["time_without_status_seconds"] = to_seconds(summary.time_without_status);
    object["decisions"] = summary.decisions;
    object["limit_races"] = summary.limit_races;
    object["health_metrics"] = Json::array();
    for (const HealthMetricSummary& metric : summary.health_metrics) {
        object["health_metrics"].push_back(health_metric(metric));
    }
    object["chart"] = {
        {"status", line(summary.status_line)},
        {"running", line(summary.running_line)},
        {"queue", line(summary.queue_line)},
        {"invoked", line(summary.invoked_line)},
    };
    return object;
}

/// In US dollars; null for a run without prices.
Json cost(const Summary& summary) {
    if (summary.cost.empty()) {
        return nullptr;
    }
    Json object = Json::object();
    for (const std::string_view name : {"lambda", "dynamodb", "cloudwatch", "sns", "total"}) {
        object[std::string{name}] = *cost_of(summary.cost, name);
    }
    return object;
}

Json metric(const MetricSummary& summary) {
    Json object{
        {"series", summary.series},
        {"namespace", summary.metric_namespace},
        {"name", summary.name},
        {"dimensions", summary.dimensions},
        {"points", summary.values ? summary.values->count : 0},
    };
    add_statistics(object, "", "", summary.values);
    object["chart"] = line(summary.line);
    return object;
}

Json passes(const PassSummary& summary) {
    return {
        {"essential", summary.essential},
        {"count", summary.count},
        {"failed", summary.failed},
        {"cut_off", summary.cut_off},
        {"overlapped", summary.overlapped},
        {"first_error", summary.first_error.empty() ? Json(nullptr) : Json(summary.first_error)},
    };
}

Json unit_of(const Expectation& expectation) {
    if (expectation.is_duration) {
        return "seconds";
    }
    if (is_share(expectation.figure)) {
        return "percent";
    }
    return expectation.figure.family == FigureFamily::Cost ? Json("dollars") : Json(nullptr);
}

Json expectation(const ExpectationSummary& summary) {
    return {
        {"expectation", summary.expectation.text},
        {"met", summary.verdict.met},
        {"found", or_null(summary.verdict.found)},
        {"unit", unit_of(summary.expectation)},
        {"at", summary.verdict.at ? Json(format_timestamp(*summary.verdict.at)) : Json(nullptr)},
        {"message", summary.verdict.message},
    };
}

Json violations(const Summary& summary) {
    Json first = Json::array();
    for (const ViolationSummary& violation : summary.first_violations) {
        first.push_back(
            {{"at", format_timestamp(violation.at)},
             {"invariant", violation.invariant},
             {"message", violation.message}}
        );
    }
    return {{"count", summary.violations}, {"first", std::move(first)}};
}

template <typename Parts, typename Make>
Json list(const Parts& parts, const Make& make) {
    Json array = Json::array();
    for (const auto& part : parts) {
        array.push_back(make(part));
    }
    return array;
}

Json throttle(const ThrottleSummary& throttle) {
    return {
        {"table", throttle.table},
        {"index", throttle.index.empty() ? Json(nullptr) : Json(throttle.index)},
        {"operation", throttle.operation},
        {"reason", throttle.reason},
        {"requests", throttle.requests},
        {"units_per_second", throttle.units_per_second},
    };
}

Json faults(const Summary& summary) {
    Json object = Json::object();
    for (const StruckFaults& struck : summary.faults) {
        object[struck.kind] = struck.count;
    }
    return object;
}

Json lambda_throttle(const LambdaThrottleSummary& throttle) {
    return {
        {"function", throttle.function}, {"reason", throttle.reason}, {"count", throttle.count}};
}

Json to_json(const Summary& summary) {
    Json object{
        {"scenario", summary.scenario},
        {"description", summary.description},
        {"version", summary.version},
        {"seed", summary.seed},
        {"passed", summary.passed()},
        {"interrupted", summary.interrupted},
        {"start", format_timestamp(summary.start)},
        {"end", format_timestamp(summary.end)},
        {"simulated_seconds", to_seconds(summary.end - summary.start)},
        {"duration_seconds", to_seconds(summary.duration)},
        {"wall_seconds", or_null(summary.wall_seconds)},
        {"live", summary.live.empty() ? Json(nullptr) : Json(summary.live)},
        {"events", summary.events},
        {"record_rows", summary.rows},
        {"event_log_hash",
         summary.event_log_hash.empty() ? Json(nullptr) : Json(summary.event_log_hash)},
        {"tasks", counts(summary.tasks)},
    };
    object["queue_wait_count"] = summary.queue_wait ? summary.queue_wait->count : 0;
    add_statistics(object, "queue_wait_", "_seconds", summary.queue_wait);
    object["labourers"] = list(summary.labourers, labourer);
    object["metrics"] = list(summary.metrics, metric);
    object["passes"] = list(summary.passes, passes);
    object["jobs"] = {
        {"given", summary.jobs.given},
        {"finished", summary.jobs.finished},
        {"tasks", summary.jobs.tasks}};
    object["faults"] = faults(summary);
    object["lambda_throttles"] = list(summary.lambda_throttles, lambda_throttle);
    object["throttles"] = list(summary.throttles, throttle);
    object["limit_races"] = summary.limit_races;
    object["sns_messages"] = summary.sns_messages;
    object["cost"] = cost(summary);
    object["violations"] = violations(summary);
    object["expectations"] = list(summary.expectations, expectation);
    object["chart_start"] = format_timestamp(summary.axis.start);
    object["chart_column_seconds"] = to_seconds(summary.axis.column);
    return object;
}

/// Names in a record may hold any bytes; those that are no UTF-8 are replaced.
std::string dumped(const Json& json) {
    return json.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string json_summary(const Summary& summary) { return dumped(to_json(summary)); }

std::string json_summaries(std::span<const Summary> summaries) {
    return dumped(list(summaries, to_json));
}

}  // namespace sosw::sim

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/fuzz/generator_parts.hpp"

namespace sosw::sim {

namespace {

using Json = nlohmann::ordered_json;

/// Whose calls, of which service, which call: each of them left open now and then.
void add_scope(Json& fault, Draw& draw) {
    if (draw.chance(0.5)) {
        fault["target"] = draw.pick({"sosw_orchestrator", "sosw_scavenger", "worker", "creator"});
    }
    switch (draw.between(0, 5)) {
        case 0:
            fault["service"] = draw.pick({"dynamodb", "cloudwatch", "lambda", "sns"});
            break;
        case 1:
            fault["operation"] = draw.pick(
                {"put_item",
                 "get_item",
                 "update_item",
                 "query",
                 "transact_write_items",
                 "get_metric_statistics",
                 "invoke",
                 "get_function_configuration",
                 "publish"}
            );
            break;
        case 2:
            fault["table"] = draw.pick({"sosw_tasks", "sosw_retry_tasks", "sosw_closed_tasks"});
            break;
        default:
            break;
    }
}

void add_essential(Json& fault, Draw& draw) {
    if (draw.chance(0.5)) {
        fault["target"] = draw.pick({"sosw_orchestrator", "sosw_scavenger"});
    }
}

void add_crash(Json& fault, Draw& draw) {
    add_essential(fault, draw);
    if (draw.chance(0.6)) {
        fault["call"] = draw.between(1, 30);
    }
    if (draw.chance(0.5)) {
        fault["when"] = "after";
    }
}

void add_completion(Json& fault, Draw& draw) {
    fault["how"] = draw.pick({"lost", "twice", "late"});
    if (fault["how"] != "lost") {
        fault["duration"] = draw.seconds(1, 200);
    }
}

void add_skew(Json& fault, Draw& draw) {
    if (draw.chance(0.5)) {
        fault["target"] = draw.pick({"sosw_orchestrator", "sosw_scavenger", "worker", "creator"});
    }
    if (draw.chance(0.5)) {
        fault["within"] = draw.seconds(1, 20);
    } else {
        fault["by"] = (draw.chance(0.5) ? "-" : "") + draw.seconds(1, 20);
    }
}

/// What a fault of `kind` needs beside its window and probability.
void add_particulars(Json& fault, const std::string& kind, Draw& draw) {
    if (kind == "error" || kind == "throttle" || kind == "lost_reply") {
        add_scope(fault, draw);
    } else if (kind == "latency") {
        add_scope(fault, draw);
        fault["duration"] = draw.chance(0.5) ? draw.milliseconds(1, 900) : draw.seconds(1, 40);
    } else if (kind == "stale_metric") {
        fault["age"] = draw.seconds(60, 300);
    } else if (kind == "lambda_refuses") {
        fault["error"] = draw.pick(
            {"TooManyRequestsException",
             "ServiceException",
             "ResourceNotFoundException",
             "AccessDeniedException"}
        );
    } else if (kind == "worker_crash") {
        fault["when"] = draw.pick({"before", "after"});
    } else if (kind == "completion") {
        add_completion(fault, draw);
    } else if (kind == "crash") {
        add_crash(fault, draw);
    } else if (kind == "double_start") {
        add_essential(fault, draw);
    } else if (kind == "clock_skew") {
        add_skew(fault, draw);
    }
}

Json make_fault(const std::string& kind, Draw& draw, std::int64_t end) {
    Json fault = {{"kind", kind}};
    add_particulars(fault, kind, draw);
    const std::int64_t from = draw.between(0, end / 2);
    if (from > 0) {
        fault["from"] = fmt::format("{}s", from);
    }
    fault["to"] = fmt::format("{}s", draw.between(from + 1, end));
    if (draw.chance(0.8)) {
        fault["probability"] = draw.pick({0.01, 0.05, 0.2, 0.5});
    }
    return fault;
}

}  // namespace

Json make_faults(const Draw& draw, const WorldPlan& plan) {
    Json faults = Json::array();
    if (!draw.on("any", 0.75)) {
        return faults;
    }
    for (const char* kind :
         {"error",
          "throttle",
          "lost_reply",
          "latency",
          "partial_batch",
          "metric_silence",
          "stale_metric",
          "lambda_refuses",
          "worker_crash",
          "completion",
          "crash",
          "double_start",
          "clock_skew"}) {
        Draw values = draw.fork(kind);
        if (!draw.on(kind, 0.25)) {
            continue;
        }
        const std::int64_t count = values.pick({1, 1, 2, 3});
        for (std::int64_t i = 0; i < count; ++i) {
            faults.push_back(make_fault(kind, values, plan.disturbed_seconds));
        }
    }
    return faults;
}

}  // namespace sosw::sim

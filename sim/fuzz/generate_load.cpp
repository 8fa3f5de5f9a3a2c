#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/fuzz/generator_parts.hpp"

namespace sosw::sim {

namespace {

using Json = nlohmann::ordered_json;

std::string seconds(std::int64_t count) { return fmt::format("{}s", count); }

Json make_phase(Draw& draw, std::int64_t length) {
    Json phase = {
        {"duration", seconds(std::max<std::int64_t>(1, length))},
        {"rate", fmt::format("{}/min", draw.between(1, 4))}};
    if (draw.chance(0.3)) {
        phase["ramp_to"] = fmt::format("{}/min", draw.between(0, 12));
    }
    if (draw.chance(0.5)) {
        phase["arrivals"] = "even";
    }
    return phase;
}

/// One of the patterns in which tasks arrive, from `start` on and before `end`.
void add_pattern(Json& entry, Draw& draw, std::int64_t start, std::int64_t end) {
    const std::int64_t length = end - start;
    switch (draw.between(0, 6)) {
        case 0:
            entry["bursts"] = {
                {"every", seconds(std::max<std::int64_t>(1, length / 2))},
                {"size", draw.between(1, 8)}};
            break;
        case 1:
            entry["on_off"] = {
                {"on", {{"mean", draw.seconds(10, 60)}, {"rate", "10/min"}}},
                {"off", {{"mean", draw.seconds(10, 90)}, {"rate", "1/min"}}}};
            break;
        case 2:
            entry["diurnal"] = {{"rate", "3/min"}, {"amplitude", 0.9}};
            break;
        case 3:
            entry["at"] = Json::array(
                {draw.seconds(0, length / 2), {{"at", seconds(length / 2)}, {"count", 5}}}
            );
            break;
        default:
            entry["phases"] = Json::array({make_phase(draw, length)});
            return;
    }
    entry["end"] = seconds(end);
}

/// The base comes to rest at a healthy value when nothing disturbs any more.
Json make_base(Draw& draw, std::int64_t at, std::int64_t end) {
    return {
        {"steps",
         Json::array(
             {{{"at", "0s"}, {"value", draw.between(0, 20)}},
              {{"at", seconds(at + 1)}, {"value", draw.between(0, 100)}},
              {{"at", seconds(end + 1)}, {"value", 5}}}
         )}};
}

/// What the functions' executions do to a metric.
void add_load(Json& value, Draw& draw, const WorldPlan& plan) {
    if (draw.on("per running")) {
        value["per_running"][draw.pick(plan.functions)] = draw.between(1, 8);
    }
    if (draw.on("per invocation", 0.2)) {
        value["per_invocation"][draw.pick(plan.functions)] = {
            {"adds", 3}, {"half_life", draw.seconds(5, 60)}};
    }
    if (draw.on("saturation", 0.2)) {
        value["saturation"] = {{"limit", 60}, {"half", draw.between(5, 40)}};
    }
    if (draw.on("felt late", 0.2)) {
        value["lag"] = {{"time_constant", draw.seconds(10, 120)}};
    }
    if (draw.on("dead time", 0.2)) {
        value["lag"]["dead_time"] = draw.fork("dead time").seconds(5, 180);
    }
}

}  // namespace

Json make_workload(const Draw& draw, const WorldPlan& plan) {
    Json workload = Json::array();
    for (const std::string& labourer : plan.labourers) {
        Draw values = draw.fork(labourer);
        const std::int64_t parts = values.pick({1, 1, 2});
        for (std::int64_t i = 0; i < parts; ++i) {
            const std::int64_t start = values.between(0, plan.disturbed_seconds / 4);
            Json entry = {{"labourer", labourer}};
            if (values.chance(0.3)) {
                entry["payload"] = {
                    {"n", "{{random.int 1 9}}"}, {"text", "täsk \"{{task.number}}\""}};
            }
            if (start > 0) {
                entry["start"] = seconds(start);
            }
            add_pattern(entry, values, start, plan.disturbed_seconds / 2 + start / 2 + 1);
            workload.push_back(std::move(entry));
        }
    }
    return workload;
}

void add_jobs(const Draw& draw, const WorldPlan& plan, Json& scenario) {
    Json& config = scenario["config"]["sosw_scheduler_config"];
    Draw values = draw.fork("settings");
    config["job_schema"]["chunkable_attrs"] = Json::array({Json::array({"shop", Json::object()})});
    config["rows_to_process"] = values.pick({1, 3, 10, 50});
    if (draw.on("paced")) {
        config["write_capacity_units"] = values.pick({1, 5, 100});
    }
    if (draw.on("short of time", 0.3)) {
        scenario["essentials"]["sosw_scheduler"]["timeout"] = values.seconds(2, 70);
    }
    const std::int64_t jobs = values.pick({1, 1, 2});
    for (std::int64_t i = 0; i < jobs; ++i) {
        Json job = {{"lambda_name", values.pick(plan.labourers)}, {"n", i}};
        job["shops"] = Json::array({"a", "b", "c", "d", "e"});
        if (values.chance(0.7)) {
            job["isolate_shops"] = true;
        } else {
            job["max_shops_per_batch"] = values.between(1, 5);
        }
        if (values.chance(0.3)) {
            job["period"] = values.pick({"today", "last_2_days", "last_week"});
            job["isolate_days"] = values.chance(0.5);
        }
        const std::int64_t every = values.between(60, 240);
        scenario["workload"].push_back(
            {{"job", std::move(job)},
             {"schedule",
              values.chance(0.5) ? "cron(* * * * ? *)" : fmt::format("rate({} seconds)", every)},
             {"end", seconds(plan.disturbed_seconds / 2 + 1)}}
        );
    }
}

Json make_metrics(const Draw& draw, const WorldPlan& plan) {
    Json metrics = Json::array();
    for (const std::string& name : plan.metrics) {
        Draw values = draw.fork(name);
        const std::int64_t at = values.between(0, plan.disturbed_seconds / 2);
        Json metric = {{"namespace", "Fuzz"}, {"name", name}};
        Json& value = metric["value"];
        value["base"] = make_base(values, at, plan.disturbed_seconds);
        if (values.on("walks", 0.1)) {
            value["base"] = {
                {"random_walk", {{"start", 10}, {"step", 2}, {"bounds", Json::array({0, 40})}}}};
        }
        add_load(value, values, plan);
        if (values.on("noise", 0.3)) {
            value["noise"] = 2;
        }
        value["clamp"] = {0, 100};
        if (values.on("delay", 0.3)) {
            metric["delay"] = values.seconds(1, 120);
        }
        if (values.on("gaps", 0.2)) {
            metric["gaps"]["probability"] = 0.2;
        }
        if (values.on("silent", 0.3)) {
            metric["silent"] =
                Json::array({{{"from", seconds(at)}, {"to", seconds(plan.disturbed_seconds)}}});
        }
        metrics.push_back(std::move(metric));
    }
    return metrics;
}

}  // namespace sosw::sim

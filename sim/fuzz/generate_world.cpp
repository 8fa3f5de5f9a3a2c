#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/fuzz/generator_parts.hpp"

namespace sosw::sim {

namespace {

using Json = nlohmann::ordered_json;

/// Feelings in the order of better health; all metrics are well below 20 when nothing disturbs.
Json make_feelings(Draw& draw) {
    Json feelings = Json::object();
    std::int64_t target = draw.between(45, 60);
    for (const char* status : {"4", "3", "2", "1"}) {
        if (status[0] == '4' || draw.chance(0.6)) {
            feelings[status] = target;
            target += draw.between(5, 15);
        }
    }
    return feelings;
}

Json make_health_metric(Draw draw, const std::string& metric) {
    Json health;
    health["details"] = {
        {"Name", metric},
        {"Namespace", "Fuzz"},
        {"Period", draw.pick({60, 60, 120})},
        {"Statistics", Json::array({draw.pick({"Average", "Maximum", "Minimum"})})}};
    health["feelings"] = make_feelings(draw);
    health["feeling_comparison_operator"] = draw.pick({"<=", "<"});
    if (draw.chance(0.5)) {
        health["treat_missing_data"] =
            draw.pick({"breaching", "notBreaching", "ignore", "missing"});
    }
    return health;
}

/// What Lambda or DynamoDB say about themselves: low, or silent, when nothing happens.
Json make_service_metric(Draw draw, const std::string& function) {
    const bool of_lambda = draw.chance(0.6);
    Json details = {{"Period", 60}, {"Statistics", Json::array({"Sum"})}};
    details["Namespace"] = of_lambda ? "AWS/Lambda" : "AWS/DynamoDB";
    details["Name"] = of_lambda ? draw.pick({"Errors", "Throttles", "Invocations"})
                                : draw.pick({"ConsumedWriteCapacityUnits", "WriteThrottleEvents"});
    const Json dimension = {
        {"Name", of_lambda ? "FunctionName" : "TableName"},
        {"Value", of_lambda ? function : "sosw_tasks"}};
    details["Dimensions"] = Json::array({dimension});
    Json health = {{"details", std::move(details)}, {"feeling_comparison_operator", "<="}};
    const std::int64_t well = draw.between(2, 20);
    health["feelings"] = {{"4", well}, {"2", 3 * well}};
    // Silence must not be bad for ever: it lasts while nothing is invoked.
    health["treat_missing_data"] = draw.pick({"notBreaching", "missing"});
    return health;
}

Json make_labourer(Draw draw, const WorldPlan& plan, const std::string& function) {
    Json labourer;
    labourer["arn"] = function;
    if (draw.on("max", 0.85)) {
        labourer["max_simultaneous_invocations"] = draw.pick<Json>({1, 2, 2.5, 3, 4, 6, 10});
    }
    labourer["duration"] = draw.between(20, 150);
    labourer["cooldown"] = draw.between(0, 60);
    if (draw.on("attempts", 0.6)) {
        labourer["max_attempts"] = draw.between(1, 4);
    }
    if (draw.on("max duration", 0.4)) {
        labourer["max_duration"] = draw.between(10, 90);
    }
    for (const std::string& metric : plan.metrics) {
        if (draw.on("feels " + metric, 0.7)) {
            labourer["health_metrics"]["Health" + metric] =
                make_health_metric(draw.fork(metric), metric);
        }
    }
    if (draw.on("feels services", 0.15)) {
        labourer["health_metrics"]["HealthService"] =
            make_service_metric(draw.fork("services"), function);
    }
    return labourer;
}

Json make_on_demand_table(Draw draw) {
    Json table = {{"billing_mode", "PAY_PER_REQUEST"}};
    if (draw.chance(0.6)) {
        table["max_read_request_units"] = draw.between(2, 40);
    }
    if (draw.chance(0.6)) {
        table["max_write_request_units"] = draw.between(2, 40);
    }
    if (draw.chance(0.2)) {
        table["partition_limits"] = false;
    }
    return table;
}

}  // namespace

Json make_duration(Draw& draw, std::int64_t seconds) {
    std::string about = fmt::format("{}s", seconds);
    const std::string twice = fmt::format("{}s", 2 * seconds);
    switch (draw.between(0, 4)) {
        case 0:
            return {{"uniform", {{"min", "0s"}, {"max", twice}}}};
        case 1:
            return {{"exponential", {{"mean", about}}}};
        case 2:
            return {{"lognormal", {{"median", about}, {"p95", fmt::format("{}s", 3 * seconds)}}}};
        case 3:
            return {{"values", Json::array({"1s", about, twice})}};
        default:
            return about;
    }
}

Json make_config(const Draw& draw, const WorldPlan& plan) {
    Json task_config;
    Draw tasks = draw.fork("tasks");
    for (std::size_t i = 0; i < plan.labourers.size(); ++i) {
        const std::string& function = plan.functions[i % plan.functions.size()];
        task_config["labourers"][plan.labourers[i]] =
            make_labourer(draw.fork(plan.labourers[i]), plan, function);
    }
    if (draw.on("max attempts")) {
        task_config["max_attempts"] = tasks.between(1, 3);
    }
    if (draw.on("greenfield step", 0.2)) {
        task_config["greenfield_task_step"] = tasks.pick({1, 10, 500'000'000});
    }
    Json essential = {{"task_config", std::move(task_config)}};
    if (draw.on("coefficients", 0.3)) {
        Draw coefficients = draw.fork("coefficients");
        essential["invocation_number_coefficient"] = {
            {"0", coefficients.pick<Json>({0, 0, 0.5})},
            {"1", coefficients.pick<Json>({0, 0.25})},
            {"2", 0.5},
            {"3", coefficients.pick<Json>({0.5, 0.75, 1})},
            {"4", 1}};
    }
    Json config = {{"sosw_essential_config", std::move(essential)}};
    if (draw.on("retry limit")) {
        config["sosw_scavenger_config"]["retry_tasks_limit"] = tasks.between(1, 20);
    }
    return config;
}

Json make_functions(const Draw& draw, const WorldPlan& plan) {
    Json functions = Json::object();
    for (const std::string& name : plan.functions) {
        Draw values = draw.fork(name);
        Json& function = functions[name];
        function["duration"] = make_duration(values, values.between(1, 60));
        function["timeout"] = values.seconds(20, 120);
        function["maximum_retry_attempts"] = values.between(0, 2);
        if (values.on("failures", 0.4)) {
            function["failure_probability"] = values.pick({0.05, 0.3, 0.8, 1.0});
        }
        if (values.on("cold starts", 0.3)) {
            function["cold_start"] = {
                {"probability", values.pick({0.1, 1.0})}, {"duration", values.seconds(1, 20)}};
        }
        if (values.on("memory", 0.2)) {
            function["memory_mb"] = values.fork("memory").pick({256, 1769, 10'240});
        }
        // Lambda wants 100 of the account's concurrency to stay unreserved.
        if (values.on("reserved concurrency", 0.25) && plan.account_concurrency == 0) {
            function["reserved_concurrency"] = values.pick({0, 1, 1, 2, 5});
        }
        if (values.on("duplicates", 0.2)) {
            function["duplicate_probability"] = values.pick({0.05, 0.5});
        }
        if (values.on("short events", 0.2)) {
            function["maximum_event_age"] = values.seconds(60, 600);
        }
        if (values.on("no reports", 0.05)) {
            function["completes"] = false;
        }
    }
    return functions;
}

Json make_rules(const Draw& draw) {
    Json rules = Json::array();
    for (const char* target : {"sosw_orchestrator", "sosw_scavenger"}) {
        Draw values = draw.fork(target);
        const std::int64_t count = values.pick({1, 1, 1, 2, 3});
        for (std::int64_t i = 0; i < count; ++i) {
            Json rule = {{"target", target}};
            rule["schedule"] =
                values.pick({"rate(1 minute)", "rate(1 minute)", "rate(30 seconds)"});
            if (values.chance(0.6)) {
                rule["offset"] =
                    values.chance(0.5) ? values.milliseconds(1, 900) : values.seconds(1, 59);
            }
            if (values.on("jitter", 0.3)) {
                rule["jitter"] = values.seconds(1, 20);
            }
            if (values.on("skipped ticks", 0.2)) {
                rule["skip_probability"] = values.pick({0.05, 0.3});
            }
            if (values.on("double ticks", 0.2)) {
                rule["duplicate_probability"] = values.pick({0.05, 0.3});
            }
            rules.push_back(std::move(rule));
        }
    }
    return rules;
}

Json make_tables(const Draw& draw) {
    Json tables = Json::object();
    const bool limited = draw.on("limits", 0.15);
    const bool lagging = draw.on("lag", 0.25);
    if (limited) {
        Draw values = draw.fork("limits");
        Json& table = tables["sosw_tasks"];
        table["billing_mode"] = "PROVISIONED";
        table["read_capacity_units"] = values.between(3, 40);
        table["write_capacity_units"] = values.between(3, 40);
        if (values.chance(0.5)) {
            table["burst"] = values.seconds(0, 300);
        }
    }
    for (const char* name : {"sosw_tasks", "sosw_retry_tasks", "sosw_closed_tasks"}) {
        if (draw.on(std::string{"on demand "} + name, 0.1) && !tables.contains(name)) {
            tables[name] = make_on_demand_table(draw.fork(name));
        }
    }
    if (lagging) {
        Draw values = draw.fork("lag");
        tables["sosw_tasks"]["indexes"]["sosw_tasks_greenfield"]["lag"] =
            values.chance(0.5) ? Json(values.milliseconds(1, 900))
                               : make_duration(values, values.between(1, 30));
    }
    return tables;
}

Json make_prices(const Draw& draw) {
    Json prices = Json::object();
    if (draw.on("any", 0.3)) {
        prices["region"] = "us-east-1";
    }
    return prices;
}

Json make_essentials(const Draw& draw) {
    Json essentials = Json::object();
    for (const char* name : {"sosw_orchestrator", "sosw_scavenger"}) {
        if (draw.on(name, 0.15)) {
            essentials[name]["timeout"] = draw.fork(name).seconds(1, 60);
        }
    }
    return essentials;
}

Json make_latency(const Draw& draw) {
    Json latency = Json::object();
    if (!draw.on("any", 0.5)) {
        return latency;
    }
    for (const char* service : {"dynamodb", "lambda_invoke", "cloudwatch", "sns"}) {
        if (draw.on(service, 0.6)) {
            Draw values = draw.fork(service);
            const std::string some = values.milliseconds(1, 200);
            latency[service] =
                values.chance(0.5) ? Json(some) : Json{{"exponential", {{"mean", some}}}};
        }
    }
    if (draw.on("everyone", 0.3)) {
        latency["everyone"] = true;
    }
    return latency;
}

}  // namespace sosw::sim

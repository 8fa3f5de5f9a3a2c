#include <fstream>
#include <iterator>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/loader.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Scenario load(const std::string& text) {
    Checked<Scenario> scenario = load_scenario_text("worlds/burst.json", text);
    if (!scenario) {
        for (const Diagnostic& diagnostic : scenario.error()) {
            ADD_FAILURE() << to_string(diagnostic);
        }
        return {};
    }
    return std::move(*scenario);
}

/// A minimal scenario with `more` members.
Scenario load_with(const std::string& more) {
    return load(
        R"({
        "duration": "10m",
        "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {"a": {"arn": "f"}}}}},
        "functions": {"f": {"duration": "1s"}})" +
        more + "}"
    );
}

TEST(LoadScenario, GivesDefaultsForWhatIsNotWritten) {
    const Scenario scenario = load_with("");
    EXPECT_EQ(scenario.name, "burst");
    EXPECT_EQ(scenario.seed, 1U);
    EXPECT_EQ(format_timestamp(scenario.start), "2026-01-01T00:00:00Z");
    EXPECT_EQ(scenario.end() - scenario.start, minutes{10});
    EXPECT_EQ(scenario.account_concurrency, 1000);
    EXPECT_TRUE(scenario.latency.dynamodb.is_zero());
    EXPECT_FALSE(scenario.shuffle_ties);
    ASSERT_EQ(scenario.functions.size(), 1U);
    const FunctionModel& function = scenario.functions[0];
    EXPECT_EQ(function.arn, "arn:aws:lambda:us-west-2:000000000000:function:f");
    EXPECT_EQ(function.timeout, minutes{15});
    EXPECT_EQ(function.memory_mb, 128);
    EXPECT_EQ(function.failure_probability, 0);
    EXPECT_EQ(function.reserved_concurrency, std::nullopt);
    EXPECT_EQ(function.maximum_retry_attempts, 2);
    EXPECT_TRUE(function.completes);
}

TEST(LoadScenario, RunsBothEssentialsEveryMinuteWithoutRules) {
    const Scenario scenario = load_with("");
    ASSERT_EQ(scenario.rules.size(), 2U);
    EXPECT_EQ(scenario.rules[0].target, RuleTarget::Orchestrator);
    EXPECT_EQ(scenario.rules[1].target, RuleTarget::Scavenger);
    EXPECT_EQ(scenario.rules[1].every, minutes{1});
    const Scenario without = load_with(R"(, "rules": [])");
    EXPECT_TRUE(without.rules.empty());
}

TEST(LoadScenario, ReadsRules) {
    const Scenario scenario = load_with(R"json(, "rules": [
        {"target": "sosw_scavenger", "schedule": "rate(30 seconds)", "offset": "200ms"},
        {"target": "sosw_orchestrator", "schedule": "rate(1 hour)"}])json");
    ASSERT_EQ(scenario.rules.size(), 2U);
    EXPECT_EQ(scenario.rules[0].target, RuleTarget::Scavenger);
    EXPECT_EQ(scenario.rules[0].every, seconds{30});
    EXPECT_EQ(scenario.rules[0].offset, milliseconds{200});
    EXPECT_EQ(scenario.rules[1].every, hours{1});
}

TEST(LoadScenario, ReadsRulesThatFollowCron) {
    const Scenario scenario = load_with(R"json(, "rules": [
        {"target": "sosw_orchestrator", "schedule": "cron(0/5 * * * ? *)"}])json");
    ASSERT_TRUE(scenario.rules.at(0).cron.has_value());
    const auto first = first_tick(scenario.rules[0], scenario.start);
    ASSERT_EQ(first, scenario.start);
    EXPECT_EQ(next_tick(scenario.rules[0], *first), scenario.start + minutes{5});
}

TEST(LoadScenario, ReadsScheduledJobsWithTheirNumbersAsTheyAreWritten) {
    const Scenario scenario = load_with(R"json(, "workload": [
        {"job": {"lambda_name": "a", "price": 1.10}, "schedule": "cron(5 0 * * ? *)", "end": "8m"},
        {"job": {"Records": [{"Sns": {"Message": "{\"lambda_name\": \"a\"}"}}]},
         "schedule": "rate(30 seconds)"}])json");
    ASSERT_EQ(scenario.workload.size(), 2U);
    EXPECT_EQ(scenario.workload[0].labourer, "");
    EXPECT_EQ(scenario.workload[0].end, minutes{8});
    const auto& job = std::get<ScheduledJob>(scenario.workload[0].pattern);
    EXPECT_EQ(job.event, R"({"lambda_name": "a", "price": 1.10})");
    EXPECT_EQ(job.schedule.first_from(scenario.start), scenario.start + minutes{5});
    const auto& wrapped = std::get<ScheduledJob>(scenario.workload[1].pattern);
    EXPECT_EQ(wrapped.schedule.period(), seconds{30});
}

TEST(LoadScenario, GivesTheSchedulerItsOwnConfigurationOrTheOrchestratorsLabourers) {
    const Scenario without = load_with("");
    EXPECT_EQ(without.config.scheduler.task_manager.labourers.at(0).id, "a");
    EXPECT_TRUE(without.config.scheduler.scheduler.job_schema.chunkable_attrs.empty());

    const Scenario with = load(R"({
        "duration": "10m", "functions": {"f": {"duration": "1s"}},
        "essentials": {"sosw_scheduler": {"timeout": "2m"}},
        "config": {
            "sosw_essential_config": {"rows_to_process": 7,
                "task_config": {"labourers": {"a": {"arn": "f"}}}},
            "sosw_scheduler_config": {"job_schema": {"chunkable_attrs": [["shop", {}]]}}}})");
    EXPECT_EQ(with.config.scheduler.task_manager.labourers.at(0).id, "a");
    EXPECT_EQ(with.config.scheduler.scheduler.rows_to_process, 7);
    EXPECT_THAT(
        with.config.scheduler.scheduler.job_schema.chunkable_attrs, testing::ElementsAre("shop")
    );
    EXPECT_EQ(with.essentials.of(RuleTarget::Scheduler).timeout, minutes{2});
}

TEST(LoadScenario, ReadsFunctions) {
    const Scenario scenario = load(R"({
        "duration": "10m", "config": {},
        "functions": {
            "z": {"duration": {"lognormal": {"median": "40s", "p95": "2m"}}, "timeout": "5m", "memory_mb": 512,
                "failure_probability": 0.25, "cold_start": {"probability": 0.5, "duration": "800ms"},
                "reserved_concurrency": 0, "maximum_retry_attempts": 0, "completes": false, "arn": "somewhere:else"},
            "a": {"duration": {"values": ["1s", "3s"]}}
        }})");
    ASSERT_EQ(scenario.functions.size(), 2U);
    const FunctionModel& first = scenario.functions[0];
    EXPECT_EQ(first.name, "z");
    EXPECT_EQ(first.duration, Distribution::lognormal({.median = seconds{40}, .p95 = minutes{2}}));
    EXPECT_EQ(first.timeout, minutes{5});
    EXPECT_EQ(first.memory_mb, 512);
    EXPECT_EQ(first.failure_probability, 0.25);
    EXPECT_EQ(first.cold_start.probability, 0.5);
    EXPECT_EQ(first.cold_start.duration, Distribution::constant(milliseconds{800}));
    EXPECT_EQ(first.reserved_concurrency, 0);
    EXPECT_EQ(first.maximum_retry_attempts, 0);
    EXPECT_FALSE(first.completes);
    EXPECT_EQ(first.arn, "somewhere:else");
    EXPECT_EQ(scenario.functions[1].duration.mean(), seconds{2});
}

TEST(LoadScenario, ReadsWorkload) {
    const Scenario scenario =
        load_with(R"(, "workload": [{"labourer": "a", "start": "5m", "repeat": true, "phases": [
        {"duration": "30m", "rate": "30/min", "ramp_to": "90/min"}, {"duration": "1h", "rate": "3/h", "arrivals": "even"}]}])"
        );
    ASSERT_EQ(scenario.workload.size(), 1U);
    const Workload& workload = scenario.workload[0];
    EXPECT_EQ(workload.payload, "{}");
    EXPECT_EQ(workload.start, minutes{5});
    EXPECT_TRUE(workload.repeat);
    ASSERT_EQ(workload.phases.size(), 2U);
    EXPECT_EQ(workload.phases[0].rate_per_second, 0.5);
    EXPECT_EQ(workload.phases[0].ramp_to_per_second, 1.5);
    EXPECT_EQ(workload.phases[0].arrivals, Arrivals::Poisson);
    EXPECT_DOUBLE_EQ(workload.phases[1].rate_per_second, 3.0 / 3600);
    EXPECT_EQ(workload.phases[1].ramp_to_per_second, workload.phases[1].rate_per_second);
    EXPECT_EQ(workload.phases[1].arrivals, Arrivals::Even);
}

TEST(LoadScenario, LeavesNumbersInPayloadsAsTheyWereWritten) {
    const Scenario scenario = load_with(R"(, "workload": [{"labourer": "a",
        "payload": {"id": 1234567890123456789012345, "ratio": 0.10, "tiny": 1e-09, "nested": {"list": [1, "two", null, true]}},
        "phases": [{"duration": "1m", "rate": "1/s"}]}])");
    EXPECT_EQ(
        scenario.workload.at(0).payload,
        R"({"id": 1234567890123456789012345, "ratio": 0.10, "tiny": 1e-09, "nested": {"list": [1, "two", null, true]}})"
    );
}

TEST(LoadScenario, ReadsPatternsOfArrivals) {
    const Scenario scenario = load_with(R"(, "workload": [
        {"labourer": "a", "end": "8m", "diurnal": {"rate": "60/min", "amplitude": 1, "peak": "20h30m",
            "weekdays": [1, 1, 1, 1, 1.5, 0.5, 0]}},
        {"labourer": "a", "bursts": {"every": "10m", "jitter": "1m", "size": {"uniform": {"min": 5, "max": 9}}, "spread": "30s"}},
        {"labourer": "a", "on_off": {"on": {"mean": "5m", "rate": "2/s"}, "off": {"mean": "1h", "rate": "0/s"}}},
        {"labourer": "a", "at": ["5m", {"at": "1m", "count": 3, "payload": {"x": "{{task.number}}"}}]}])"
    );
    ASSERT_EQ(scenario.workload.size(), 4U);
    EXPECT_EQ(scenario.workload[0].end, minutes{8});
    const auto& diurnal = std::get<DiurnalArrivals>(scenario.workload[0].pattern);
    EXPECT_EQ(diurnal.rate_per_second, 1);
    EXPECT_EQ(diurnal.amplitude, 1);
    EXPECT_EQ(diurnal.peak, hours{20} + minutes{30});
    EXPECT_THAT(diurnal.weekdays, testing::ElementsAre(1, 1, 1, 1, 1.5, 0.5, 0));
    const auto& bursts = std::get<BurstArrivals>(scenario.workload[1].pattern);
    EXPECT_EQ(bursts.every, minutes{10});
    EXPECT_EQ(bursts.jitter, minutes{1});
    EXPECT_EQ(bursts.size, CountDistribution::uniform({.min = 5, .max = 9}));
    EXPECT_EQ(bursts.spread, seconds{30});
    const auto& on_off = std::get<OnOffArrivals>(scenario.workload[2].pattern);
    EXPECT_EQ(on_off.on.mean, minutes{5});
    EXPECT_EQ(on_off.on.rate_per_second, 2);
    EXPECT_EQ(on_off.off.mean, hours{1});
    const auto& listed = std::get<ListedArrivals>(scenario.workload[3].pattern);
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed[0].at, minutes{1});
    EXPECT_EQ(listed[0].count, 3);
    EXPECT_EQ(listed[0].payload, R"({"x": "{{task.number}}"})");
    EXPECT_EQ(listed[1].at, minutes{5});
    EXPECT_EQ(listed[1].payload, std::nullopt);
}

TEST(LoadScenario, ReadsMetrics) {
    const Scenario scenario = load_with(R"(, "metrics": [{
        "namespace": "AWS/RDS", "name": "CPUUtilization", "unit": "Percent", "dimensions": {"B": "2", "A": "1"}, "every": "20s",
        "value": {"base": {"sine": {"mean": 15, "amplitude": 5, "period": "1h", "phase": "15m"}},
            "per_running": {"f": 4.5}, "noise": 2, "clamp": [0, 100]},
        "delay": "60s", "gaps": {"probability": 0.05}, "silent": [{"from": "2m", "to": "4m"}]}])");
    ASSERT_EQ(scenario.metrics.size(), 1U);
    const MetricModel& metric = scenario.metrics[0];
    EXPECT_EQ(metric.metric_namespace, "AWS/RDS");
    EXPECT_EQ(metric.name, "CPUUtilization");
    EXPECT_EQ(metric.unit, "Percent");
    EXPECT_EQ(metric.dimensions, (std::vector<Dimension>{{"A", "1"}, {"B", "2"}}));
    EXPECT_EQ(metric.every, seconds{20});
    EXPECT_EQ(
        metric.base,
        (Signal{SineSignal{.mean = 15, .amplitude = 5, .period = hours{1}, .phase = minutes{15}}})
    );
    EXPECT_EQ(metric.per_running, (std::vector<std::pair<std::string, double>>{{"f", 4.5}}));
    EXPECT_EQ(metric.noise_stddev, 2);
    ASSERT_TRUE(metric.clamp.has_value());
    EXPECT_EQ(metric.clamp->max, 100);
    EXPECT_EQ(metric.delay, Distribution::constant(minutes{1}));
    EXPECT_EQ(metric.gap_probability, 0.05);
    ASSERT_EQ(metric.silent.size(), 1U);
    EXPECT_EQ(metric.silent[0].from, minutes{2});
    EXPECT_EQ(metric.silent[0].to, minutes{4});
}

TEST(LoadScenario, ReadsAMetricInShort) {
    const Scenario scenario =
        load_with(R"(, "metrics": [{"namespace": "N", "name": "M", "value": 42}])");
    EXPECT_EQ(scenario.metrics.at(0).base, Signal{ConstantSignal{.value = 42}});
    EXPECT_EQ(scenario.metrics.at(0).every, minutes{1});
}

TEST(LoadScenario, ReadsSteps) {
    const Scenario scenario = load_with(R"(, "metrics": [{"namespace": "N", "name": "M",
        "value": {"base": {"steps": [{"at": "0s", "value": 1}, {"at": "1m", "value": 2}]}}}])");
    EXPECT_EQ(value_at(scenario.metrics.at(0).base, minutes{1}), 2);
}

TEST(LoadScenario, ReadsTables) {
    const Scenario scenario = load_with(
        R"(, "tables": {"sosw_tasks": {
            "billing_mode": "PROVISIONED", "read_capacity_units": 50, "burst": "60s", "partition_limits": false,
            "indexes": {"sosw_tasks_greenfield": {"write_capacity_units": 5, "lag": "2s"}}
        }})"
    );
    ASSERT_EQ(scenario.tables.size(), 1);
    const TableModel& table = scenario.tables.front();
    EXPECT_EQ(table.billing, TableBilling::Provisioned);
    EXPECT_EQ(table.throughput.read, 50);
    EXPECT_EQ(table.throughput.write, std::nullopt);
    EXPECT_EQ(table.burst, seconds{60});
    EXPECT_FALSE(table.partition_limits);
    ASSERT_EQ(table.indexes.size(), 1);
    EXPECT_EQ(table.indexes.front().throughput.write, 5);
    EXPECT_EQ(table.indexes.front().lag, Distribution::constant(seconds{2}));
}

TEST(LoadScenario, ReadsTheMaximumOfAnOnDemandTable) {
    const Scenario scenario = load_with(
        R"(, "tables": {"sosw_tasks": {"billing_mode": "PAY_PER_REQUEST", "max_write_request_units": 10}})"
    );
    EXPECT_EQ(scenario.tables.front().billing, TableBilling::PayPerRequest);
    EXPECT_EQ(scenario.tables.front().throughput.write, 10);
}

TEST(LoadScenario, ReadsLatencies) {
    const Scenario scenario = load_with(R"(, "shuffle_ties": true, "completion": {"latency": "1s"},
        "latency": {"dynamodb": "4ms", "lambda_invoke": {"exponential": {"mean": "25ms"}}, "cloudwatch": "40ms", "sns": "9ms"})"
    );
    EXPECT_EQ(scenario.latency.dynamodb.others, Distribution::constant(milliseconds{4}));
    EXPECT_EQ(
        scenario.latency.lambda_invoke.others, Distribution::exponential({.mean = milliseconds{25}})
    );
    EXPECT_EQ(scenario.latency.cloudwatch.others, Distribution::constant(milliseconds{40}));
    EXPECT_EQ(scenario.latency.sns.others, Distribution::constant(milliseconds{9}));
    EXPECT_EQ(scenario.completion.latency, Distribution::constant(seconds{1}));
    EXPECT_TRUE(scenario.shuffle_ties);
}

TEST(LoadScenario, K10_ServesLabourersInTheOrderOfTheConfiguration) {
    const Scenario scenario = load(R"({
        "duration": "10m", "functions": {"f": {"duration": "1s"}},
        "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {
            "zebra": {"arn": "f"}, "ant": {"arn": "f"}, "bee": {"arn": "f"}}}}}})");
    const auto id_is = [](const char* id) { return testing::Field(&LabourerConfig::id, id); };
    EXPECT_THAT(
        scenario.config.orchestrator.task_manager.labourers,
        testing::ElementsAre(id_is("zebra"), id_is("ant"), id_is("bee"))
    );
}

TEST(LoadScenario, M8_MergesTheEssentialDocumentBelowTheFunctionsOwn) {
    const Scenario scenario = load(R"({
        "duration": "10m", "functions": {"f": {"duration": "1s"}},
        "config": {
            "sosw_essential_config": {"task_config": {"max_attempts": 5, "labourers": {"a": {"arn": "f", "duration": 60}}}},
            "sosw_orchestrator_config": {"task_config": {"labourers": {"a": {"duration": 90}}}},
            "sosw_scavenger_config": {"retry_tasks_limit": 7}
        }})");
    const TaskManagerConfig& orchestrator = scenario.config.orchestrator.task_manager;
    EXPECT_EQ(orchestrator.max_attempts, 5);
    EXPECT_EQ(orchestrator.labourers.at(0).duration, seconds{90});
    EXPECT_EQ(scenario.config.scavenger.task_manager.labourers.at(0).duration, seconds{60});
    EXPECT_EQ(scenario.config.scavenger.scavenger.retry_tasks_limit, 7);
    EXPECT_EQ(scenario.config.orchestrator.scavenger.retry_tasks_limit, 20);
}

TEST(LoadScenario, GivesTheScavengerTheOrchestratorsLabourersIfItHasNoDocument) {
    const Scenario scenario = load(R"({
        "duration": "10m", "functions": {"f": {"duration": "1s"}},
        "config": {"sosw_orchestrator_config": {
            "task_config": {"max_attempts": 2, "labourers": {"a": {"arn": "f"}}},
            "invocation_number_coefficient": {"0": 1}
        }}})");
    EXPECT_EQ(scenario.config.scavenger.task_manager.labourers.size(), 1U);
    EXPECT_EQ(scenario.config.scavenger.task_manager.max_attempts, 2);
    EXPECT_EQ(scenario.config.orchestrator.orchestrator.invocation_number_coefficient[0], 1);
    EXPECT_EQ(scenario.config.scavenger.orchestrator.invocation_number_coefficient[0], 0);
}

TEST(LoadScenario, LooksForDocumentsBesideTheFile) {
    const Checked<Scenario> scenario =
        load_scenario(SOSW_SCENARIOS "/two_labourers_one_database.json");
    ASSERT_TRUE(scenario.has_value()) << to_string(scenario.error()[0]);
    ASSERT_EQ(scenario->documents.size(), 2U);
    EXPECT_EQ(
        scenario->documents[1].name, SOSW_SCENARIOS "/config/two_labourers_one_database.json"
    );
    EXPECT_EQ(scenario->config.orchestrator.task_manager.labourers.size(), 2U);
}

TEST(LoadScenario, TellsExpectationsWhichMetricTheyMean) {
    const std::string metrics = R"(, "metrics": [
        {"namespace": "N", "name": "Other", "value": 1}, {"namespace": "N", "name": "M", "value": 2}])";
    const Scenario scenario = load_with(metrics + R"(, "expect": ["metric.M.max <= 5"])");
    EXPECT_EQ(scenario.expect.at(0).figure.metric, 1U);
}

TEST(LoadScenario, ReadsTheDocumentedConfigurationAsWritten) {
    const Checked<Scenario> scenario = load_scenario(SOSW_SCENARIOS "/rds_cpu_spike.json");
    ASSERT_TRUE(scenario.has_value()) << to_string(scenario.error()[0]);
    const LabourerConfig& labourer = scenario->config.orchestrator.task_manager.labourers.at(0);
    EXPECT_EQ(labourer.id, "some_function");
    const HealthMetric& metric = labourer.health_metrics.at(0);
    EXPECT_EQ(metric.name, "SomeDBCPU");
    EXPECT_EQ(metric.details.metric_name, "CPUUtilization");
    EXPECT_EQ(metric.comparison, ComparisonOperator::LessEqual);
    EXPECT_NE(find_metric(*scenario, metric.details), nullptr);
    EXPECT_NE(find_function(*scenario, labourer.arn), nullptr);
}

TEST(LoadScenario, LoadsEveryScenarioThatShips) {
    for (const char* name :
         {"black_friday",
          "daily_jobs",
          "gsi_backpressure",
          "lambda_ramp",
          "lost_completions",
          "orchestrator_timeout",
          "overlapping_orchestrators",
          "rds_cpu_spike",
          "retries_and_deaths",
          "silent_metric",
          "thundering_retries",
          "two_labourers_one_database"}) {
        const Checked<Scenario> scenario =
            load_scenario(std::string{SOSW_SCENARIOS "/"} + name + ".json");
        ASSERT_TRUE(scenario.has_value()) << to_string(scenario.error()[0]);
        EXPECT_FALSE(scenario->description.empty()) << name;
        EXPECT_FALSE(scenario->expect.empty()) << name;
    }
}

TEST(LoadScenario, LoadsTheSampleOfEachTraceFormat) {
    const Checked<Scenario> scenario = load_scenario_text(SOSW_SCENARIOS "/samples.json", R"({
        "duration": "10m", "functions": {"f": {"duration": "1s"}},
        "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {
            "reports": {"arn": "f"}, "thumbnails": {"arn": "f"}}}}},
        "workload": [
            {"trace": "traces/sosw_sample.csv"},
            {"trace": "traces/azure_2019_sample.csv", "durations": "traces/azure_2019_sample_durations.csv",
                "labourer": "reports", "functions": {"shop/resize": "thumbnails"}},
            {"trace": "traces/azure_2021_sample.csv", "labourer": "reports"}]})");
    ASSERT_TRUE(scenario.has_value()) << to_string(scenario.error()[0]);
    const auto format = [&](std::size_t index) {
        return std::get<TraceReplay>(scenario->workload.at(index).pattern).format;
    };
    EXPECT_EQ(format(0), TraceFormat::Sosw);
    EXPECT_EQ(format(1), TraceFormat::Azure2019);
    EXPECT_EQ(format(2), TraceFormat::Azure2021);
}

TEST(LoadScenario, LoadsTheWorkedExampleOfTheReference) {
    std::ifstream reference{SOSW_SCENARIO_REFERENCE};
    const std::string text{std::istreambuf_iterator<char>{reference}, {}};
    const std::string open = "```jsonc\n";
    const std::size_t begin = text.find(open);
    ASSERT_NE(begin, std::string::npos);
    const std::size_t end = text.find("```\n", begin + open.size());
    const Scenario scenario = load(text.substr(begin + open.size(), end - begin - open.size()));
    EXPECT_EQ(scenario.functions.size(), 1U);
}

TEST(Scenario, FindsAFunctionByNameByArnAndByQualifiedArn) {
    const Scenario scenario = load_with("");
    const FunctionModel* function = scenario.functions.data();
    EXPECT_EQ(find_function(scenario, "f"), function);
    EXPECT_EQ(find_function(scenario, "arn:aws:lambda:eu-west-1:123:function:f"), function);
    EXPECT_EQ(find_function(scenario, "arn:aws:lambda:eu-west-1:123:function:f:live"), function);
    EXPECT_EQ(find_function(scenario, "ff"), nullptr);
    EXPECT_EQ(find_function(scenario, ""), nullptr);
}

TEST(LoadScenario, ReadsTheLatencyOfEachOperation) {
    const Scenario scenario = load_with(R"(, "latency": {
        "dynamodb": {"default": "4ms", "query": {"exponential": {"mean": "25ms"}}},
        "everyone": true})");
    EXPECT_EQ(scenario.latency.dynamodb.of("put_item"), Distribution::constant(milliseconds{4}));
    EXPECT_EQ(
        scenario.latency.dynamodb.of("query"), Distribution::exponential({.mean = milliseconds{25}})
    );
    EXPECT_TRUE(scenario.latency.everyone);
}

TEST(LoadScenario, ReadsTheHabitsOfRulesAndTheFunctionsOfTheEssentials) {
    const Scenario scenario = load_with(R"json(, "rules": [{"target": "sosw_orchestrator",
        "schedule": "rate(1 minute)", "jitter": "5s", "skip_probability": 0.1,
        "duplicate_probability": 0.2}],
        "essentials": {"sosw_scavenger": {"timeout": "60s", "memory_mb": 256}})json");
    EXPECT_EQ(scenario.rules.at(0).jitter, Distribution::constant(std::chrono::seconds{5}));
    EXPECT_EQ(scenario.rules.at(0).skip_probability, 0.1);
    EXPECT_EQ(scenario.rules.at(0).duplicate_probability, 0.2);
    EXPECT_EQ(scenario.essentials.orchestrator.timeout, minutes{15});
    EXPECT_EQ(scenario.essentials.scavenger.timeout, std::chrono::seconds{60});
    EXPECT_EQ(scenario.essentials.scavenger.memory_mb, 256);
}

TEST(LoadScenario, ReadsFaultsWithTheirScope) {
    const Scenario scenario = load_with(R"(, "faults": [
        {"kind": "lost_reply", "from": "1m", "to": "2m", "probability": 0.5, "target": "worker",
         "service": "dynamodb", "operation": "update_item", "table": "sosw_tasks"},
        {"kind": "clock_skew", "by": "-3s"},
        {"kind": "completion", "how": "late", "duration": "30s", "function": "f"}])");
    ASSERT_EQ(scenario.faults.size(), 3U);
    const FaultModel& lost = scenario.faults[0];
    EXPECT_EQ(lost.kind, FaultKind::LostReply);
    EXPECT_EQ(lost.from, minutes{1});
    EXPECT_EQ(lost.to, minutes{2});
    EXPECT_EQ(lost.target, FaultTarget::Worker);
    EXPECT_EQ(lost.service, PortService::DynamoDb);
    EXPECT_EQ(lost.operation, "update_item");
    EXPECT_EQ(lost.table, "sosw_tasks");
    EXPECT_EQ(scenario.faults[1].by, -std::chrono::seconds{3});
    EXPECT_EQ(scenario.faults[2].how, CompletionFault::Late);
    EXPECT_EQ(scenario.faults[2].function, "f");
}

}  // namespace
}  // namespace sosw::sim

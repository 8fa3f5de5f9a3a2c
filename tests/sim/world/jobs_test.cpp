// Jobs of a scenario's workload: the tasks that the Scheduler makes of them in a world are those of
// its own plan, whatever goes wrong meanwhile.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/essentials/scheduler/job_plan.hpp"
#include "core/tasks/json_text.hpp"
#include "sim/report/summary.hpp"
#include "tests/sim/world/small_world.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

using Payloads = std::vector<std::string>;

/// Four days times three sections.
constexpr std::string_view kJob =
    R"({"lambda_name": "worker", "period": "last_4_days", "isolate_days": true, "price": 1.10,
        "sections": ["a", "b", "c"], "isolate_sections": true})";
constexpr std::int64_t kTasks = 12;

ScheduledJob scheduled(std::string_view schedule, std::string_view event = kJob) {
    return {
        .event = std::string{event},
        .schedule = *ScheduleExpression::parse(schedule, RateUnits::WithSeconds)};
}

/// The small world with nothing to do but the job, which is due once, after five minutes.
Scenario job_world(ScheduledJob job = scheduled("cron(5 8 2 3 ? 2026)")) {
    Scenario scenario = small_world();
    scenario.duration = hours{2};
    scenario.config.scheduler = scenario.config.orchestrator;
    scenario.config.scheduler.scheduler.job_schema.chunkable_attrs = {"section"};
    scenario.config.scheduler.scheduler.rows_to_process = 5;
    scenario.workload = {{.pattern = std::move(job)}};
    return scenario;
}

FaultModel fault(FaultKind kind) { return {.kind = kind, .target = FaultTarget::Scheduler}; }

std::unique_ptr<World> run(const Scenario& scenario) {
    auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(violations(*world), "");
    return world;
}

/// Of all tasks, in the order of their creation.
Payloads payloads(World& world) {
    Payloads found;
    sqlite::Statement row{
        world.recorder().database(), "SELECT payload FROM task_payload ORDER BY task"};
    while (row.step()) {
        found.emplace_back(row.column_text(0));
    }
    return found;
}

/// What the core says that the job becomes on the day of `now`.
Payloads planned(const Scenario& scenario, Timestamp now) {
    Payloads found;
    const auto& job = std::get<ScheduledJob>(scenario.workload.at(0).pattern);
    const auto jobs = extract_jobs(*parse_json(job.event));
    for (const Job& each : *jobs) {
        const auto plan = plan_job(each, scenario.config.scheduler, date_of(now));
        for (const Map& task : plan->tasks) {
            found.push_back(to_json(task));
        }
    }
    return found;
}

/// Each planned task is there exactly once, and was done.
void expect_no_task_lost_or_doubled(const Scenario& scenario, World& world) {
    EXPECT_THAT(
        payloads(world), testing::UnorderedElementsAreArray(planned(scenario, scenario.start))
    );
    EXPECT_EQ(
        number(
            world, "SELECT count(*) FROM task_event WHERE event = 'closed' AND reason = 'completed'"
        ),
        kTasks
    );
    EXPECT_EQ(number(world, "SELECT max(rows_done) FROM job"), kTasks);
}

std::int64_t passes(World& world) {
    return number(world, "SELECT count(*) FROM pass WHERE essential = 'sosw_scheduler'");
}

TEST(Jobs, BecomeTheTasksThatTheSchedulerPlansInItsOrder) {
    const Scenario scenario = job_world();
    const auto world = run(scenario);

    EXPECT_EQ(payloads(*world), planned(scenario, scenario.start));
    EXPECT_EQ(std::ssize(payloads(*world)), kTasks);
    EXPECT_THAT(payloads(*world).front(), testing::HasSubstr(R"("price": 1.10)"));
    EXPECT_THAT(payloads(*world).front(), testing::HasSubstr(R"("date_list": ["2026-02-26"])"));
    expect_no_task_lost_or_doubled(scenario, *world);
}

TEST(Jobs, SeeTheDayOnWhichTheyAreDue) {
    Scenario scenario = job_world(scheduled("cron(30 6 * * ? *)"));
    scenario.duration = hours{48};
    const auto world = run(scenario);

    Payloads expected = planned(scenario, scenario.start + hours{24});
    std::ranges::move(planned(scenario, scenario.start + hours{48}), std::back_inserter(expected));
    EXPECT_EQ(payloads(*world), expected);
    EXPECT_EQ(
        text(*world, "SELECT group_concat((due_us - start_us) / 60000000) FROM job, run"),
        "1350,2790"
    );
}

TEST(Jobs, SeeTheDayOfTheZoneThatIsConfigured) {
    Scenario scenario = job_world();
    scenario.config.scheduler.scheduler.time_zone = "Pacific/Pago_Pago";  // eleven hours behind
    const auto world = run(scenario);

    EXPECT_EQ(payloads(*world), planned(scenario, scenario.start - hours{24}));
}

TEST(Jobs, AreGivenFromTheirStartUntilBeforeTheirEnd) {
    Scenario scenario = job_world(scheduled("rate(10 minutes)"));
    scenario.workload[0].start = minutes{3};
    scenario.workload[0].end = minutes{33};
    const auto world = run(scenario);

    EXPECT_EQ(
        text(*world, "SELECT group_concat((due_us - start_us) / 60000000) FROM job, run"), "3,13,23"
    );
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task"), 3 * kTasks);
}

TEST(Jobs, ArePassesOfTheSchedulerInTheRecord) {
    const auto world = run(job_world());

    EXPECT_EQ(passes(*world), 1);
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM task_event JOIN pass USING (pass)"
            " WHERE event = 'created' AND essential = 'sosw_scheduler'"
        ),
        kTasks
    );
    EXPECT_EQ(
        text(*world, "SELECT job || ' ' || workload || ' ' || rows || ' ' || created FROM job"),
        "1 0 12 12"
    );
    const Summary summary = summarise(world->recorder().database());
    EXPECT_EQ(summary.jobs.given, 1);
    EXPECT_EQ(summary.jobs.finished, 1);
    EXPECT_EQ(summary.jobs.tasks, kTasks);
}

TEST(Jobs, MayComeInTheEnvelopesOfSns) {
    Scenario scenario = job_world(scheduled(
        "cron(5 8 2 3 ? 2026)",
        R"({"Records": [{"Sns": {"Message": "{\"lambda_name\": \"worker\", \"n\": 1}"}},
                        {"Sns": {"Message": "{\"lambda_name\": \"worker\", \"n\": 2}"}}]})"
    ));
    const auto world = run(scenario);
    EXPECT_EQ(payloads(*world), (Payloads{R"({"n": 1})", R"({"n": 2})"}));
}

TEST(Jobs, GiveOneRecordForOneSeed) {
    Scenario scenario = job_world();
    scenario.faults = {fault(FaultKind::LostReply)};
    scenario.faults[0].probability = 0.3;
    EXPECT_EQ(run_to_hash(scenario), run_to_hash(scenario));
    EXPECT_NE(run_to_hash(scenario), run_to_hash(scenario, {.seed = 8}));
}

TEST(Jobs, ChangeNothingOfWhatOtherWorkloadsDraw) {
    Scenario scenario = small_world();
    scenario.workload[0].phases[0].arrivals = Arrivals::Poisson;
    const auto arrivals = [](World& world) {
        return text(world, "SELECT group_concat(created_us) FROM task WHERE labourer = 'worker'");
    };
    const auto alone = run(scenario);
    Scenario with_job = scenario;
    with_job.config.scheduler = scenario.config.orchestrator;
    with_job.workload.push_back(
        {.pattern = scheduled("rate(1 hour)", R"({"lambda_name": "worker"})")}
    );
    const auto both = run(with_job);
    EXPECT_EQ(
        arrivals(*alone),
        text(
            *both,
            "SELECT group_concat(created_us) FROM task WHERE task NOT IN"
            " (SELECT task FROM task_event WHERE event = 'created' AND pass IS NOT NULL)"
        )
    );
}

TEST(Jobs, ArePacedByTheWriteCapacity) {
    Scenario scenario = job_world();
    scenario.config.scheduler.scheduler.write_capacity_units = 2;
    const auto world = run(scenario);
    EXPECT_EQ(
        number(*world, "SELECT max(created_us) - min(created_us) FROM task"),
        Duration{seconds{5}}.count()
    );
    expect_no_task_lost_or_doubled(scenario, *world);
}

TEST(Jobs, GoOnInASiblingWhenTheTimeRunsOut) {
    Scenario scenario = job_world();
    scenario.essentials.scheduler.timeout = seconds{60};  // all of it is left for handing over
    const auto world = run(scenario);
    EXPECT_EQ(text(*world, "SELECT group_concat(rows_done) FROM job"), "5,10,12");
    EXPECT_EQ(number(*world, "SELECT count(DISTINCT request_id) FROM job"), 3);
    EXPECT_EQ(number(*world, "SELECT count(DISTINCT job) FROM job"), 1);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM pass WHERE failed"), 0);
    expect_no_task_lost_or_doubled(scenario, *world);
}

/// The Scheduler dies at its k-th call, before or after it took effect.
class CrashedJobs : public testing::TestWithParam<std::tuple<int, FaultMoment>> {};

TEST_P(CrashedJobs, AreTakenUpAgainWithoutLosingOrDoublingATask) {
    Scenario scenario = job_world();
    scenario.faults = {fault(FaultKind::Crash)};
    scenario.faults[0].to = minutes{5} + seconds{30};
    scenario.faults[0].call = std::get<0>(GetParam());
    scenario.faults[0].when = std::get<1>(GetParam());
    const auto world = run(scenario);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM pass WHERE error = 'crashed'"), 1);
    EXPECT_EQ(passes(*world), 2);
    EXPECT_EQ(number(*world, "SELECT count(DISTINCT request_id) FROM job"), 1);
    expect_no_task_lost_or_doubled(scenario, *world);
}

// Three times a question for the newest task, and a transaction.
INSTANTIATE_TEST_SUITE_P(
    AtEachCall,
    CrashedJobs,
    testing::Combine(testing::Range(1, 7), testing::Values(FaultMoment::Before, FaultMoment::After))
);

class DisturbedJobs : public testing::TestWithParam<FaultKind> {};

TEST_P(DisturbedJobs, LoseAndDoubleNoTask) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Scenario scenario = job_world();
        scenario.seed = seed;
        scenario.faults = {fault(GetParam())};
        scenario.faults[0].probability = 0.4;
        scenario.faults[0].to = minutes{7};  // the last of Lambda's tries goes well
        scenario.faults[0].duration = Distribution::constant(minutes{10});
        const auto world = run(scenario);
        expect_no_task_lost_or_doubled(scenario, *world);
    }
}

INSTANTIATE_TEST_SUITE_P(
    EachKind,
    DisturbedJobs,
    testing::Values(
        FaultKind::Error,
        FaultKind::Throttle,
        FaultKind::LostReply,
        FaultKind::PartialBatch,
        FaultKind::Crash,
        FaultKind::Latency
    ),
    [](const auto& kind) { return std::string{to_string(kind.param)}; }
);

TEST(Jobs, ThatTimeOutAreRepeatedByLambda) {
    Scenario scenario = job_world();
    scenario.essentials.scheduler.timeout = seconds{70};
    scenario.faults = {fault(FaultKind::Latency)};
    scenario.faults[0].to = minutes{5} + seconds{1};
    scenario.faults[0].call = 2;
    scenario.faults[0].duration = Distribution::constant(minutes{10});
    const auto world = run(scenario);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM pass WHERE error = 'timed out'"), 1);
    // Seventy seconds until the timeout, and a minute of Lambda's.
    EXPECT_EQ(
        number(
            *world,
            "SELECT max(started_us) - min(started_us) FROM pass WHERE essential = 'sosw_scheduler'"
        ),
        Duration{seconds{130}}.count()
    );
    expect_no_task_lost_or_doubled(scenario, *world);
}

TEST(Jobs, AreGivenUpAfterLambdasThirdTry) {
    Scenario scenario = job_world();
    scenario.faults = {fault(FaultKind::LostReply)};
    scenario.faults[0].operation = "query";
    const auto world = run(scenario);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM pass WHERE failed"), 3);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task"), 0);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM job WHERE rows IS NULL"), 3);
    const Summary summary = summarise(world->recorder().database());
    EXPECT_EQ(summary.jobs.given, 1);
    EXPECT_EQ(summary.jobs.unfinished(), 1);
}

TEST(Jobs, OfATableThatThrottlesAreCreatedInTheEnd) {
    Scenario scenario = job_world();
    scenario.tables = {{
        .table = "sosw_tasks",
        .billing = TableBilling::Provisioned,
        .throughput = {.read = 50, .write = 4},
        .burst = seconds{1},
    }};
    // Faster than the table: it refuses, and the client comes again.
    scenario.config.scheduler.scheduler.write_capacity_units = 100;
    const auto world = run(scenario);
    EXPECT_GT(number(*world, "SELECT sum(throttled) FROM capacity"), 0);
    expect_no_task_lost_or_doubled(scenario, *world);
}

TEST(Jobs, ThatAreGivenTwiceAreTwoJobs) {
    Scenario scenario = job_world();
    scenario.faults = {fault(FaultKind::DoubleStart)};
    const auto world = run(scenario);
    EXPECT_EQ(number(*world, "SELECT count(DISTINCT job) FROM job"), 2);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task"), 2 * kTasks);
}

TEST(Jobs, AreBilledAsPassesOfTheScheduler) {
    Scenario scenario = job_world();
    scenario.prices.emplace();
    set_latency(scenario, milliseconds{5});
    const auto world = run(scenario);
    EXPECT_GE(
        number(
            *world,
            "SELECT sum(quantity) FROM cost JOIN pass USING (pass) WHERE item = 'half_write_units'"
            " AND essential = 'sosw_scheduler'"
        ),
        2 * 2 * kTasks  // transactions cost twice
    );
}

TEST(Jobs, ThatAreUnderWayWhenTheRunEndsAreNotFinished) {
    Scenario scenario = job_world();
    scenario.duration = minutes{5} + seconds{3};
    scenario.config.scheduler.scheduler.write_capacity_units = 1;
    const auto world = run(scenario);
    EXPECT_EQ(
        text(*world, "SELECT error FROM pass WHERE essential = 'sosw_scheduler'"),
        "cut off by the end of the run"
    );
    EXPECT_EQ(summarise(world->recorder().database()).jobs.unfinished(), 1);
}

TEST(Jobs, WarningsStandWithTheirPassWhichDidNotFail) {
    const auto world = run(job_world(
        scheduled("cron(5 8 2 3 ? 2026)", R"({"lambda_name": "worker", "isolate_sections": true})")
    ));
    EXPECT_THAT(
        text(*world, "SELECT error FROM pass WHERE essential = 'sosw_scheduler' AND NOT failed"),
        testing::StartsWith("warning: there are no sections")
    );
}

TEST(Rules, StartPassesAtTheTimesOfCron) {
    Scenario scenario = small_world();
    scenario.rules = {
        {.target = RuleTarget::Orchestrator,
         .cron = *ScheduleExpression::parse("cron(0/15 8 * * ? *)")}};
    const auto world = run(scenario);
    EXPECT_EQ(
        text(*world, "SELECT group_concat((started_us - start_us) / 60000000) FROM pass, run"),
        "0,15,30"
    );
}

}  // namespace
}  // namespace sosw::sim

#include "sim/report/cost.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/world/cost_ledger.hpp"
#include "tests/sim/world/small_world.hpp"

// The ledger is counted again from what else the record says: executions from `invocation`, writes
// from `task_event`, amounts from quantities.

namespace sosw::sim {
namespace {

using std::chrono::milliseconds;

Scenario paid_world() {
    Scenario scenario = small_world();
    scenario.prices.emplace();
    scenario.functions.front().memory_mb = 1769;
    scenario.functions.front().duration =
        Distribution::lognormal({.median = std::chrono::seconds{40}, .p95 = std::chrono::minutes{2}}
        );
    scenario.functions.front().failure_probability = 0.1;
    scenario.functions.front().maximum_retry_attempts = 1;
    add_database(scenario, 10, 1);
    return scenario;
}

/// Half units that the writes of tasks without failures take, per event, from DynamoDB's rules:
/// items are below 1 KB; a changed index key is a removal and an insertion; transactions count
/// twice.
constexpr const char* kWrites = R"sql(
    SELECT 2 * sum(CASE
        WHEN ?1 = 'sosw_tasks' THEN CASE event
            WHEN 'created' THEN 1 WHEN 'invoked' THEN 1 WHEN 'completed' THEN 1
            WHEN 'closed' THEN 2 ELSE 0 END
        WHEN ?1 = 'sosw_tasks/sosw_tasks_greenfield' THEN CASE event
            WHEN 'created' THEN 1 WHEN 'invoked' THEN 2 WHEN 'completed' THEN 1
            WHEN 'closed' THEN 2 ELSE 0 END
        ELSE CASE event WHEN 'closed' THEN 2 ELSE 0 END END)
    FROM task_event)sql";

std::int64_t differing_writes(World& world) {
    std::int64_t differing = 0;
    for (const std::string resource :
         {"sosw_tasks",
          "sosw_tasks/sosw_tasks_greenfield",
          "sosw_closed_tasks",
          "sosw_closed_tasks/labourer_task_status_with_time"}) {
        sqlite::Statement events{world.recorder().database(), kWrites};
        events.bind_text(1, resource);
        events.step();
        const std::int64_t billed = number(
            world,
            "SELECT sum(quantity) FROM cost WHERE item = 'half_write_units' AND resource = '" +
                resource + "'"
        );
        differing += billed != events.column_int64(0) ? 1 : 0;
    }
    return differing;
}

/// Executions whose time or number is not what was billed.
std::int64_t differing_executions(World& world) {
    const std::int64_t time =
        number(world, R"sql(SELECT (SELECT sum(quantity) FROM cost WHERE item = 'lambda_mb_ms')
            - (SELECT sum((finished_us - started_us + 999) / 1000 * 1769) FROM invocation
               WHERE started_us IS NOT NULL AND finished_us IS NOT NULL))sql");
    const std::int64_t requests =
        number(world, R"sql(SELECT (SELECT sum(quantity) FROM cost WHERE item = 'lambda_requests')
            - (SELECT count(*) FROM invocation WHERE started_us IS NOT NULL))sql");
    return (time != 0 ? 1 : 0) + (requests != 0 ? 1 : 0);
}

/// Rows whose amount is not their quantity's price, with the default prices written out.
std::int64_t differing_amounts(World& world) {
    return number(world, R"sql(
        SELECT count(*) FROM cost WHERE amount_pico <> CASE item
            WHEN 'lambda_mb_ms' THEN CAST(quantity * 16666700 / 1024000.0 + 0.5 AS INTEGER)
            WHEN 'lambda_requests' THEN quantity * 200000
            WHEN 'half_read_units' THEN (quantity * 125000 + 1) / 2
            WHEN 'half_write_units' THEN quantity * 625000 / 2
            WHEN 'get_metric_requests' THEN quantity * 10000000
            ELSE -1 END)sql");
}

TEST(Cost, IsWhatTheExecutionsTook) {
    const auto world = make_world(paid_world());
    world->run();
    EXPECT_GT(number(*world, "SELECT count(*) FROM invocation WHERE outcome = 'error'"), 0);
    EXPECT_EQ(differing_executions(*world), 0);
    EXPECT_EQ(differing_amounts(*world), 0);
}

TEST(Cost, IsWhatTheWritesOfTheTasksTook) {
    Scenario scenario = small_world();
    scenario.prices.emplace();
    const auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'closed'"), 150);
    EXPECT_EQ(differing_writes(*world), 0);
}

TEST(Cost, OfOneFalsifiedRowIsFound) {
    Scenario scenario = small_world();
    scenario.prices.emplace();
    scenario.functions.front().memory_mb = 1769;
    const auto world = make_world(scenario);
    world->run();
    const auto falsify = [&](const std::string& item) {
        world->recorder().database().execute(
            "UPDATE cost SET quantity = quantity + 1 WHERE rowid = "
            "(SELECT max(rowid) FROM cost WHERE item = '" +
            item + "')"
        );
    };
    ASSERT_EQ(differing_writes(*world) + differing_executions(*world), 0);
    falsify("half_write_units");
    EXPECT_EQ(differing_writes(*world), 1);
    falsify("lambda_mb_ms");
    falsify("lambda_requests");
    EXPECT_EQ(differing_executions(*world), 2);
    EXPECT_EQ(differing_amounts(*world), 3);
}

TEST(Cost, MetricsArePaidByThePassThatAsks) {
    const auto world = make_world(paid_world());
    world->run();
    EXPECT_EQ(
        number(*world, "SELECT sum(quantity) FROM cost WHERE item = 'get_metric_requests'"),
        number(*world, "SELECT count(*) FROM pass")
    );
    EXPECT_EQ(number(*world, "SELECT count(*) FROM cost WHERE payer = 'pass' AND pass IS NULL"), 0);
}

TEST(Cost, ProvisionedTablesPayByTheHourAndNotByTheRequest) {
    Scenario scenario = small_world();
    scenario.prices.emplace();
    scenario.tables = {{
        .table = "sosw_tasks",
        .billing = TableBilling::Provisioned,
        .throughput = {.read = 50, .write = 20},
        .indexes = {{.index = "sosw_tasks_greenfield", .throughput = {.read = 50, .write = 20}}},
    }};
    const auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(
        number(
            *world,
            "SELECT sum(amount_pico) FROM cost WHERE resource LIKE 'sosw_tasks%' AND "
            "item LIKE 'half%'"
        ),
        0
    );
    // 40 minutes of 20 and of 50 units, of the table and of its index.
    EXPECT_EQ(
        number(*world, "SELECT sum(amount_pico) FROM cost WHERE payer = 'table'"),
        2 * (2400 * 20 * std::int64_t{650'000'000} / 3600 +
             2400 * 50 * std::int64_t{130'000'000} / 3600 + 1)
    );
}

TEST(Cost, FiguresAreSumsInDollars) {
    const auto world = make_world(paid_world());
    world->run();
    sqlite::Database& record = world->recorder().database();
    const std::vector<ServiceCost> costs = cost_by_service(record);
    const double total = *cost_of(costs, "total");
    double sum = 0;
    for (const char* service : {"lambda", "dynamodb", "cloudwatch", "sns"}) {
        sum += *cost_of(costs, service);
    }
    EXPECT_NEAR(total, sum, 1e-12);
    // Some 165 executions of about 53 s with 1.73 GB.
    EXPECT_NEAR(*cost_of(costs, "lambda"), 165 * 53 * 1.73 * 0.0000166667, 0.1);
    EXPECT_EQ(cost_of(costs, "sns"), 0);
}

TEST(Cost, HasNoFiguresWithoutPrices) {
    const auto world = make_world(small_world());
    world->run();
    EXPECT_EQ(cost_of(cost_by_service(world->recorder().database()), "total"), std::nullopt);
}

TEST(Cost, MeteringChangesNothingElse) {
    Scenario scenario = small_world();
    set_latency(scenario, milliseconds{4}, milliseconds{25});
    const auto plain = make_world(scenario);
    plain->run();
    scenario.prices.emplace();
    const auto metered = make_world(scenario);
    metered->run();
    constexpr const char* kEvents =
        "SELECT group_concat(at_us || event || task || COALESCE(reason, '')) FROM task_event";
    EXPECT_EQ(text(*metered, kEvents), text(*plain, kEvents));
}

TEST(Cost, AmountsOfLongRunsStayExact) {
    // Ten thousand executions of 10 GB for a whole day: beyond a product in 64 bits.
    const std::int64_t quantity = std::int64_t{10'000} * 10'240 * 86'400'000;
    EXPECT_EQ(
        amount_of(Prices{}, CostItem::LambdaMegabyteMilliseconds, quantity),
        std::int64_t{8'640'000'000} * 16'666'700
    );
}

}  // namespace
}  // namespace sosw::sim

#include "backends/sqlite/sqlite_cloud_watch.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sqlite {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

PutMetricDataInput cpu(double value, std::vector<Dimension> dimensions = {}) {
    return {
        .metric_namespace = "AWS/RDS",
        .metric_data = {
            {.metric_name = "CPUUtilization",
             .dimensions = std::move(dimensions),
             .value = value}}};
}

std::vector<Datapoint> last_hour(
    SqliteCloudWatch& cloud_watch, Timestamp now, std::vector<Dimension> dimensions = {}
) {
    const auto result = cloud_watch.get_metric_statistics(
        {.metric_namespace = "AWS/RDS",
         .metric_name = "CPUUtilization",
         .dimensions = std::move(dimensions),
         .start_time = now - minutes{60},
         .end_time = now + minutes{1},
         .period = minutes{1},
         .statistics = {"SampleCount", "Average"}}
    );
    EXPECT_TRUE(result) << to_string(result.error());
    return result ? result->datapoints : std::vector<Datapoint>{};
}

TEST(SqliteCloudWatch, ADelayedValueIsVisibleWhenItsDelayIsOver) {
    test::ManualClock clock;
    Database database{":memory:"};
    SqliteCloudWatch cloud_watch{database, clock};
    cloud_watch.set_visibility_delay(seconds{60});
    ASSERT_TRUE(cloud_watch.put_metric_data(cpu(10)));
    clock.advance(seconds{40});
    ASSERT_TRUE(cloud_watch.put_metric_data(cpu(20)));
    EXPECT_TRUE(last_hour(cloud_watch, clock.now()).empty());

    clock.advance(seconds{20});
    ASSERT_EQ(last_hour(cloud_watch, clock.now()).size(), 1U);
    EXPECT_EQ(last_hour(cloud_watch, clock.now())[0].average, 10);
    clock.advance(seconds{40});
    ASSERT_EQ(last_hour(cloud_watch, clock.now()).size(), 1U) << "both belong to the first minute";
    EXPECT_EQ(last_hour(cloud_watch, clock.now())[0].average, 15);
}

TEST(SqliteCloudWatch, ADelayOfOneMetricWinsOverTheCommonOne) {
    test::ManualClock clock;
    Database database{":memory:"};
    SqliteCloudWatch cloud_watch{database, clock};
    const std::vector<Dimension> dimensions = {{"B", "2"}, {"A", "1"}};
    cloud_watch.set_visibility_delay(seconds{60});
    cloud_watch.set_visibility_delay(
        {.metric_namespace = "AWS/RDS",
         .metric_name = "CPUUtilization",
         .dimensions = {{"A", "1"}, {"B", "2"}}},
        Duration::zero()
    );
    ASSERT_TRUE(cloud_watch.put_metric_data(cpu(10)));
    ASSERT_TRUE(cloud_watch.put_metric_data(cpu(10, dimensions)));
    EXPECT_TRUE(last_hour(cloud_watch, clock.now()).empty());
    EXPECT_EQ(last_hour(cloud_watch, clock.now(), dimensions).size(), 1U);
}

TEST(SqliteCloudWatch, MetricsAndDelayedValuesOutliveTheProcess) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("cloud_watch.sqlite");
    const std::vector<Dimension> dimensions = {{"DBInstanceIdentifier", "one"}};
    test::ManualClock clock;
    {
        Database database{path};
        SqliteCloudWatch cloud_watch{database, clock};
        ASSERT_TRUE(cloud_watch.put_metric_data(cpu(10, dimensions)));
        cloud_watch.set_visibility_delay(seconds{30});
        ASSERT_TRUE(cloud_watch.put_metric_data(cpu(30, dimensions)));
    }
    Database database{path};
    SqliteCloudWatch cloud_watch{database, clock};
    ASSERT_EQ(last_hour(cloud_watch, clock.now(), dimensions).size(), 1U);
    EXPECT_EQ(last_hour(cloud_watch, clock.now(), dimensions)[0].average, 10);
    clock.advance(seconds{30});
    EXPECT_EQ(last_hour(cloud_watch, clock.now(), dimensions)[0].average, 20);
    ASSERT_TRUE(cloud_watch.put_metric_data(cpu(50, dimensions)));
    EXPECT_EQ(last_hour(cloud_watch, clock.now(), dimensions)[0].average, 30);
}

TEST(SqliteCloudWatch, ManyValuesOfAMinuteAreOneRow) {
    test::ManualClock clock;
    Database database{":memory:"};
    SqliteCloudWatch cloud_watch{database, clock};
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(cloud_watch.put_metric_data(cpu(i % 10)));
    }
    Statement rows{database, "SELECT count(*), max(length(value_list)) FROM cloud_watch_datapoint"};
    ASSERT_TRUE(rows.step());
    EXPECT_EQ(rows.column_int64(0), 1);
    EXPECT_EQ(rows.column_int64(1), 10 * 16) << "ten different values with their counts";
}

TEST(SqliteCloudWatch, ValuesOlderThanTheRetentionAreDeletedInTheLongRun) {
    test::ManualClock clock;
    Database database{":memory:"};
    SqliteCloudWatch cloud_watch{database, clock};
    ASSERT_TRUE(cloud_watch.put_metric_data(cpu(1)));
    clock.advance(std::chrono::days{456});
    for (int i = 0; i < 10'000; ++i) {
        ASSERT_TRUE(cloud_watch.put_metric_data(cpu(2)));
    }
    Statement rows{database, "SELECT count(*) FROM cloud_watch_datapoint"};
    ASSERT_TRUE(rows.step());
    EXPECT_EQ(rows.column_int64(0), 1);
}

TEST(SqliteCloudWatch, NoStatementStaysOpenBetweenCalls) {
    test::ManualClock clock;
    Database database{":memory:"};
    SqliteCloudWatch cloud_watch{database, clock};
    cloud_watch.set_visibility_delay(seconds{1});
    ASSERT_TRUE(cloud_watch.put_metric_data(cpu(1)));
    clock.advance(seconds{1});
    EXPECT_EQ(last_hour(cloud_watch, clock.now()).size(), 1U);
    EXPECT_EQ(database.active_statements(), 0);
    EXPECT_EQ(database.open_savepoints(), 0);
}

}  // namespace
}  // namespace sosw::sqlite

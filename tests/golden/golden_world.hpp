#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/config/config.hpp"
#include "tests/golden/aws_way.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_cloud_watch.hpp"
#include "tests/support/recording_lambda.hpp"
#include "tests/support/recording_sns.hpp"

/// The world in which a trace is played: the SQLite emulations, and the fakes that README.md
/// describes for Lambda and SNS.

namespace sosw::golden {

/// Ids in the order in which the recorded generator handed them out.
class RecordedIds {
public:
    void feed(std::deque<std::string> ids) { ids_ = std::move(ids); }
    std::string next();

private:
    std::deque<std::string> ids_;
    std::int64_t unexpected_ = 0;
};

/// How the core gets to tables and metrics.
enum class Reach { Direct, OverAwsWire };

class GoldenWorld {
public:
    /// Creates the three tables, with the names of `config`, and the table `config`.
    explicit GoldenWorld(const TaskManagerConfig& config, Reach reach = Reach::Direct);

    /// The content of a table as JSON, sorted by primary key, each item with its `@payload`.
    List dump(const std::string& table);
    Map dump_all();

    test::ManualClock clock{Timestamp{}};
    sqlite::Database database{":memory:"};
    sqlite::SqliteDynamoDb tables{database, clock};
    sqlite::SqliteCloudWatch metrics{database, clock};
    std::unique_ptr<AwsWay> aws_way;  ///< Null where it is not taken.
    DynamoDb& dynamo_db;
    test::RecordingCloudWatch cloud_watch;
    test::RecordingLambda lambda;
    test::RecordingSns sns;
    RecordedIds ids;

private:
    std::string payload_field_;
};

/// Microseconds from a number of seconds with a fraction.
Timestamp to_timestamp(const AttributeValue& seconds);
AttributeValue from_timestamp(Timestamp at);

}  // namespace sosw::golden

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/config/config.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/sns.hpp"
#include "tests/support/manual_clock.hpp"

/// The world in which a trace is played: the SQLite emulations, and the fakes that README.md
/// describes for Lambda and SNS.

namespace sosw::golden {

/// Records invocations; functions have a timeout; the next invocations of one can be made to fail.
class RecordingLambda final : public Lambda {
public:
    void set_function(const std::string& arn, Duration timeout);
    void remove_function(const std::string& arn);
    void fail_next(const std::string& arn, std::int64_t count);

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    Result<FunctionConfiguration> get_function_configuration(const std::string& arn) override;

    std::vector<InvokeInput> invocations;  ///< Since it was last cleared.

private:
    std::map<std::string, Duration> functions_;
    std::map<std::string, std::int64_t> failures_;
};

class RecordingSns final : public Sns {
public:
    Result<PublishOutput> publish(const PublishInput& input) override;
    std::vector<PublishInput> published;
};

/// Passes every call on and records the questions.
class RecordingCloudWatch final : public CloudWatch {
public:
    explicit RecordingCloudWatch(CloudWatch& next) : next_{next} {}
    Result<void> put_metric_data(const PutMetricDataInput& input) override {
        return next_.put_metric_data(input);
    }
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override;
    std::vector<GetMetricStatisticsInput> calls;

private:
    CloudWatch& next_;
};

/// Ids in the order in which the recorded generator handed them out.
class RecordedIds {
public:
    void feed(std::deque<std::string> ids) { ids_ = std::move(ids); }
    std::string next();

private:
    std::deque<std::string> ids_;
    std::int64_t unexpected_ = 0;
};

class GoldenWorld {
public:
    /// Creates the three tables, with the names of `config`, and the table `config`.
    explicit GoldenWorld(const TaskManagerConfig& config);

    /// The content of a table as JSON, sorted by primary key, each item with its `@payload`.
    List dump(const std::string& table);
    Map dump_all();

    test::ManualClock clock{Timestamp{}};
    sqlite::Database database{":memory:"};
    sqlite::SqliteDynamoDb dynamo_db{database, clock};
    sqlite::SqliteCloudWatch metrics{database, clock};
    RecordingCloudWatch cloud_watch{metrics};
    RecordingLambda lambda;
    RecordingSns sns;
    RecordedIds ids;

private:
    std::string payload_field_;
};

/// Microseconds from a number of seconds with a fraction.
Timestamp to_timestamp(const AttributeValue& seconds);
AttributeValue from_timestamp(Timestamp at);

}  // namespace sosw::golden

// What does the world around the tables cost: an invocation from accepted to ended, the check of
// its payload, a value per minute, and the question that a pass asks about it?

#include <chrono>
#include <string>

#include <benchmark/benchmark.h>

#include "backends/json_syntax.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "core/base/ensure.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::sqlite {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// A task of sosw as the orchestrator sends it.
const std::string kPayload =
    R"({"task_id": "6f0c8f8e6a534d218b7c00000000002a", "labourer_id": "some_function", )"
    R"("attempts": 0, "greenfield": 1772438400, "created_at": 1772438400.25, )"
    R"("payload": {"key": "images/2026/03/02/0001.jpg", "size": 1048576}})";

/// Ends each execution at once.
class BenchRuntime final : public FunctionRuntime {
public:
    void start(const FunctionInvocation& invocation, FunctionResults& results) override {
        results.finish(invocation.request_id, {});
    }
    void stop(const std::string& /*request_id*/) override {}
};

void event_from_accepted_to_ended(benchmark::State& state) {
    test::ManualClock clock;
    Database database{":memory:"};
    BenchRuntime runtime;
    SqliteLambda lambda{database, clock, Random{1}, runtime};
    ENSURE(lambda.put_function({.function_name = "some_function"}).has_value());
    const InvokeInput input{
        .function_name = "arn:aws:lambda:us-west-2:000000000000:function:some_function",
        .payload = kPayload};
    for (auto _ : state) {
        clock.advance(milliseconds{1});
        ENSURE(lambda.invoke(input).has_value());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(event_from_accepted_to_ended);

void payload_check(benchmark::State& state) {
    for (auto _ : state) {
        bool valid = is_json(kPayload);
        benchmark::DoNotOptimize(valid);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(payload_check);

PutMetricDataInput cpu(double value) {
    return {
        .metric_namespace = "AWS/RDS",
        .metric_data = {
            {.metric_name = "CPUUtilization",
             .dimensions = {{"DBInstanceIdentifier", "YOUR-DB"}},
             .value = value}}};
}

void value_per_minute(benchmark::State& state) {
    test::ManualClock clock;
    Database database{":memory:"};
    SqliteCloudWatch cloud_watch{database, clock};
    const PutMetricDataInput input = cpu(17);
    for (auto _ : state) {
        clock.advance(minutes{1});
        ENSURE(cloud_watch.put_metric_data(input).has_value());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(value_per_minute);

/// Over a day of values.
void question_about_five_minutes(benchmark::State& state) {
    test::ManualClock clock;
    Database database{":memory:"};
    SqliteCloudWatch cloud_watch{database, clock};
    for (int minute = 0; minute < 24 * 60; ++minute) {
        clock.advance(minutes{1});
        ENSURE(cloud_watch.put_metric_data(cpu(minute)).has_value());
    }
    const GetMetricStatisticsInput input{
        .metric_namespace = "AWS/RDS",
        .metric_name = "CPUUtilization",
        .dimensions = {{"DBInstanceIdentifier", "YOUR-DB"}},
        .start_time = clock.now() - seconds{300},
        .end_time = clock.now(),
        .period = seconds{60},
        .statistics = {"Average"}};
    for (auto _ : state) {
        const auto answer = cloud_watch.get_metric_statistics(input);
        ENSURE(answer.has_value() && answer->datapoints.size() == 5);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(question_about_five_minutes);

}  // namespace
}  // namespace sosw::sqlite

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/aws/aws_cloud_watch.hpp"
#include "backends/aws/aws_lambda.hpp"
#include "backends/aws/aws_sns.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace sosw::aws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::StartsWith;

class AwsServicesTest : public testing::Test {
protected:
    const wire::HttpRequest& sent(std::size_t index) const {
        return transport_.requests().at(index);
    }

    test::ManualClock clock_;
    test::ScriptedTransport transport_;
    FixedCredentials credentials_{{.id = "AKID", .secret = "secret"}};
    AwsAccess access_{.clock = clock_, .transport = transport_, .credentials = credentials_};
    AwsCloudWatch cloud_watch_{access_, Random{7}, public_address("monitoring", "us-west-2")};
    AwsLambda lambda_{access_, Random{7}, public_address("lambda", "us-west-2")};
    AwsSns sns_{access_, Random{7}, public_address("sns", "us-west-2")};
};

using AwsCloudWatchTest = AwsServicesTest;
using AwsLambdaTest = AwsServicesTest;
using AwsSnsTest = AwsServicesTest;

TEST_F(AwsCloudWatchTest, MetricsAreAForm) {
    transport_.answer(200, "<PutMetricDataResponse/>");
    MetricDatum value{.metric_name = "Load", .dimensions = {{"A b", "1&2"}}, .value = 0.1};
    value.timestamp = clock_.now() + std::chrono::milliseconds{250};
    value.unit = "Percent";
    value.storage_resolution = 1;
    const MetricDatum values{.metric_name = "Load", .values = {1, 2}, .counts = {3, 1}};
    const MetricDatum set{
        .metric_name = "Load",
        .statistic_values =
            StatisticSet{.sample_count = 2, .sum = 1e110, .minimum = -1, .maximum = 3}};
    ASSERT_TRUE(cloud_watch_.put_metric_data(
        {.metric_namespace = "AWS/RDS", .metric_data = {value, values, set}}
    ));
    EXPECT_EQ(transport_.urls().at(0), "https://monitoring.us-west-2.amazonaws.com");
    EXPECT_EQ(
        sent(0).body,
        "Action=PutMetricData&Version=2010-08-01&Namespace=AWS%2FRDS"
        "&MetricData.member.1.MetricName=Load"
        "&MetricData.member.1.Dimensions.member.1.Name=A%20b"
        "&MetricData.member.1.Dimensions.member.1.Value=1%262"
        "&MetricData.member.1.Timestamp=2026-03-02T08%3A00%3A00.25Z"
        "&MetricData.member.1.Value=0.1&MetricData.member.1.Unit=Percent"
        "&MetricData.member.1.StorageResolution=1"
        "&MetricData.member.2.MetricName=Load"
        "&MetricData.member.2.Values.member.1=1&MetricData.member.2.Values.member.2=2"
        "&MetricData.member.2.Counts.member.1=3&MetricData.member.2.Counts.member.2=1"
        "&MetricData.member.3.MetricName=Load"
        "&MetricData.member.3.StatisticValues.SampleCount=2"
        "&MetricData.member.3.StatisticValues.Sum=1e%2B110"
        "&MetricData.member.3.StatisticValues.Minimum=-1"
        "&MetricData.member.3.StatisticValues.Maximum=3"
    );
}

TEST_F(AwsCloudWatchTest, StatisticsComeAsXml) {
    transport_.answer(
        200,
        "<GetMetricStatisticsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\">"
        "<GetMetricStatisticsResult><Datapoints>"
        "<member><Timestamp>2026-03-02T08:00:00Z</Timestamp><Unit>Percent</Unit>"
        "<SampleCount>3.0</SampleCount><Average>1.5E1</Average></member>"
        "<member><Timestamp>2026-03-02T08:01:00Z</Timestamp><Unit>None</Unit>"
        "<ExtendedStatistics><entry><key>p99</key><value>9</value></entry>"
        "<entry><key>p50</key><value>5.5</value></entry></ExtendedStatistics></member>"
        "</Datapoints><Label>Load</Label></GetMetricStatisticsResult>"
        "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
        "</GetMetricStatisticsResponse>"
    );
    const auto answer = cloud_watch_.get_metric_statistics(
        {.metric_namespace = "Test",
         .metric_name = "Load",
         .dimensions = {{"A", "1"}},
         .start_time = clock_.now(),
         .end_time = clock_.now() + std::chrono::minutes{5},
         .period = std::chrono::minutes{1},
         .statistics = {"Average", "SampleCount"},
         .extended_statistics = {"p50", "p99"},
         .unit = "Percent"}
    );
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_EQ(
        sent(0).body,
        "Action=GetMetricStatistics&Version=2010-08-01&Namespace=Test&MetricName=Load"
        "&Dimensions.member.1.Name=A&Dimensions.member.1.Value=1"
        "&StartTime=2026-03-02T08%3A00%3A00Z&EndTime=2026-03-02T08%3A05%3A00Z&Period=60"
        "&Statistics.member.1=Average&Statistics.member.2=SampleCount"
        "&ExtendedStatistics.member.1=p50&ExtendedStatistics.member.2=p99&Unit=Percent"
    );
    EXPECT_EQ(answer->label, "Load");
    ASSERT_EQ(answer->datapoints.size(), 2U);
    EXPECT_EQ(answer->datapoints[0].timestamp, clock_.now());
    EXPECT_EQ(answer->datapoints[0].unit, "Percent");
    EXPECT_EQ(answer->datapoints[0].sample_count, 3);
    EXPECT_EQ(answer->datapoints[0].average, 15);
    EXPECT_EQ(answer->datapoints[0].maximum, std::nullopt);
    EXPECT_THAT(
        answer->datapoints[1].extended_statistics, ElementsAre(Pair("p50", 5.5), Pair("p99", 9.0))
    ) << "in the order of the question";
}

TEST_F(AwsCloudWatchTest, AnErrorIsReadFromXml) {
    transport_.answer(
        400,
        "<ErrorResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><Error>"
        "<Type>Sender</Type><Code>InvalidParameterValue</Code><Message>no &lt; yes</Message>"
        "</Error><RequestId>1</RequestId></ErrorResponse>"
    );
    const auto refused = cloud_watch_.put_metric_data({.metric_namespace = "Test"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(to_string(refused.error()), "InvalidParameterValue: no < yes");
}

TEST_F(AwsCloudWatchTest, HalfAnAnswerToAQuestionIsUnavailable) {
    transport_.answer(200, "<GetMetricStatisticsResponse><GetMetricStatisticsResult><Data");
    const auto answer =
        cloud_watch_.get_metric_statistics({.metric_namespace = "Test", .metric_name = "Load"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Unavailable);
}

TEST_F(AwsSnsTest, AMessageIsPublished) {
    transport_.answer(
        200,
        "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>"
        "<MessageId>94f20ce6</MessageId></PublishResult></PublishResponse>"
    );
    const auto published =
        sns_.publish({.topic_arn = "arn:aws:sns:us-west-2:1:t", .subject = "ü", .message = "a b"});
    ASSERT_TRUE(published) << to_string(published.error());
    EXPECT_EQ(published->message_id, "94f20ce6");
    EXPECT_EQ(
        sent(0).body,
        "Action=Publish&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aus-west-2%3A1%3At"
        "&Message=a%20b&Subject=%C3%BC"
    );
    EXPECT_THAT(
        std::string{sent(0).headers.value_or_empty("Content-Type")},
        StartsWith("application/x-www-form-urlencoded")
    );
}

TEST_F(AwsSnsTest, AnUnknownTopicIsNotFound) {
    transport_.answer(
        404,
        "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code>"
        "<Message>Topic does not exist</Message></Error></ErrorResponse>"
    );
    const auto published = sns_.publish({.topic_arn = "arn", .message = "a"});
    ASSERT_FALSE(published);
    EXPECT_EQ(published.error().code, ErrorCode::NotFound);
    EXPECT_EQ(published.error().message, "Topic does not exist");
}

TEST_F(AwsSnsTest, AnAnswerWithoutSenseMayHavePublished) {
    transport_.answer(200, "<html/>");
    EXPECT_EQ(
        sns_.publish({.topic_arn = "arn", .message = "a"}).error().code, ErrorCode::OutcomeUnknown
    );
}

TEST_F(AwsLambdaTest, AnEventIsAccepted) {
    transport_.answer(202, "", {{"x-amzn-RequestId", "id-1"}});
    const auto invoked = lambda_.invoke(
        {.function_name = "arn:aws:lambda:us-west-2:1:function:worker:live",
         .payload = R"({"a":1})"}
    );
    ASSERT_TRUE(invoked) << to_string(invoked.error());
    EXPECT_EQ(invoked->status_code, 202);
    EXPECT_EQ(invoked->request_id, "id-1");
    EXPECT_EQ(
        sent(0).target,
        "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aus-west-2%3A1%3Afunction%3Aworker%3Alive"
        "/invocations"
    );
    EXPECT_EQ(sent(0).headers.value_or_empty("X-Amz-Invocation-Type"), "Event");
    EXPECT_EQ(sent(0).body, R"({"a":1})");
}

TEST_F(AwsLambdaTest, AFailingFunctionIsASuccessfulCall) {
    transport_.answer(200, R"({"errorMessage":"no"})", {{"X-Amz-Function-Error", "Unhandled"}});
    const auto invoked = lambda_.invoke(
        {.function_name = "worker", .invocation_type = InvocationType::RequestResponse}
    );
    ASSERT_TRUE(invoked);
    EXPECT_EQ(invoked->function_error, "Unhandled");
    EXPECT_EQ(invoked->payload, R"({"errorMessage":"no"})");
}

TEST_F(AwsLambdaTest, ADryRunHasNoAnswer) {
    transport_.answer(204, "");
    const auto invoked =
        lambda_.invoke({.function_name = "worker", .invocation_type = InvocationType::DryRun});
    ASSERT_TRUE(invoked);
    EXPECT_EQ(invoked->status_code, 204);
    EXPECT_EQ(sent(0).headers.value_or_empty("X-Amz-Invocation-Type"), "DryRun");
}

TEST_F(AwsLambdaTest, AThrottleSaysWhichLimitRefused) {
    for (int i = 0; i < 3; ++i) {
        transport_.answer(
            429,
            R"({"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User",)"
            R"("message":"Rate Exceeded."})",
            {{"x-amzn-ErrorType", "TooManyRequestsException"}}
        );
    }
    const auto refused = lambda_.invoke({.function_name = "worker"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Throttled);
    EXPECT_EQ(refused.error().name, "TooManyRequestsException");
    ASSERT_NE(refused.error().detail<InvokeThrottled>(), nullptr);
    EXPECT_EQ(
        refused.error().detail<InvokeThrottled>()->reason,
        "ReservedFunctionConcurrentInvocationLimitExceeded"
    );
}

TEST_F(AwsLambdaTest, AnUnknownFunctionIsNotFound) {
    transport_.answer(
        404,
        R"({"Message":"Function not found: arn","Type":"User"})",
        {{"x-amzn-ErrorType", "ResourceNotFoundException:http://internal.amazon.com/"}}
    );
    const auto invoked = lambda_.invoke({.function_name = "worker"});
    ASSERT_FALSE(invoked);
    EXPECT_EQ(invoked.error().code, ErrorCode::NotFound);
    EXPECT_EQ(to_string(invoked.error()), "ResourceNotFoundException: Function not found: arn");
}

TEST_F(AwsLambdaTest, AnInvocationWhoseAnswerIsLostMayHaveBegun) {
    transport_.fail_with(ErrorCode::OutcomeUnknown, "ConnectionClosedError");
    EXPECT_EQ(lambda_.invoke({.function_name = "worker"}).error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(transport_.requests().size(), 1U);
}

TEST_F(AwsLambdaTest, ANameMustNotBeEmpty) {
    EXPECT_EQ(lambda_.invoke({.function_name = ""}).error().name, "ValidationException");
    EXPECT_TRUE(transport_.requests().empty()) << "it would be the path of something else";
}

TEST_F(AwsLambdaTest, ConfigurationIsRead) {
    transport_.answer(
        200, R"({"FunctionName":"worker","FunctionArn":"arn","Timeout":60,"MemorySize":256})"
    );
    const auto found = lambda_.get_function_configuration("worker");
    ASSERT_TRUE(found) << to_string(found.error());
    EXPECT_EQ(found->function_name, "worker");
    EXPECT_EQ(found->function_arn, "arn");
    EXPECT_EQ(found->timeout, std::chrono::seconds{60});
    EXPECT_EQ(found->memory_size_mb, 256);
    EXPECT_EQ(sent(0).method, "GET");
    EXPECT_EQ(sent(0).target, "/2015-03-31/functions/worker/configuration");
    EXPECT_EQ(sent(0).body, "");
}

}  // namespace
}  // namespace sosw::aws

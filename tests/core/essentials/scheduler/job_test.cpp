#include "core/essentials/scheduler/job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/essentials/scheduler/job_plan.hpp"
#include "core/tasks/json_text.hpp"
#include "tests/support/test_world.hpp"

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::HasSubstr;
using ::testing::SizeIs;

AttributeValue json(const std::string& text) { return parse_json(text).value(); }

Job only_job(const AttributeValue& event) {
    const std::vector<Job> jobs = extract_jobs(event).value();
    EXPECT_THAT(jobs, SizeIs(1));
    return jobs.at(0);
}

void expect_refused(const std::string& event, const std::string& says) {
    const auto jobs = extract_jobs(json(event));
    ASSERT_FALSE(jobs) << event;
    EXPECT_EQ(jobs.error().code, ErrorCode::InvalidRequest);
    EXPECT_THAT(jobs.error().message, HasSubstr(says));
}

TEST(Job, StandsAloneOrUnderItsNameAndAsTextToo) {
    const Map expected{{"x", AttributeValue::number("1.0")}};
    for (const char* event :
         {R"({"lambda_name": "worker", "x": 1.0})",
          R"({"job": {"lambda_name": "worker", "x": 1.0}, "other": 2})",
          R"({"job": "{\"lambda_name\": \"worker\", \"x\": 1.0}"})",
          R"("{\"lambda_name\": \"worker\", \"x\": 1.0}")"}) {
        const Job job = only_job(json(event));
        EXPECT_EQ(job.lambda_name, "worker") << event;
        EXPECT_EQ(job.attributes, expected) << event;
    }
}

TEST(Job, IsTakenOutOfTheEnvelopesOfSnsAndSqs) {
    const std::string job = R"({"lambda_name": "worker"})";
    const auto in_sns = [](const std::string& message) {
        return to_json(Map{
            {"TopicArn", "arn:aws:sns:us-west-2:000000000000:jobs"}, {"Message", message}});
    };
    const auto in_records = [](const std::string& record) {
        return R"({"Records": [)" + record + "]}";
    };
    const auto in_sqs = [&](const std::string& body) {
        return to_json(Map{{"eventSource", "aws:sqs"}, {"body", body}});
    };
    const std::string from_sns = R"({"EventSource": "aws:sns", "Sns": )" + in_sns(job) + "}";
    EXPECT_EQ(only_job(json(in_records(from_sns))).lambda_name, "worker");
    EXPECT_EQ(only_job(json(in_records(in_sqs(job)))).lambda_name, "worker");
    EXPECT_EQ(only_job(json(in_records(in_sqs(in_sns(job))))).lambda_name, "worker");
    const std::string other = R"({"job": {"lambda_name": "other"}})";
    const auto both = extract_jobs(json(in_records(in_sqs(job) + "," + in_sqs(other))));
    ASSERT_TRUE(both);
    ASSERT_THAT(*both, SizeIs(2));
    EXPECT_EQ(both->at(1).lambda_name, "other");
}

TEST(Job, EndlessEnvelopesAreRefused) {
    std::string event = R"({"lambda_name": "worker"})";
    for (int i = 0; i < 11; ++i) {
        event = to_json(Map{
            {"TopicArn", "arn:aws:sns:us-west-2:000000000000:jobs"}, {"Message", event}});
    }
    expect_refused(event, "more than ten envelopes");
}

TEST(Job, WhatIsNoJobIsRefusedWithTheReason) {
    expect_refused("{}", "needs `lambda_name`");
    expect_refused(R"({"job": {}})", "needs `lambda_name`");
    expect_refused(R"({"job": "not json"})", "`job` is no JSON");
    expect_refused(R"({"job": [1]})", "`job` must be an object");
    expect_refused("[]", "the event must be an object");
    expect_refused(R"("5")", "the event must be an object");
    expect_refused(R"({"lambda_name": null})", "must be a name or an ARN");
}

TEST(Job, ALabourerIsNamedInEachWayThatLambdaKnows) {
    for (const char* name :
         {"worker",
          "worker:alias",
          "function:worker",
          "000000000000:function:worker:7",
          "arn:aws:lambda:us-west-2:000000000000:function:worker",
          "arn:aws:lambda:us-west-2:000000000000:function:worker:$LATEST"}) {
        EXPECT_EQ(function_name(name), "worker") << name;
    }
    EXPECT_EQ(function_name("my_function:alias"), "my_function");
}

Result<JobPlan> plan(const std::string& event) {
    SoswConfig config = sosw_config();
    config.scheduler.job_schema.chunkable_attrs = {"section"};
    config.scheduler.job_schema_variants = {{"by_store", {{"store"}}}};
    const Date today = date_of(from_epoch_seconds(0));
    return plan_job(extract_jobs(json(event)).value().at(0), config, today);
}

std::string refusal(const std::string& more) {
    const auto planned = plan(R"({"lambda_name": ")" + std::string{kLabourer} + "\"" + more + "}");
    return planned ? "planned" : planned.error().message;
}

TEST(JobPlan, M24_ReservedFieldsAreRefusedWhereverTheyComeFrom) {
    for (const char* field : {"task_id", "created_at", "greenfield", "attempts"}) {
        const std::string pair = "\"" + std::string{field} + "\": 1";
        EXPECT_THAT(refusal(", " + pair), HasSubstr("is made by sosw"));
        EXPECT_THAT(
            refusal(R"(, "isolate_sections": true, "sections": {"a": null, "b": {)" + pair + "}}"),
            HasSubstr("is made by sosw")
        );
    }
    EXPECT_THAT(refusal(R"(, "labourer_id": "mine")"), HasSubstr("leave it out"));
    EXPECT_THAT(
        refusal(R"(, "isolate_sections": true, "sections": {"a": {"labourer_id": "mine"}})"),
        HasSubstr("is made by sosw")
    );
    EXPECT_EQ(refusal(R"(, "labourer_id": ")" + std::string{kLabourer} + "\""), "planned");
}

TEST(JobPlan, ALabourerThatIsNotConfiguredIsRefused) {
    const auto planned = plan(R"({"lambda_name": "nobody"})");
    ASSERT_FALSE(planned);
    EXPECT_EQ(planned.error().name, "UnknownLabourer");
}

TEST(JobPlan, AJobMayChooseAnotherSchema) {
    const std::string stores = R"(, "stores": ["x", "y"], "isolate_stores": true)";
    const std::string job = R"({"lambda_name": ")" + std::string{kLabourer} + "\"" + stores;
    EXPECT_THAT(plan(job + "}")->tasks, SizeIs(1));
    EXPECT_THAT(plan(job + R"(, "job_schema_name": "by_store"})")->tasks, SizeIs(2));
    EXPECT_THAT(refusal(R"(, "job_schema_name": "by_stroe")"), HasSubstr("no such schema"));
}

}  // namespace
}  // namespace sosw

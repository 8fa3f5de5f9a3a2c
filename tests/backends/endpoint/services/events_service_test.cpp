#include "backends/endpoint/services/events_service.hpp"

#include <string>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_events.hpp"
#include "core/base/random.hpp"
#include "tests/backends/endpoint/services/service_call.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

const std::string kRate = "rate(1 minute)";

class EventsServiceTest : public testing::Test {
protected:
    std::string body(const std::string& operation, const std::string& input) {
        return call_json(service_, "AWSEvents." + operation, input).body;
    }
    static bool has(const std::string& text, const std::string& part) {
        return text.find(part) != std::string::npos;
    }
    void put_rule(const std::string& name) {
        EXPECT_EQ(
            body("PutRule", R"({"Name":")" + name + R"(","ScheduleExpression":")" + kRate + "\"}"),
            R"({"RuleArn":"arn:aws:events:us-west-2:000000000000:rule/)" + name + "\"}"
        );
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteEvents events_{database_, clock_, Random{1}};
    endpoint::EventsService service_{events_, Random{7}};
};

TEST_F(EventsServiceTest, RulesArePutDescribedAndListed) {
    put_rule("a");
    const std::string rule = R"({"Name":"a","Arn":"arn:aws:events:us-west-2:000000000000:rule/a",)"
                             R"("ScheduleExpression":")" +
                             kRate + R"(","State":"ENABLED","EventBusName":"default"})";
    EXPECT_EQ(body("DescribeRule", R"({"Name":"a"})"), rule);
    EXPECT_EQ(body("ListRules", "{}"), R"({"Rules":[)" + rule + "]}");
    EXPECT_EQ(body("ListRules", R"({"NamePrefix":"b"})"), R"({"Rules":[]})");
}

TEST_F(EventsServiceTest, ListsHavePages) {
    put_rule("a");
    put_rule("b");
    const std::string first = body("ListRules", R"({"Limit":1})");
    const std::string mark = R"("NextToken":")";
    const std::size_t begin = first.find(mark) + mark.size();
    const std::string token = first.substr(begin, first.find('"', begin) - begin);
    const std::string second = body("ListRules", R"({"Limit":1,"NextToken":")" + token + "\"}");
    EXPECT_TRUE(has(second, R"("Name":"b")"));
    EXPECT_FALSE(has(second, "NextToken"));
    EXPECT_TRUE(has(body("ListRules", R"({"Limit":0})"), "ValidationException"));
}

TEST_F(EventsServiceTest, RulesAreDisabledAndEnabled) {
    put_rule("a");
    EXPECT_EQ(body("DisableRule", R"({"Name":"a"})"), "{}");
    EXPECT_TRUE(has(body("DescribeRule", R"({"Name":"a"})"), R"("State":"DISABLED")"));
    EXPECT_EQ(body("EnableRule", R"({"Name":"a"})"), "{}");
    EXPECT_TRUE(has(body("DescribeRule", R"({"Name":"a"})"), R"("State":"ENABLED")"));
    EXPECT_EQ(
        body("EnableRule", R"({"Name":"b"})"),
        R"({"__type":"ResourceNotFoundException",)"
        R"("message":"Rule b does not exist on EventBus default."})"
    );
}

TEST_F(EventsServiceTest, TargetsComeBackAsTheyWereSent) {
    put_rule("a");
    const std::string target =
        R"({"Id":"t","Arn":"arn:aws:lambda:us-west-2:000000000000:function:f",)"
        R"("InputTransformer":{"InputPathsMap":{"s":"$.source"},"InputTemplate":"<s>"},)"
        R"("RetryPolicy":{"MaximumRetryAttempts":2},"DeadLetterConfig":{"Arn":"arn:q"}})";
    EXPECT_EQ(
        body("PutTargets", R"({"Rule":"a","Targets":[)" + target + "]}"),
        R"({"FailedEntryCount":0,"FailedEntries":[]})"
    );
    EXPECT_EQ(body("ListTargetsByRule", R"({"Rule":"a"})"), R"({"Targets":[)" + target + "]}");
    EXPECT_EQ(
        body(
            "ListRuleNamesByTarget",
            R"({"TargetArn":"arn:aws:lambda:us-west-2:000000000000:function:f"})"
        ),
        R"({"RuleNames":["a"]})"
    );
    EXPECT_TRUE(has(body("DeleteRule", R"({"Name":"a"})"), "since it has targets"));
    EXPECT_TRUE(has(body("RemoveTargets", R"({"Rule":"a","Ids":["t"]})"), "\"FailedEntryCount\":0")
    );
    EXPECT_EQ(body("DeleteRule", R"({"Name":"a"})"), "{}");
}

TEST_F(EventsServiceTest, WrongRequestsAreRefused) {
    EXPECT_TRUE(has(body("PutRule", "{}"), "Value null at 'name'"));
    EXPECT_TRUE(
        has(body("PutRule", R"({"Name":"a"})"),
            "Parameter(s) EventPattern or ScheduleExpression must be specified.")
    );
    const std::string on_other_bus =
        R"({"Name":"a","EventBusName":"x","ScheduleExpression":")" + kRate + "\"}";
    EXPECT_TRUE(has(body("PutRule", on_other_bus), "Event bus x does not exist."));
    put_rule("a");
    EXPECT_TRUE(
        has(body("PutTargets", R"({"Rule":"a","Targets":[{"Id":"t"}]})"),
            "Value null at 'targets.1.member.arn'")
    );
    EXPECT_TRUE(has(body("ListTargetsByRule", R"({"Rule":"b"})"), "ResourceNotFoundException"));
    EXPECT_TRUE(has(body("PutRule", R"({"Name":["a"]})"), "SerializationException"));
}

TEST_F(EventsServiceTest, EventsAreTakenOneByOne) {
    const std::string answer = body(
        "PutEvents",
        R"({"Entries":[{"Source":"a","DetailType":"b","Detail":"{}","Time":1772438400},)"
        R"({"Source":"a","DetailType":"b","Detail":"{"}]})"
    );
    EXPECT_TRUE(has(answer, R"({"FailedEntryCount":1,"Entries":[{"EventId":")"));
    EXPECT_TRUE(
        has(answer, R"({"ErrorCode":"MalformedDetail","ErrorMessage":"Detail is malformed."}]})")
    );
}

TEST_F(EventsServiceTest, APatternIsTriedOut) {
    EXPECT_EQ(
        body(
            "TestEventPattern",
            R"({"EventPattern":"{\"source\":[\"a\"]}","Event":"{\"source\":\"a\"}"})"
        ),
        R"({"Result":true})"
    );
    EXPECT_TRUE(
        has(body("TestEventPattern", R"({"EventPattern":"[]","Event":"{}"})"),
            "InvalidEventPatternException")
    );
}

}  // namespace
}  // namespace sosw::test

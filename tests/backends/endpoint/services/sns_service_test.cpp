#include "backends/endpoint/services/sns_service.hpp"

#include <string>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_sns.hpp"
#include "core/base/random.hpp"
#include "tests/backends/endpoint/services/service_call.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

const std::string kTopic = "arn:aws:sns:us-west-2:000000000000:news";

class SnsServiceTest : public testing::Test {
protected:
    std::string body(const std::string& form) { return call_query(service_, form).body; }
    void create_topic() {
        ASSERT_EQ(xml_text(body("Action=CreateTopic&Name=news"), "TopicArn"), kTopic);
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteSns sns_{database_, clock_, Random{1}, sqlite::UnknownTopics::Refuse};
    endpoint::SnsService service_{sns_, Random{7}};
};

TEST_F(SnsServiceTest, PublishesToATopic) {
    create_topic();
    const auto answer = call_query(
        service_,
        "Action=Publish&Version=2010-03-31&TopicArn=" + kTopic + "&Subject=Hello&Message=a%26b"
    );
    EXPECT_EQ(answer.status, 200);
    const auto messages = sns_.published();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(xml_text(answer.body, "MessageId"), messages[0].message_id);
    EXPECT_EQ(messages[0].subject, "Hello");
    EXPECT_EQ(messages[0].message, "a&b");
}

TEST_F(SnsServiceTest, AStructuredMessageSaysItsDefault) {
    create_topic();
    const std::string publish = "Action=Publish&MessageStructure=json&TopicArn=" + kTopic;
    body(publish + "&Message={\"default\":\"for all\",\"sms\":\"short\"}");
    ASSERT_EQ(sns_.published().size(), 1U);
    EXPECT_EQ(sns_.published()[0].message, "for all");
    EXPECT_EQ(
        xml_text(body(publish + "&Message={}"), "Message"),
        "Invalid parameter: Message Structure - No default entry in JSON message body"
    );
    EXPECT_EQ(xml_text(body(publish + "&Message={"), "Code"), "InvalidParameter");
}

TEST_F(SnsServiceTest, UnknownTopicsAreNotFound) {
    const auto answer = call_query(service_, "Action=Publish&Message=a&TopicArn=" + kTopic);
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(xml_text(answer.body, "Code"), "NotFound");
    EXPECT_EQ(xml_text(answer.body, "Message"), "Topic does not exist");
    EXPECT_EQ(call_query(service_, "Action=GetTopicAttributes&TopicArn=" + kTopic).status, 404);
}

TEST_F(SnsServiceTest, WhatIsMissingIsNamed) {
    EXPECT_EQ(xml_text(body("Action=Publish&TopicArn=" + kTopic), "Code"), "ValidationError");
    EXPECT_EQ(
        xml_text(body("Action=Publish&Message=a"), "Message"),
        "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter"
    );
    EXPECT_EQ(xml_text(body("Action=CreateTopic&Name=a%20b"), "Code"), "InvalidParameter");
}

TEST_F(SnsServiceTest, ABatchTellsOfEachEntry) {
    create_topic();
    const std::string answer = body(
        "Action=PublishBatch&TopicArn=" + kTopic +
        "&PublishBatchRequestEntries.member.1.Id=a&PublishBatchRequestEntries.member.1.Message=1&"
        "PublishBatchRequestEntries.member.2.Id=b&PublishBatchRequestEntries.member.2.Message="
    );
    EXPECT_NE(xml_text(answer, "Successful").find("<Id>a</Id>"), std::string::npos);
    const std::string failed = xml_text(answer, "Failed");
    EXPECT_EQ(xml_text(failed, "Id"), "b");
    EXPECT_EQ(xml_text(failed, "Code"), "InvalidParameter");
    EXPECT_EQ(xml_text(failed, "SenderFault"), "true");
    EXPECT_EQ(sns_.published().size(), 1U);
}

TEST_F(SnsServiceTest, WrongBatchesAreRefusedAsAWhole) {
    create_topic();
    const std::string batch = "Action=PublishBatch&TopicArn=" + kTopic;
    EXPECT_EQ(xml_text(body(batch), "Code"), "EmptyBatchRequest");
    std::string entries;
    for (int i = 1; i <= 2; ++i) {
        const std::string entry = "&PublishBatchRequestEntries.member." + std::to_string(i);
        entries += entry;
        entries += ".Id=same" + entry + ".Message=m";
    }
    EXPECT_EQ(xml_text(body(batch + entries), "Code"), "BatchEntryIdsNotDistinct");
    EXPECT_TRUE(sns_.published().empty());
}

TEST_F(SnsServiceTest, TopicsAreListedAndDeleted) {
    create_topic();
    create_topic();
    const std::string listed = body("Action=ListTopics");
    EXPECT_EQ(xml_text(listed, "Topics"), "<member><TopicArn>" + kTopic + "</TopicArn></member>");
    EXPECT_EQ(call_query(service_, "Action=DeleteTopic&TopicArn=" + kTopic).status, 200);
    EXPECT_EQ(xml_text(body("Action=ListTopics"), "Topics"), "");
    EXPECT_EQ(call_query(service_, "Action=DeleteTopic&TopicArn=" + kTopic).status, 200);
}

TEST_F(SnsServiceTest, ALongListOfTopicsHasPages) {
    for (int i = 0; i < 101; ++i) {
        ASSERT_TRUE(sns_.create_topic(kTopic + std::to_string(i)));
    }
    const std::string token = xml_text(body("Action=ListTopics"), "NextToken");
    ASSERT_NE(token, "");
    const std::string rest = body("Action=ListTopics&NextToken=" + token);
    EXPECT_EQ(xml_text(rest, "NextToken"), "");
    EXPECT_NE(xml_text(rest, "TopicArn"), "");
}

TEST_F(SnsServiceTest, AttributesAreAMap) {
    create_topic();
    body(
        "Action=SetTopicAttributes&AttributeName=DisplayName&AttributeValue=News&TopicArn=" + kTopic
    );
    const std::string attributes = body("Action=GetTopicAttributes&TopicArn=" + kTopic);
    EXPECT_NE(
        attributes.find("<entry><key>DisplayName</key><value>News</value></entry>"),
        std::string::npos
    );
    EXPECT_NE(
        attributes.find("<entry><key>TopicArn</key><value>" + kTopic + "</value></entry>"),
        std::string::npos
    );
}

TEST_F(SnsServiceTest, SubscriptionsAreRemembered) {
    create_topic();
    const std::string subscribe =
        "Action=Subscribe&Protocol=lambda&Endpoint=arn:f&TopicArn=" + kTopic;
    const std::string arn = xml_text(body(subscribe), "SubscriptionArn");
    EXPECT_EQ(arn.find(kTopic + ":"), 0U);
    EXPECT_EQ(xml_text(body(subscribe), "SubscriptionArn"), arn) << "the same, asked twice";
    const std::string listed = body("Action=ListSubscriptionsByTopic&TopicArn=" + kTopic);
    EXPECT_EQ(xml_text(listed, "Endpoint"), "arn:f");
    EXPECT_EQ(xml_text(listed, "SubscriptionArn"), arn);
    body("Action=Unsubscribe&SubscriptionArn=" + arn);
    EXPECT_EQ(xml_text(body("Action=ListSubscriptions"), "Subscriptions"), "");
    EXPECT_EQ(
        xml_text(body("Action=Subscribe&Protocol=pigeon&TopicArn=" + kTopic), "Code"),
        "InvalidParameter"
    );
}

}  // namespace
}  // namespace sosw::test

#include "backends/sqlite/sqlite_sns.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sqlite {
namespace {

using ::testing::ElementsAre;

const std::string kTopic = "arn:aws:sns:us-west-2:000000000000:sosw_info";

TEST(SqliteSns, MessagesAreReadInOrderAndFromWhereOneStopped) {
    test::ManualClock clock;
    Database database{":memory:"};
    SqliteSns sns{database, clock, Random{1}};
    ASSERT_TRUE(sns.publish({.topic_arn = kTopic, .subject = "S", .message = "one"}));
    const std::int64_t seen = sns.published().back().sequence;
    clock.advance(std::chrono::seconds{5});
    ASSERT_TRUE(sns.publish({.topic_arn = kTopic, .message = "two"}));

    ASSERT_EQ(sns.published().size(), 2U);
    EXPECT_EQ(sns.published()[0].subject, "S");
    EXPECT_EQ(sns.published()[0].topic_arn, kTopic);
    const std::vector<PublishedMessage> news = sns.published(seen);
    ASSERT_EQ(news.size(), 1U);
    EXPECT_EQ(news[0].message, "two");
    EXPECT_EQ(news[0].at, clock.now());
}

TEST(SqliteSns, UnknownTopicsAreCreatedOrRefused) {
    test::ManualClock clock;
    Database database{":memory:"};
    SqliteSns lenient{database, clock, Random{1}};
    ASSERT_TRUE(lenient.publish({.topic_arn = kTopic, .message = "one"}));
    EXPECT_THAT(lenient.topics(), ElementsAre(kTopic));

    SqliteSns strict{database, clock, Random{1}, UnknownTopics::Refuse};
    EXPECT_TRUE(strict.publish({.topic_arn = kTopic, .message = "two"}));
    const std::string other = kTopic + "_2";
    const auto refused = strict.publish({.topic_arn = other, .message = "three"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::NotFound);
    EXPECT_EQ(strict.published().size(), 2U);
    ASSERT_TRUE(strict.create_topic(other));
    EXPECT_TRUE(strict.publish({.topic_arn = other, .message = "three"}));
    EXPECT_FALSE(strict.create_topic("sosw_info"));
}

TEST(SqliteSns, MessagesOutliveTheProcess) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("sns.sqlite");
    test::ManualClock clock;
    {
        Database database{path};
        SqliteSns sns{database, clock, Random{1}};
        ASSERT_TRUE(sns.publish({.topic_arn = kTopic, .message = "one"}));
    }
    Database database{path};
    SqliteSns sns{database, clock, Random{1}};
    ASSERT_TRUE(sns.publish({.topic_arn = kTopic, .message = "two"}));
    ASSERT_EQ(sns.published().size(), 2U);
    EXPECT_EQ(sns.published()[0].message, "one");
    EXPECT_NE(sns.published()[0].message_id, sns.published()[1].message_id);
}

}  // namespace
}  // namespace sosw::sqlite

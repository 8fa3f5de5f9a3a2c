#include <string>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_sns.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

const std::string kTopic = "arn:aws:sns:us-west-2:000000000000:sosw_info";

class SnsContract : public testing::Test {
protected:
    std::string error_name(const PublishInput& input) {
        const auto result = sns_.publish(input);
        return result ? "" : result.error().name;
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteSns sqlite_sns_{database_, clock_, Random{7}};
    Sns& sns_ = sqlite_sns_;
};

TEST_F(SnsContract, APublishedMessageGetsAnIdOfItsOwn) {
    const auto first = sns_.publish({.topic_arn = kTopic, .subject = "A", .message = "1"});
    const auto second = sns_.publish({.topic_arn = kTopic, .subject = "A", .message = "1"});
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->message_id.size(), 36U);
    EXPECT_NE(first->message_id, second->message_id);
}

TEST_F(SnsContract, ASubjectHasAtMostAHundredCharactersAndNoLineBreaks) {
    const auto with_subject = [](std::string subject) {
        return PublishInput{.topic_arn = kTopic, .subject = std::move(subject), .message = "1"};
    };
    EXPECT_EQ(error_name(with_subject("")), "");
    EXPECT_EQ(error_name(with_subject(std::string(100, 'x'))), "");
    std::string umlauts;
    for (int i = 0; i < 100; ++i) {
        umlauts += "ü";
    }
    EXPECT_EQ(error_name(with_subject(umlauts)), "") << "characters count, not bytes";
    EXPECT_EQ(error_name(with_subject(std::string(101, 'x'))), "InvalidParameter");
    EXPECT_EQ(error_name(with_subject("two\nlines")), "InvalidParameter");
}

TEST_F(SnsContract, AMessageIsNotEmptyAndAtMost256Kilobytes) {
    const auto with_size = [](std::size_t size) {
        return PublishInput{.topic_arn = kTopic, .message = std::string(size, 'x')};
    };
    EXPECT_EQ(error_name(with_size(262'144)), "");
    EXPECT_EQ(error_name(with_size(262'145)), "InvalidParameter");
    EXPECT_EQ(error_name(with_size(0)), "InvalidParameter");
}

TEST_F(SnsContract, ATopicIsNamedByItsArn) {
    for (const std::string arn : {
             "",
             "sosw_info",
             "arn:aws:sqs:us-west-2:000000000000:sosw_info",
             "arn:aws:sns:us-west-2:12:sosw_info",
             "arn:aws:sns:us-west-2:000000000000:",
             "arn:aws:sns:us-west-2:000000000000:a:b",
             "arn:aws:sns::000000000000:a",
         }) {
        const auto result = sns_.publish({.topic_arn = arn, .message = "1"});
        ASSERT_FALSE(result) << arn;
        EXPECT_EQ(result.error().code, ErrorCode::InvalidRequest);
        EXPECT_EQ(result.error().name, "InvalidParameter");
    }
    EXPECT_EQ(error_name({.topic_arn = kTopic + ".fifo", .message = "1"}), "");
}

}  // namespace
}  // namespace sosw::test

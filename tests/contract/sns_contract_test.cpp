#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "backends/aws/aws_sns.hpp"
#include "backends/endpoint/services/sns_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_sns.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/service_client.hpp"

namespace sosw::test {
namespace {

const std::string kTopic = "arn:aws:sns:us-west-2:000000000000:sosw_info";

/// An implementation with whatever it stands on.
class SqliteWorld {
public:
    SqliteWorld() = default;
    SqliteWorld(const SqliteWorld&) = delete;
    SqliteWorld& operator=(const SqliteWorld&) = delete;
    virtual ~SqliteWorld() = default;
    virtual Sns& sns() { return topics_; }

protected:
    ManualClock& clock() { return clock_; }
    sqlite::SqliteSns& topics() { return topics_; }

private:
    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteSns topics_{database_, clock_, Random{7}};
};

/// Our client, through the query protocol to our service, and SQLite behind it.
class HttpWorld final : public SqliteWorld {
public:
    explicit HttpWorld(Way way) : way_{way} {}
    Sns& sns() override { return sns_; }

private:
    Way way_;
    endpoint::SnsService service_{topics(), Random{7}};
    ServiceClient client_{service_, clock(), way_};
    aws::AwsSns sns_{client_.access(), Random{7}, client_.address("sns")};
};

using MakeWorld = std::unique_ptr<SqliteWorld> (*)();

class SnsContract : public testing::TestWithParam<MakeWorld> {
protected:
    std::string error_name(const PublishInput& input) {
        const auto result = sns_.publish(input);
        return result ? "" : result.error().name;
    }

    std::unique_ptr<SqliteWorld> world_ = GetParam()();
    Sns& sns_ = world_->sns();
};

template <typename Made, Way... way>
std::unique_ptr<SqliteWorld> make() {
    return std::make_unique<Made>(way...);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, SnsContract, testing::Values(&make<SqliteWorld>));
INSTANTIATE_TEST_SUITE_P(InProcess, SnsContract, testing::Values(&make<HttpWorld, Way::InProcess>));
INSTANTIATE_TEST_SUITE_P(Loopback, SnsContract, testing::Values(&make<HttpWorld, Way::Loopback>));

TEST_P(SnsContract, APublishedMessageGetsAnIdOfItsOwn) {
    const auto first = sns_.publish({.topic_arn = kTopic, .subject = "A", .message = "1"});
    const auto second = sns_.publish({.topic_arn = kTopic, .subject = "A", .message = "1"});
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->message_id.size(), 36U);
    EXPECT_NE(first->message_id, second->message_id);
}

TEST_P(SnsContract, ASubjectHasAtMostAHundredCharactersAndNoLineBreaks) {
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

TEST_P(SnsContract, AMessageIsNotEmptyAndAtMost256Kilobytes) {
    const auto with_size = [](std::size_t size) {
        return PublishInput{.topic_arn = kTopic, .message = std::string(size, 'x')};
    };
    EXPECT_EQ(error_name(with_size(262'144)), "");
    EXPECT_EQ(error_name(with_size(262'145)), "InvalidParameter");
    EXPECT_EQ(error_name(with_size(0)), "InvalidParameter");
}

TEST_P(SnsContract, ATopicIsNamedByItsArn) {
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

#include "backends/endpoint/services/sts_service.hpp"

#include <string>

#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "tests/backends/endpoint/services/service_call.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

class StsServiceTest : public testing::Test {
protected:
    std::string body(const std::string& form) { return call_query(service_, form).body; }

    ManualClock clock_;
    endpoint::StsService service_{clock_, Random{7}};
};

TEST_F(StsServiceTest, TheCallerIsTheAccount) {
    EXPECT_EQ(
        xml_text(body("Action=GetCallerIdentity&Version=2011-06-15"), "GetCallerIdentityResult"),
        "<Arn>arn:aws:iam::000000000000:root</Arn><UserId>000000000000</UserId>"
        "<Account>000000000000</Account>"
    );
}

TEST_F(StsServiceTest, AnAssumedRoleHasTemporaryCredentials) {
    const std::string answer = body(
        "Action=AssumeRole&RoleArn=arn:aws:iam::123456789012:role/path/admin&"
        "RoleSessionName=test&DurationSeconds=900"
    );
    EXPECT_EQ(xml_text(answer, "Arn"), "arn:aws:sts::123456789012:assumed-role/admin/test");
    EXPECT_EQ(xml_text(answer, "AccessKeyId").substr(0, 4), "ASIA");
    EXPECT_EQ(xml_text(answer, "AccessKeyId").size(), 20U);
    EXPECT_EQ(xml_text(answer, "SecretAccessKey").size(), 40U);
    EXPECT_NE(xml_text(answer, "SessionToken"), "");
    EXPECT_EQ(xml_text(answer, "Expiration"), "2026-03-02T08:15:00Z");
}

TEST_F(StsServiceTest, SessionTokensLastTwelveHoursUnlessToldOtherwise) {
    EXPECT_EQ(xml_text(body("Action=GetSessionToken"), "Expiration"), "2026-03-02T20:00:00Z");
    EXPECT_EQ(
        xml_text(body("Action=GetSessionToken&DurationSeconds=1"), "Code"), "ValidationError"
    );
    EXPECT_EQ(xml_text(body("Action=GetSessionToken&DurationSeconds=x"), "Code"), "MalformedInput");
}

TEST_F(StsServiceTest, WrongRolesAreRefused) {
    EXPECT_EQ(xml_text(body("Action=AssumeRole"), "Code"), "ValidationError");
    const auto answer = call_query(
        service_, "Action=AssumeRole&RoleArn=arn:aws:iam::1:user/somebody&RoleSessionName=ab"
    );
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(xml_text(answer.body, "Code"), "ValidationError");
}

}  // namespace
}  // namespace sosw::test

#include "backends/aws/aws_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/aws/aws_sts.hpp"
#include "tests/backends/aws/fake_environment.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::aws {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class AwsSettingsTest : public testing::Test {
protected:
    AwsSettingsTest() { environment_["HOME"] = folder_.path("home"); }
    Result<AwsSettings> resolve(AwsChoice choice = {}) {
        return AwsSettings::resolve(std::move(choice), environment_.get());
    }
    std::string url(const std::string& service, AwsChoice choice = {}) {
        const auto settings = resolve(std::move(choice));
        EXPECT_TRUE(settings);
        return settings->address_of(service)->url.text();
    }

    test::TemporaryFolder folder_;
    test::FakeEnvironment environment_;
};

TEST_F(AwsSettingsTest, TheRegionIsTheUsersThenTheEnvironmentsThenTheProfiles) {
    environment_["AWS_CONFIG_FILE"] = folder_.write(
        "config", "[default]\nregion = eu-west-1\n[profile work]\nregion = eu-west-2\n"
    );
    EXPECT_EQ(resolve()->region(), "eu-west-1");
    EXPECT_EQ(resolve({.profile = "work"})->region(), "eu-west-2");
    environment_["AWS_DEFAULT_REGION"] = "us-east-1";
    EXPECT_EQ(resolve({.profile = "work"})->region(), "us-east-1");
    environment_["AWS_REGION"] = "us-east-2";
    EXPECT_EQ(resolve()->region(), "us-east-2");
    EXPECT_EQ(resolve({.region = "ap-south-1"})->region(), "ap-south-1");
}

TEST_F(AwsSettingsTest, WithoutARegionItSaysHowToGiveOne) {
    const auto settings = resolve();
    ASSERT_FALSE(settings);
    EXPECT_THAT(
        to_string(settings.error()), AllOf(StartsWith("NoRegionError"), HasSubstr("--region"))
    );
    EXPECT_THAT(
        to_string(resolve({.region = "evil.com/"}).error()), HasSubstr("such as eu-west-1")
    );
}

TEST_F(AwsSettingsTest, EndpointsAreAwssUnlessSomebodySaysOtherwise) {
    environment_["AWS_REGION"] = "eu-west-1";
    EXPECT_EQ(url("dynamodb"), "https://dynamodb.eu-west-1.amazonaws.com");
    environment_["AWS_CONFIG_FILE"] = folder_.write(
        "config",
        "[default]\nservices = local\nendpoint_url = http://127.0.0.1:1\n"
        "[services local]\nsns =\n  endpoint_url = http://127.0.0.1:2\n"
    );
    EXPECT_EQ(url("dynamodb"), "http://127.0.0.1:1");
    EXPECT_EQ(url("sns"), "http://127.0.0.1:2");
    environment_["AWS_ENDPOINT_URL"] = "http://127.0.0.1:3";
    EXPECT_EQ(url("sns"), "http://127.0.0.1:3");
    environment_["AWS_ENDPOINT_URL_CLOUDWATCH"] = "http://127.0.0.1:4";
    EXPECT_EQ(url("monitoring"), "http://127.0.0.1:4");
    EXPECT_EQ(url("lambda"), "http://127.0.0.1:3");
    EXPECT_EQ(url("monitoring", {.endpoint_url = "http://127.0.0.1:5"}), "http://127.0.0.1:5");
    environment_["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true";
    EXPECT_EQ(url("lambda"), "https://lambda.eu-west-1.amazonaws.com");
}

TEST_F(AwsSettingsTest, AnEndpointThatIsNoUrlIsRefused) {
    const auto settings = resolve({.region = "eu-west-1", .endpoint_url = "localhost:4566"});
    EXPECT_THAT(
        to_string(settings->address_of("dynamodb").error()), HasSubstr("http://127.0.0.1:4566")
    );
}

TEST(AwsSts, TellsWhoseKeyItIs) {
    test::ManualClock clock;
    test::ScriptedTransport transport;
    FixedCredentials credentials{{.id = "AKID", .secret = "secret"}};
    AwsSts sts{
        {.clock = clock, .transport = transport, .credentials = credentials},
        Random{1},
        public_address("sts", "eu-west-1")};
    transport.answer(
        200,
        "<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/me"
        "</Arn><Account>123456789012</Account></GetCallerIdentityResult></"
        "GetCallerIdentityResponse>"
    );
    const auto caller = sts.get_caller_identity();
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->account, "123456789012");
    EXPECT_EQ(caller->arn, "arn:aws:iam::123456789012:user/me");
    EXPECT_THAT(
        std::string{transport.requests().back().headers.value_or_empty("Authorization")},
        HasSubstr("/eu-west-1/sts/aws4_request")
    );
}

TEST(ServiceUrl, OnlyThisMachineIsLoopback) {
    const auto loopback = [](const char* text) { return is_loopback(*parse_service_url(text)); };
    EXPECT_TRUE(loopback("http://127.0.0.1:4566"));
    EXPECT_TRUE(loopback("http://[::1]:4566"));
    EXPECT_TRUE(loopback("https://localhost"));
    EXPECT_TRUE(loopback("http://dynamodb.localhost:1"));
    EXPECT_FALSE(loopback("http://127.example.com"));
    EXPECT_FALSE(loopback("https://dynamodb.eu-west-1.amazonaws.com"));
    EXPECT_FALSE(loopback("http://localhost.example.com"));
}

}  // namespace
}  // namespace sosw::aws

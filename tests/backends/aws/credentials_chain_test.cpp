#include "backends/aws/credentials_chain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/aws/aws_settings.hpp"
#include "backends/aws/command_output.hpp"
#include "backends/aws/key_json.hpp"
#include "tests/backends/aws/fake_environment.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::aws {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kRoleKey =
    R"({"Code": "Success", "AccessKeyId": "ASIA", "SecretAccessKey": "s", "Token": "t",
        "Expiration": "2026-03-02T09:00:00Z"})";

/// A user's whole set-up; the clock stands at 2026-03-02T08:00:00Z.
class CredentialsTest : public testing::Test {
protected:
    CredentialsTest() {
        environment_["HOME"] = folder_.path("home");
        environment_["AWS_REGION"] = "eu-west-1";
    }
    void credentials_file(const std::string& text) {
        environment_["AWS_SHARED_CREDENTIALS_FILE"] = folder_.write("credentials", text);
    }
    /// As a new process finds it.
    CredentialsChain& chain(const std::string& profile = {}) {
        settings_ = AwsSettings::resolve({.profile = profile}, environment_.get());
        EXPECT_TRUE(settings_);
        chain_ = settings_->credentials(clock_, internet_, near_).value();
        return *chain_;
    }
    Result<wire::AccessKey> key(const std::string& profile = {}) { return chain(profile).key(); }
    std::string problem(const std::string& profile = {}) {
        const auto found = key(profile);
        EXPECT_FALSE(found);
        EXPECT_EQ(found.error().code, ErrorCode::AccessDenied);
        return found ? "" : to_string(found.error());
    }
    void no_instance() { near_.fail_with(ErrorCode::Unavailable, "ConnectTimeoutError"); }

    test::TemporaryFolder folder_;
    test::FakeEnvironment environment_;
    test::ManualClock clock_;
    test::ScriptedTransport internet_;
    test::ScriptedTransport near_;
    Result<AwsSettings> settings_ = fail(Error{});
    std::unique_ptr<CredentialsChain> chain_;
};

TEST_F(CredentialsTest, TheEnvironmentComesFirst) {
    credentials_file("[default]\naws_access_key_id = FILE\naws_secret_access_key = f\n");
    EXPECT_EQ(key()->id, "FILE");
    environment_["AWS_ACCESS_KEY_ID"] = "AKID";
    environment_["AWS_SECRET_ACCESS_KEY"] = "secret";
    environment_["AWS_SESSION_TOKEN"] = "token";
    const auto found = key();
    EXPECT_EQ(found->id, "AKID");
    EXPECT_EQ(found->secret, "secret");
    EXPECT_EQ(found->session_token, "token");
    EXPECT_EQ(key("default")->id, "FILE") << "a profile of the user's choice is meant";
}

TEST_F(CredentialsTest, HalfAKeyIsAProblemAndNotPassedOver) {
    environment_["AWS_ACCESS_KEY_ID"] = "AKID";
    EXPECT_THAT(problem(), HasSubstr("AWS_SECRET_ACCESS_KEY is not; set both"));
    environment_["AWS_ACCESS_KEY_ID"] = "";
    credentials_file("[default]\naws_access_key_id = FILE\n");
    EXPECT_THAT(problem(), HasSubstr("aws_secret_access_key is missing"));
}

TEST_F(CredentialsTest, WithoutAnyItSaysWhereItLookedAndWhatToDo) {
    no_instance();
    EXPECT_THAT(
        problem(),
        AllOf(
            HasSubstr("NoCredentialsError: No AWS credentials. Set AWS_ACCESS_KEY_ID and"),
            HasSubstr("environment: AWS_ACCESS_KEY_ID is not set"),
            HasSubstr("no profile \"default\" in " + folder_.path("home/.aws/credentials")),
            HasSubstr("web identity: AWS_WEB_IDENTITY_TOKEN_FILE is not set"),
            HasSubstr("container: neither"),
            HasSubstr("instance: no answer from http://169.254.169.254")
        )
    );
}

TEST_F(CredentialsTest, AProfileThatIsMisspeltIsToldWithTheOthers) {
    credentials_file("[work]\naws_access_key_id = W\naws_secret_access_key = w\n");
    EXPECT_THAT(problem("wrok"), AllOf(HasSubstr("ProfileNotFound"), HasSubstr("There are: work")));
    environment_["AWS_PROFILE"] = "work";
    EXPECT_EQ(key()->id, "W");
}

TEST_F(CredentialsTest, ACommandOfTheProfileTellsTheKey) {
    const std::string told =
        folder_.write("told.json", R"({"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "p"})");
    credentials_file(
        "[default]\ncredential_process = cat " + told + "\n[bad]\ncredential_process = exit 3\n" +
        "[odd]\ncredential_process = echo secret-thing\n"
    );
    EXPECT_EQ(key()->id, "P");
    EXPECT_THAT(problem("bad"), HasSubstr("the command ended with 3"));
    EXPECT_THAT(problem("odd"), AllOf(HasSubstr("a JSON object"), Not(HasSubstr("secret-thing"))));
}

TEST_F(CredentialsTest, ARoleOfAProfileIsRefusedWithAWayRoundIt) {
    credentials_file("[deploy]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = default\n");
    EXPECT_THAT(
        problem("deploy"),
        AllOf(HasSubstr("role_arn is not followed"), HasSubstr("export-credentials"))
    );
}

TEST_F(CredentialsTest, AWebIdentityIsTakenToSts) {
    environment_["AWS_WEB_IDENTITY_TOKEN_FILE"] = folder_.write("token", "ey.j.wt\n");
    EXPECT_THAT(problem(), HasSubstr("AWS_ROLE_ARN is not set"));
    environment_["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/x";
    internet_.answer(
        200,
        "<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>"
        "<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
        "<SessionToken>t</SessionToken><Expiration>2026-03-02T09:00:00Z</Expiration>"
        "</Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
    );
    EXPECT_EQ(key()->session_token, "t");
    EXPECT_EQ(internet_.urls().back(), "https://sts.eu-west-1.amazonaws.com");
    const wire::HttpRequest& request = internet_.requests().back();
    EXPECT_THAT(
        request.body,
        AllOf(
            HasSubstr("RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx"),
            HasSubstr("WebIdentityToken=ey.j.wt")
        )
    );
    EXPECT_EQ(request.headers.find("Authorization"), nullptr) << "there is no key to sign with";
    internet_.answer(
        400,
        "<ErrorResponse><Error><Code>ExpiredTokenException</Code><Message>Token expired</Message>"
        "</Error></ErrorResponse>"
    );
    EXPECT_THAT(problem(), HasSubstr("STS says ExpiredTokenException: Token expired"));
}

TEST_F(CredentialsTest, AContainerAsksItsAgent) {
    environment_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials?id=7";
    near_.answer(200, kRoleKey);
    EXPECT_EQ(key()->id, "ASIA");
    EXPECT_EQ(near_.urls().back(), "http://169.254.170.2");
    EXPECT_EQ(near_.requests().back().target, "/v2/credentials?id=7");
    near_.answer(404, "");
    EXPECT_THAT(problem(), HasSubstr("answered 404"));
}

TEST_F(CredentialsTest, AContainersAddressMayBeElsewhereWithAToken) {
    environment_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://127.0.0.1:8080/key";
    environment_["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = folder_.write("token", "Bearer x\n");
    near_.answer(200, kRoleKey);
    EXPECT_EQ(key()->id, "ASIA");
    EXPECT_EQ(near_.requests().back().headers.value_or_empty("Authorization"), "Bearer x");
    environment_["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://example.com/key";
    EXPECT_THAT(problem(), HasSubstr("must begin with https://"));
    EXPECT_EQ(near_.requests().size(), 1U) << "the token went nowhere";
}

TEST_F(CredentialsTest, AnInstanceIsAskedWithASessionsToken) {
    near_.answer(200, "session");
    near_.answer(200, "my-role");
    near_.answer(200, kRoleKey);
    EXPECT_EQ(key()->id, "ASIA");
    ASSERT_EQ(near_.requests().size(), 3U);
    EXPECT_EQ(near_.requests()[0].method, "PUT");
    EXPECT_EQ(near_.requests()[2].target, "/latest/meta-data/iam/security-credentials/my-role");
    EXPECT_EQ(near_.requests()[2].headers.value_or_empty("x-aws-ec2-metadata-token"), "session");
    environment_["AWS_EC2_METADATA_DISABLED"] = "true";
    EXPECT_THAT(problem(), HasSubstr("AWS_EC2_METADATA_DISABLED is true"));
    EXPECT_EQ(near_.requests().size(), 3U);
}

TEST_F(CredentialsTest, AKeyIsReplacedBeforeItExpires) {
    environment_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/key";
    near_.answer(200, kRoleKey);
    CredentialsChain& credentials = chain();
    EXPECT_EQ(credentials.key()->id, "ASIA");
    clock_.advance(std::chrono::minutes{54});
    EXPECT_EQ(credentials.key()->id, "ASIA");
    EXPECT_EQ(near_.requests().size(), 1U);
    clock_.advance(std::chrono::minutes{2});
    near_.fail_with(ErrorCode::Unavailable, "EndpointConnectionError");
    EXPECT_EQ(credentials.key()->id, "ASIA") << "it is good for four more minutes";
    near_.answer(
        200,
        R"({"AccessKeyId": "NEW", "SecretAccessKey": "s", "Expiration": "2026-03-02T14:00:00Z"})"
    );
    EXPECT_EQ(credentials.key()->id, "NEW");
    EXPECT_EQ(near_.requests().size(), 3U);
}

TEST_F(CredentialsTest, ARejectedKeyIsReplacedAtOnce) {
    environment_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/key";
    near_.answer(200, kRoleKey);
    CredentialsChain& credentials = chain();
    const wire::AccessKey old = credentials.key().value();
    credentials.reject({.id = "ANOTHER", .secret = "s"});
    EXPECT_EQ(credentials.key()->id, "ASIA") << "that was not the kept one";
    EXPECT_EQ(near_.requests().size(), 1U);
    credentials.reject(old);
    near_.fail_with(ErrorCode::Unavailable, "EndpointConnectionError");
    EXPECT_FALSE(credentials.key()) << "a rejected key does not serve until its end";
    near_.answer(
        200,
        R"({"AccessKeyId": "NEW", "SecretAccessKey": "s", "Expiration": "2026-03-02T14:00:00Z"})"
    );
    EXPECT_EQ(credentials.key()->id, "NEW");
    credentials.reject(old);
    EXPECT_EQ(credentials.key()->id, "NEW") << "it is gone already";
    EXPECT_EQ(near_.requests().size(), 3U);
}

TEST_F(CredentialsTest, AnExpiredKeyThatCannotBeReplacedIsNotUsed) {
    environment_["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/key";
    near_.answer(200, kRoleKey);
    CredentialsChain& credentials = chain();
    EXPECT_TRUE(credentials.key());
    clock_.advance(std::chrono::minutes{60});
    near_.answer(500, "");
    EXPECT_FALSE(credentials.key());
}

TEST(KeyJson, SaysWhatIsMissing) {
    EXPECT_THAT(
        read_key_json(R"({"AccessKeyId": "A"})", "x").error().message,
        HasSubstr("SecretAccessKey is missing")
    );
    EXPECT_FALSE(
        read_key_json(R"({"AccessKeyId": "A", "SecretAccessKey": "s", "Expiration": "soon"})", "x")
    );
}

TEST(CommandOutput, IsWhatTheCommandWrites) {
    EXPECT_EQ(command_output("printf 'a b'").value(), "a b");
    EXPECT_THAT(command_output("exit 7").error().message, HasSubstr("ended with 7"));
    EXPECT_THAT(command_output("kill -9 $$").error().message, HasSubstr("by a signal"));
}

}  // namespace
}  // namespace sosw::aws

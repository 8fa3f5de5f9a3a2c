#include "backends/wire/signature/credentials.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

using ::testing::ElementsAre;

Credentials read(std::string_view text) {
    const Checked<Credentials> credentials = read_credentials(text, "credentials");
    for (const Diagnostic& problem : credentials ? Diagnostics{} : credentials.error()) {
        ADD_FAILURE() << to_string(problem);
    }
    return credentials.value_or(Credentials{});
}

std::vector<std::string> problems(std::string_view text) {
    const Checked<Credentials> credentials = read_credentials(text, "credentials");
    std::vector<std::string> lines;
    for (const Diagnostic& problem : credentials ? Diagnostics{} : credentials.error()) {
        lines.push_back(to_string(problem));
    }
    return lines;
}

TEST(Credentials, AreFoundByProfileAndById) {
    const Credentials credentials = read(R"(
# A comment.
[default]
aws_access_key_id = AKIDEXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY

[profile other]
aws_access_key_id=ASIAOTHER
aws_secret_access_key=a=b
aws_session_token=AQoDYXdz==
)");

    ASSERT_NE(credentials.find_profile("default"), nullptr);
    EXPECT_EQ(credentials.find_profile("default"), credentials.find_id("AKIDEXAMPLE"));
    EXPECT_EQ(
        credentials.find_id("AKIDEXAMPLE")->secret, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    );
    EXPECT_EQ(credentials.find_id("AKIDEXAMPLE")->session_token, "");
    ASSERT_NE(credentials.find_profile("other"), nullptr);
    EXPECT_EQ(credentials.find_profile("other")->id, "ASIAOTHER");
    EXPECT_EQ(credentials.find_profile("other")->secret, "a=b");
    EXPECT_EQ(credentials.find_profile("other")->session_token, "AQoDYXdz==");
    EXPECT_EQ(credentials.find_profile("third"), nullptr);
    EXPECT_EQ(credentials.find_id("akidexample"), nullptr);
}

TEST(Credentials, TheDefaultProfileIsTheDefaultElseAnyIs) {
    const std::string one = "[a]\naws_access_key_id = A\naws_secret_access_key = s\n";
    const std::string two = "[default]\naws_access_key_id = B\naws_secret_access_key = s\n";

    ASSERT_NE(read(one).default_key(), nullptr);
    EXPECT_EQ(read(one).default_key()->id, "A");
    EXPECT_EQ(read(one + two).default_key()->id, "B");
    EXPECT_EQ(Credentials{}.default_key(), nullptr);
}

TEST(Credentials, WhatOtherToolsWriteIsPassedOver) {
    const Credentials credentials = read(
        "\xEF\xBB\xBF[sso]\r\n"
        "sso_start_url = https://example.com/start\r\n"
        "s3 =\r\n"
        "  max_concurrent_requests = 20\r\n"
        "  nonsense\r\n"
        "; another comment\r\n"
        "[ local ]\r\n"
        "  AWS_ACCESS_KEY_ID: id\r\n"
        "aws_secret_access_key :secret \r\n"
        "region = us-west-2\r\n"
        "aws_account_id = 000000000000"
    );

    EXPECT_EQ(credentials.find_profile("sso"), nullptr);
    ASSERT_NE(credentials.find_profile("local"), nullptr);
    EXPECT_EQ(credentials.find_profile("local")->id, "id");
    EXPECT_EQ(credentials.find_profile("local")->secret, "secret");
}

TEST(Credentials, AllThatIsWrongIsReportedAtOnceWithItsLine) {
    EXPECT_THAT(
        problems(R"(region = us-west-2
[default
aws_access_key_id = NEVER_READ
[half]
aws_access_key_id = A
[half]
aws_secret_access_key = s
[typo]
aws_acces_key_id = A
aws_secret_access_key = s
nonsense
= x
[twice]
aws_access_key_id = B
aws_access_key_id = C
aws_secret_access_key =
[]
aws_access_key_id = D/E
aws_secret_access_key = two words
)"),
        ElementsAre(
            "credentials:1:1: a setting before the first profile; write [default] above it",
            "credentials:2:1: expected a profile such as [default]: the closing ] is missing",
            "credentials:4:1: the profile \"half\" lacks aws_secret_access_key",
            "credentials:6:1: the profile \"half\" stands in line 4 already; merge the two",
            "credentials:6:1: the profile \"half\" lacks aws_access_key_id",
            "credentials:8:1: the profile \"typo\" lacks aws_access_key_id",
            "credentials:9:1: unknown setting aws_acces_key_id. Did you mean "
            "\"aws_access_key_id\"?",
            "credentials:11:1: expected [profile], name = value, or a comment that begins with #",
            "credentials:12:1: expected [profile], name = value, or a comment that begins with #",
            "credentials:15:1: aws_access_key_id is said in line 14 already",
            "credentials:16:1: the profile \"twice\" lacks aws_secret_access_key",
            "credentials:17:1: a profile needs a name, such as [default]",
            "credentials:18:1: aws_access_key_id is one word without / , =; comments have lines of "
            "their own",
            "credentials:19:1: aws_secret_access_key is one word; comments have lines of their own"
        )
    );
}

TEST(Credentials, OneKeyHasOneSecret) {
    const std::string key = "aws_access_key_id = A\naws_secret_access_key = ";

    EXPECT_THAT(problems("[a]\n" + key + "s\n[b]\n" + key + "s\n"), ElementsAre());
    EXPECT_THAT(
        problems("[a]\n" + key + "s\n[b]\n" + key + "t\n"),
        ElementsAre(
            "credentials:5:1: the key A stands in another profile with another secret or token"
        )
    );
}

TEST(Credentials, AFileWithoutAKeyIsAProblem) {
    const std::string line =
        "credentials:1:1: no access key: write [default], and under it aws_access_key_id = … and "
        "aws_secret_access_key = …";

    EXPECT_THAT(problems(""), ElementsAre(line));
    EXPECT_THAT(problems("[default]\nregion = us-west-2\n"), ElementsAre(line));
}

}  // namespace
}  // namespace sosw::wire

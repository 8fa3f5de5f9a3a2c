#include "backends/wire/signature/authorization.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

using ::testing::ElementsAre;
using Kind = AuthorizationError::Kind;

constexpr const char* kSound =
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=abc";

HttpRequest signed_request(std::string authorization) {
    return {
        .method = "POST",
        .headers = {
            {"Host", "127.0.0.1:4566"},
            {"X-Amz-Date", "20150830T123600Z"},
            {"Authorization", std::move(authorization)}}};
}

AuthorizationError error_of(const HttpRequest& request) {
    const auto authorization = parse_authorization(request, "dynamodb");
    EXPECT_FALSE(authorization.has_value());
    return authorization ? AuthorizationError{} : authorization.error();
}

TEST(Authorization, IsReadFromTheHeader) {
    const auto authorization = parse_authorization(signed_request(kSound), "dynamodb");

    ASSERT_TRUE(authorization.has_value()) << authorization.error().message;
    EXPECT_EQ(authorization->access_key_id, "AKIDEXAMPLE");
    EXPECT_EQ(to_string(authorization->scope), "20150830/us-east-1/dynamodb/aws4_request");
    EXPECT_THAT(authorization->signed_headers, ElementsAre("host", "x-amz-date"));
    EXPECT_EQ(authorization->signature, "abc");
    EXPECT_EQ(authorization->timestamp, "20150830T123600Z");
    EXPECT_EQ(authorization->signed_at, from_epoch_seconds(1'440'938'160));
    EXPECT_EQ(authorization->lifetime, std::nullopt);
    EXPECT_EQ(authorization->session_token, "");
}

TEST(Authorization, PartsMayStandInAnyOrderAndSpacing) {
    const auto authorization = parse_authorization(
        signed_request("  AWS4-HMAC-SHA256 Signature=abc,SignedHeaders=X-Amz-Date;HOST,"
                       "Credential=AKIDEXAMPLE/20150830/us-east-1/dynamodb/aws4_request/")
    );

    ASSERT_TRUE(authorization.has_value()) << authorization.error().message;
    EXPECT_THAT(authorization->signed_headers, ElementsAre("host", "x-amz-date"));
    EXPECT_EQ(authorization->scope.region, "us-east-1");
}

TEST(Authorization, TheHeaderDateWillDo) {
    HttpRequest request = signed_request(
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/dynamodb/aws4_request, "
        "SignedHeaders=date;host, Signature=abc"
    );
    request.headers.erase("X-Amz-Date");
    request.headers.add("Date", "Sun, 30 Aug 2015 12:36:00 GMT");

    const auto authorization = parse_authorization(request);

    ASSERT_TRUE(authorization.has_value()) << authorization.error().message;
    EXPECT_EQ(authorization->timestamp, "20150830T123600Z");
}

TEST(Authorization, IsReadFromTheQuery) {
    const HttpRequest request{
        .target =
            "/a?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fs3%2Faws4_request"
            "&X-Amz-Date=20150830T123600Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host"
            "&X-Amz-Security-Token=a%2Bb&X-Amz-Signature=abc",
        .headers = {{"Host", "127.0.0.1"}}};

    const auto authorization = parse_authorization(request, "s3");

    ASSERT_TRUE(authorization.has_value()) << authorization.error().message;
    EXPECT_EQ(authorization->access_key_id, "AKIDEXAMPLE");
    EXPECT_EQ(authorization->lifetime, std::chrono::seconds{60});
    EXPECT_EQ(authorization->session_token, "a+b");
    EXPECT_EQ(authorization->signature, "abc");
}

TEST(Authorization, ItsLackIsNamed) {
    const char* const lack = "Request is missing Authentication Token";

    EXPECT_EQ(error_of({.headers = {{"Host", "a"}}}).message, lack);
    EXPECT_EQ(error_of(signed_request("")).message, lack);
    EXPECT_EQ(error_of(signed_request("AWS AKIDEXAMPLE:abc")).message, lack);
    EXPECT_EQ(error_of(signed_request("Bearer AWS4-")).message, lack);
    EXPECT_EQ(error_of(signed_request("")).kind, Kind::Missing);
}

TEST(Authorization, HeaderAndQueryAtOnceContradictEachOther) {
    HttpRequest request = signed_request(kSound);
    request.target = "/?X-Amz-Algorithm=";

    EXPECT_EQ(error_of(request).kind, Kind::Invalid);
    EXPECT_EQ(
        error_of(request).message,
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
    );
}

TEST(Authorization, EachMissingPartOfTheHeaderIsNamed) {
    HttpRequest request = signed_request("AWS4-HMAC-SHA256 Signature, Credential=, Other=b");
    request.headers.erase("X-Amz-Date");

    EXPECT_EQ(error_of(request).kind, Kind::Incomplete);
    EXPECT_EQ(
        error_of(request).message,
        "Authorization header requires 'Credential' parameter. "
        "Authorization header requires 'Signature' parameter. "
        "Authorization header requires 'SignedHeaders' parameter. "
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        "Authorization=AWS4-HMAC-SHA256 Signature, Credential=, Other=b"
    );
    EXPECT_EQ(missing_authorization(request)->message, error_of(request).message);
}

TEST(Authorization, EachMissingPartOfTheQueryIsNamed) {
    const HttpRequest request{.target = "/?X-Amz-Algorithm&X-Amz-Signature=a"};

    EXPECT_EQ(error_of(request).kind, Kind::Incomplete);
    EXPECT_EQ(
        error_of(request).message,
        "AWS query-string parameters must include 'X-Amz-Algorithm'. "
        "AWS query-string parameters must include 'X-Amz-Credential'. "
        "AWS query-string parameters must include 'X-Amz-SignedHeaders'. "
        "AWS query-string parameters must include 'X-Amz-Date'. "
        "Re-examine the query-string parameters."
    );
}

TEST(Authorization, TheDateMustBeOne) {
    HttpRequest request = signed_request(kSound);
    request.headers.set("X-Amz-Date", "201");

    EXPECT_EQ(error_of(request).kind, Kind::Incomplete);
    EXPECT_EQ(
        error_of(request).message,
        "Date must be in ISO-8601 'basic format'. Got '201'. See "
        "http://en.wikipedia.org/wiki/ISO_8601"
    );
}

TEST(Authorization, HostAndAmazonsHeadersMustBeSigned) {
    const std::string prefix =
        "AWS4-HMAC-SHA256 Credential=A/20150830/us-east-1/dynamodb/aws4_request, Signature=a, ";
    HttpRequest request = signed_request(prefix + "SignedHeaders=host;x-amz-date");
    request.headers.add("X-Amz-Target", "DynamoDB_20120810.ListTables");
    request.headers.add("X-Amzn-Trace-Id", "need not");

    EXPECT_EQ(
        error_of(request).message,
        "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."
    );
    EXPECT_EQ(error_of(request).kind, Kind::Invalid);
    EXPECT_EQ(
        error_of(signed_request(prefix + "SignedHeaders=x-amz-date")).message,
        "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
    );
}

TEST(Authorization, TheAlgorithmIsTheOneWeKnow) {
    const AuthorizationError error = error_of(signed_request(
        "AWS4-HMAC-SHA25 Credential=a/b/c, SignedHeaders=host;x-amz-date, Signature=abc"
    ));

    EXPECT_EQ(error.kind, Kind::Incomplete);
    EXPECT_EQ(
        error.message,
        "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA25' (only AWS4-HMAC-SHA256 for now). "
    );
}

TEST(Authorization, ACredentialHasFiveParts) {
    const AuthorizationError error = error_of(signed_request(
        "AWS4-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=host;x-amz-date, Signature=abc"
    ));

    EXPECT_EQ(error.kind, Kind::Incomplete);
    EXPECT_EQ(
        error.message,
        "Credential must have exactly 5 slash-delimited elements, e.g. "
        "keyid/date/region/service/term, got 'a/b/c/d'"
    );
}

TEST(Authorization, EachWrongPartOfTheCredentialIsNamed) {
    const AuthorizationError error = error_of(signed_request(
        "AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host;x-amz-date, Signature=abc"
    ));

    EXPECT_EQ(error.kind, Kind::Invalid);
    EXPECT_EQ(
        error.message,
        "Credential should be scoped to correct service: 'dynamodb'. "
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. "
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
        "'b' != '20150830', from '20150830T123600Z'."
    );
}

TEST(Authorization, APresignedUrlLastsAWeekAtMost) {
    const auto error_with = [](const std::string& expires) {
        return error_of({.target = "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a/b/c/d/e"
                                   "&X-Amz-Date=20150830T123600Z&X-Amz-SignedHeaders=host"
                                   "&X-Amz-Signature=a&X-Amz-Expires=" +
                                   expires,
                         .headers = {{"Host", "a"}}}
        ).message;
    };

    EXPECT_EQ(error_with("604801").substr(0, 44), "X-Amz-Expires must be less than a week (in s");
    for (const char* const expires : {"", "-1", "1.5", "99999999999999999999", "+5"}) {
        EXPECT_EQ(error_with(expires), "X-Amz-Expires should be a number") << expires;
    }
}

TEST(Authorization, WhereNoKeysAreKnownItsPartsAreEnough) {
    EXPECT_EQ(missing_authorization(signed_request(kSound)), std::nullopt);
    EXPECT_EQ(
        missing_authorization(signed_request("AWS4- Credential=a,SignedHeaders=b,Signature=c")),
        std::nullopt
    );
    EXPECT_EQ(
        missing_authorization({.headers = {{"Host", "a"}}})->message,
        "Request is missing Authentication Token"
    );
}

}  // namespace
}  // namespace sosw::wire

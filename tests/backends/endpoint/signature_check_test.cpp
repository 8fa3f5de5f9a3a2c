#include "backends/endpoint/signature_check.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/endpoint/signature_problem.hpp"
#include "backends/wire/signature/digest.hpp"
#include "backends/wire/signature/signature_v4.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::endpoint {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using wire::HttpRequest;
using wire::HttpResponse;

const wire::AccessKey kLasting{.id = "AKIDLASTING", .secret = "secret"};
const wire::AccessKey kSession{.id = "ASIASESSION", .secret = "other", .session_token = "token+/="};

HttpRequest dynamo_db_request() {
    return {
        .method = "POST",
        .headers =
            {{"Host", "127.0.0.1:4566"},
             {"Content-Type", "application/x-amz-json-1.0"},
             {"X-Amz-Target", "DynamoDB_20120810.ListTables"}},
        .body = "{}"};
}

HttpRequest cloud_watch_request() {
    HttpRequest request = dynamo_db_request();
    request.headers.set("X-Amz-Target", "GraniteServiceVersion20100801.PutMetricData");
    return request;
}

HttpRequest lambda_request() {
    return {
        .method = "POST",
        .target = "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aa%3A0%3Afunction%3Af/invocations",
        .headers = {{"Host", "127.0.0.1:4566"}},
        .body = "{}"};
}

HttpRequest sns_request() {
    return {
        .method = "POST",
        .headers =
            {{"Host", "127.0.0.1:4566"},
             {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
        .body = "Action=Publish&Version=2010-03-31&TopicArn=a&Message=b"};
}

HttpRequest s3_request() {
    return {
        .method = "PUT",
        .target = "/bucket/a%20key",
        .headers = {{"Host", "127.0.0.1:4566"}},
        .body = "content"};
}

/// A check that knows two keys, at a time of its own.
class SignatureCheckTest : public testing::Test {
protected:
    HttpRequest signed_by(
        const wire::AccessKey& key,
        HttpRequest request,
        const std::string& service,
        Duration later = Duration::zero()
    ) const {
        wire::sign(request, key, {.service = service, .at = clock_.now() + later});
        return request;
    }

    HttpRequest presigned(HttpRequest request, const std::string& service, Duration lifetime)
        const {
        wire::presign(request, kLasting, {.service = service, .at = clock_.now()}, lifetime);
        return request;
    }

    /// `passes`, or the answer in one line.
    std::string outcome(const HttpRequest& request) const {
        const std::optional<HttpResponse> refusal = check_.refusal(request);
        return refusal ? std::to_string(refusal->status) + " " + refusal->body : "passes";
    }

    test::ManualClock clock_;
    SignatureCheck check_{
        [] {
            wire::Credentials credentials;
            credentials.add("default", kLasting);
            credentials.add("session", kSession);
            return credentials;
        }(),
        clock_};
};

TEST_F(SignatureCheckTest, WhatAKnownKeySignedPasses) {
    EXPECT_EQ(outcome(signed_by(kLasting, dynamo_db_request(), "dynamodb")), "passes");
    EXPECT_EQ(outcome(signed_by(kSession, dynamo_db_request(), "dynamodb")), "passes");
    EXPECT_EQ(outcome(signed_by(kLasting, cloud_watch_request(), "monitoring")), "passes");
    EXPECT_EQ(outcome(signed_by(kLasting, lambda_request(), "lambda")), "passes");
    EXPECT_EQ(outcome(signed_by(kSession, sns_request(), "sns")), "passes");
    EXPECT_EQ(outcome(signed_by(kSession, s3_request(), "s3")), "passes");
    EXPECT_EQ(
        outcome(presigned(
            {.target = "/bucket/key", .headers = {{"Host", "a"}}}, "s3", std::chrono::seconds{9}
        )),
        "passes"
    );
}

TEST_F(SignatureCheckTest, DynamoDbRefusesWithStatus400) {
    wire::AccessKey unknown = kLasting;
    unknown.id = "AKIDUNKNOWN";
    wire::AccessKey wrong = kLasting;
    wrong.secret = "wrong";

    EXPECT_EQ(
        outcome(dynamo_db_request()),
        R"(400 {"__type":"com.amazon.coral.service#MissingAuthenticationTokenException",)"
        R"("message":"Request is missing Authentication Token"})"
    );
    EXPECT_EQ(
        outcome(signed_by(unknown, dynamo_db_request(), "dynamodb")),
        R"(400 {"__type":"com.amazon.coral.service#UnrecognizedClientException",)"
        R"("message":"The security token included in the request is invalid."})"
    );
    EXPECT_THAT(
        outcome(signed_by(wrong, dynamo_db_request(), "dynamodb")),
        StartsWith(
            R"(400 {"__type":"com.amazon.coral.service#InvalidSignatureException",)"
            R"("message":"The request signature we calculated does not match the signature you )"
            R"(provided. Check your AWS Secret Access Key and signing method. Consult the service )"
            R"(documentation for details.\n\nThe Canonical String for this request should have )"
            R"(been\n'POST\n/\n\ncontent-type:application/x-amz-json-1.0\n)"
        )
    );
    EXPECT_THAT(
        outcome(signed_by(kLasting, dynamo_db_request(), "monitoring")),
        HasSubstr("Credential should be scoped to correct service: 'dynamodb'.")
    );
}

TEST_F(SignatureCheckTest, CloudWatchAlsoSaysTheErrorsNameOfTheQueryProtocol) {
    const std::optional<HttpResponse> refusal = check_.refusal(cloud_watch_request());

    ASSERT_TRUE(refusal.has_value());
    EXPECT_EQ(refusal->status, 403);
    EXPECT_EQ(
        refusal->headers.value_or_empty("x-amzn-query-error"), "MissingAuthenticationToken;Sender"
    );
    EXPECT_THAT(refusal->body, StartsWith(R"({"__type":"MissingAuthenticationTokenException",)"));
}

TEST_F(SignatureCheckTest, LambdaRefusesWithStatus403AndTheErrorsNameInAHeader) {
    wire::AccessKey wrong = kLasting;
    wrong.secret = "wrong";

    const std::optional<HttpResponse> refusal =
        check_.refusal(signed_by(wrong, lambda_request(), "lambda"));

    ASSERT_TRUE(refusal.has_value());
    EXPECT_EQ(refusal->status, 403);
    EXPECT_EQ(refusal->headers.value_or_empty("x-amzn-errortype"), "InvalidSignatureException");
    EXPECT_THAT(refusal->body, StartsWith(R"({"message":"The request signature we calculated)"));
    EXPECT_EQ(outcome(lambda_request()), R"(403 {"message":"Missing Authentication Token"})");
}

TEST_F(SignatureCheckTest, QueryServicesRefuseWithStatus403AndXml) {
    wire::AccessKey unknown = kLasting;
    unknown.id = "AKIDUNKNOWN";

    EXPECT_THAT(
        outcome(signed_by(unknown, sns_request(), "sns")),
        StartsWith("403 <ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error>"
                   "<Type>Sender</Type><Code>InvalidClientTokenId</Code><Message>The security "
                   "token included in the request is invalid.</Message></Error><RequestId>")
    );
    EXPECT_THAT(outcome(sns_request()), HasSubstr("<Code>MissingAuthenticationToken</Code>"));
}

TEST_F(SignatureCheckTest, S3RefusesInItsOwnWords) {
    wire::AccessKey unknown = kLasting;
    unknown.id = "AKIDUNKNOWN";
    wire::AccessKey wrong = kLasting;
    wrong.secret = "wrong";

    EXPECT_THAT(
        outcome(s3_request()),
        StartsWith(
            "403 <?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>"
            "<Message>Access Denied</Message><RequestId>"
        )
    );
    EXPECT_THAT(
        outcome(signed_by(unknown, s3_request(), "s3")),
        HasSubstr("<Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does "
                  "not exist in our records.</Message><AWSAccessKeyId>AKIDUNKNOWN</AWSAccessKeyId>")
    );
    const std::string mismatch = outcome(signed_by(wrong, s3_request(), "s3"));
    EXPECT_THAT(
        mismatch,
        HasSubstr("<Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated "
                  "does not match the signature you provided. Check your key and signing method."
                  "</Message><AWSAccessKeyId>AKIDLASTING</AWSAccessKeyId><StringToSign>AWS4-HMAC-")
    );
    EXPECT_THAT(mismatch, HasSubstr("<StringToSignBytes>41 57 53 34 2d "));
    EXPECT_THAT(mismatch, HasSubstr("<CanonicalRequest>PUT\n/bucket/a%20key\n\nhost:"));
}

TEST_F(SignatureCheckTest, AHeadIsRefusedWithoutABody) {
    HttpRequest request = s3_request();
    request.method = "HEAD";

    EXPECT_EQ(outcome(request), "403 ");
}

TEST_F(SignatureCheckTest, ASignatureIsGoodForFiveMinutes) {
    const HttpRequest request = dynamo_db_request();
    const auto after = [&](Duration later) {
        return outcome(signed_by(kLasting, request, "dynamodb", later));
    };
    constexpr std::chrono::minutes kWindow{5};

    EXPECT_EQ(after(kWindow), "passes");
    EXPECT_EQ(after(-kWindow), "passes");
    EXPECT_THAT(
        after(-kWindow - std::chrono::seconds{1}),
        HasSubstr(
            "InvalidSignatureException\",\"message\":\"Signature expired: 20260302T075459Z is "
            "now earlier than 20260302T075500Z (20260302T080000Z - 5 min.)"
        )
    );
    EXPECT_THAT(
        after(kWindow + std::chrono::seconds{1}),
        HasSubstr("Signature not yet current: 20260302T080501Z is still later than "
                  "20260302T080500Z (20260302T080000Z + 5 min.)")
    );
}

TEST_F(SignatureCheckTest, ThatOfS3IsGoodForFifteen) {
    const auto after = [&](Duration later) {
        return outcome(signed_by(kLasting, s3_request(), "s3", later));
    };
    constexpr std::chrono::minutes kWindow{15};

    EXPECT_EQ(after(kWindow), "passes");
    EXPECT_EQ(after(-kWindow), "passes");
    EXPECT_THAT(
        after(-kWindow - std::chrono::seconds{1}),
        HasSubstr("<Code>RequestTimeTooSkewed</Code><Message>The difference between the request "
                  "time and the current time is too large.</Message><RequestTime>20260302T074459Z"
                  "</RequestTime><ServerTime>2026-03-02T08:00:00Z</ServerTime>"
                  "<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>")
    );
}

TEST_F(SignatureCheckTest, APresignedUrlIsGoodForAsLongAsItSays) {
    const HttpRequest url = presigned(
        {.target = "/bucket/key", .headers = {{"Host", "a"}}}, "s3", std::chrono::hours{2}
    );

    clock_.advance(std::chrono::hours{2});
    EXPECT_EQ(outcome(url), "passes");
    clock_.advance(std::chrono::seconds{1});
    EXPECT_THAT(
        outcome(url),
        HasSubstr("<Code>AccessDenied</Code><Message>Request has expired</Message><X-Amz-Expires>"
                  "7200</X-Amz-Expires><Expires>2026-03-02T10:00:00Z</Expires><ServerTime>"
                  "2026-03-02T10:00:01Z</ServerTime>")
    );
}

TEST_F(SignatureCheckTest, AUrlOfAnotherMethodOrKeyIsAnother) {
    const HttpRequest url = presigned(
        {.target = "/bucket/key", .headers = {{"Host", "a"}}}, "s3", std::chrono::hours{2}
    );
    HttpRequest put = url;
    put.method = "PUT";
    HttpRequest other = url;
    other.target.replace(other.target.find("key"), 3, "kez");

    EXPECT_THAT(outcome(put), HasSubstr("SignatureDoesNotMatch"));
    EXPECT_THAT(outcome(other), HasSubstr("SignatureDoesNotMatch"));
}

TEST_F(SignatureCheckTest, AKeyGoesWithItsSessionTokenAlone) {
    wire::AccessKey without = kSession;
    without.session_token.clear();
    wire::AccessKey wrong = kSession;
    wrong.session_token = "token+/-";
    wire::AccessKey more = kLasting;
    more.session_token = "token";

    for (const wire::AccessKey& key : {without, wrong, more}) {
        EXPECT_THAT(
            outcome(signed_by(key, dynamo_db_request(), "dynamodb")),
            HasSubstr("UnrecognizedClientException")
        );
        EXPECT_THAT(outcome(signed_by(key, s3_request(), "s3")), HasSubstr("InvalidToken"));
    }
}

TEST_F(SignatureCheckTest, AnotherBodyThanTheSignedOneIsRefused) {
    HttpRequest put_item = signed_by(kLasting, dynamo_db_request(), "dynamodb");
    put_item.body = "{ }";
    HttpRequest put_object = signed_by(kLasting, s3_request(), "s3");
    put_object.body = "CONTENT";

    EXPECT_THAT(outcome(put_item), HasSubstr("InvalidSignatureException"));
    EXPECT_THAT(
        outcome(put_object),
        HasSubstr(
            "400 <?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>"
            "XAmzContentSHA256Mismatch</Code><Message>The provided 'x-amz-content-sha256' "
            "header does not match what was computed.</Message><ClientComputedContentSHA256>" +
            wire::sha256_hex("content") +
            "</ClientComputedContentSHA256>"
            "<S3ComputedContentSHA256>" +
            wire::sha256_hex("CONTENT")
        )
    );
}

TEST_F(SignatureCheckTest, S3TakesAnUnsignedBodyThatSaysSo) {
    HttpRequest request = s3_request();
    wire::sign(
        request, kLasting, {.service = "s3", .at = clock_.now(), .payload = wire::Payload::Unsigned}
    );
    request.body = "whatever";

    EXPECT_EQ(outcome(request), "passes");
}

TEST_F(SignatureCheckTest, MalformedPartsAreNamed) {
    HttpRequest request = dynamo_db_request();
    request.headers.add("Authorization", "AWS4-HMAC-SHA256 Credential=a");

    EXPECT_EQ(
        outcome(request),
        R"(400 {"__type":"com.amazon.coral.service#IncompleteSignatureException","message":)"
        R"("Authorization header requires 'Signature' parameter. Authorization header requires )"
        R"('SignedHeaders' parameter. Authorization header requires existence of either a )"
        R"('X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256 Credential=a"})"
    );
}

TEST(RefusalOfUnsigned, LooksForASignatureButNotAtIt) {
    HttpRequest request = dynamo_db_request();
    ASSERT_TRUE(refusal_of_unsigned(request).has_value());
    EXPECT_EQ(refusal_of_unsigned(request)->status, 400);

    wire::sign(request, {.id = "any", .secret = "any"}, {.service = "dynamodb"});
    EXPECT_FALSE(refusal_of_unsigned(request).has_value());
}

TEST(SignatureProblem, TheProtocolIsSeenInTheRequest) {
    EXPECT_EQ(protocol_of(dynamo_db_request()), Protocol::Json);
    EXPECT_EQ(protocol_of(lambda_request()), Protocol::Rest);
    EXPECT_EQ(protocol_of(sns_request()), Protocol::Query);
    EXPECT_EQ(protocol_of({.target = "/?Action=GetCallerIdentity"}), Protocol::Query);
    EXPECT_EQ(protocol_of(s3_request()), Protocol::S3);
    EXPECT_EQ(protocol_of({.target = "/?list-type=2"}), Protocol::S3);
    EXPECT_EQ(
        protocol_of({.method = "POST", .headers = {{"smithy-protocol", "rpc-v2-cbor"}}}),
        Protocol::Cbor
    );
    EXPECT_EQ(service_of(dynamo_db_request()), "dynamodb");
    EXPECT_EQ(service_of(cloud_watch_request()), "monitoring");
    EXPECT_EQ(service_of(s3_request()), "");
}

TEST(SignatureProblem, CborIsAMapOfTypeAndMessage) {
    const HttpResponse response = to_response(
        {.kind = SignatureProblem::Kind::Missing, .message = "m"},
        {.method = "POST", .headers = {{"Smithy-Protocol", "rpc-v2-cbor"}}}
    );

    const std::string type = "MissingAuthenticationTokenException";
    std::string expected{"\xA2\x79\x00\x06__type\x79\x00", 12};
    expected += static_cast<char>(type.size());
    expected += type;
    expected.append("\x79\x00\x07message\x79\x00\x01m", 14);
    EXPECT_EQ(response.body, expected);
    EXPECT_EQ(response.headers.value_or_empty("content-type"), "application/cbor");
}

}  // namespace
}  // namespace sosw::endpoint

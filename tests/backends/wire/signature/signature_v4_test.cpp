#include "backends/wire/signature/signature_v4.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backends/wire/signature/digest.hpp"
#include "backends/wire/signature/signing_time.hpp"

/// The examples of AWS's documentation, and what their generator cannot make.

namespace sosw::wire {
namespace {

const AccessKey kKey{.id = "AKIDEXAMPLE", .secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"};
const AccessKey kS3Key{
    .id = "AKIAIOSFODNN7EXAMPLE", .secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"};

SigningOptions at(const char* time, std::string service) {
    return {.region = "us-east-1", .service = std::move(service), .at = *parse_signing_time(time)};
}

/// The signature of a request of AWS's test suite; `target` as it is before any encoding.
std::string suite_signature(std::string method, std::string target, HttpHeaders headers = {}) {
    HttpRequest request{
        .method = std::move(method), .target = std::move(target), .headers = std::move(headers)};
    request.headers.add("Host", "example.amazonaws.com");
    sign(request, kKey, at("20150830T123600Z", "service"));
    return parse_authorization(request).value().signature;
}

std::string s3_signature(HttpRequest request) {
    request.headers.add("Host", "examplebucket.s3.amazonaws.com");
    sign(request, kS3Key, at("20130524T000000Z", "s3"));
    return parse_authorization(request).value().signature;
}

TEST(SignatureV4, TheKeyIsThatOfTheDocumentation) {
    EXPECT_EQ(
        to_hex(
            signing_key(kKey.secret, {.date = "20150830", .region = "us-east-1", .service = "iam"})
        ),
        "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"
    );
}

TEST(KeptSigningKey, IsThatOfItsSecretDayAndPlace) {
    KeptSigningKey kept;
    const CredentialScope scope{.date = "20150830", .region = "us-east-1", .service = "iam"};
    std::vector<CredentialScope> scopes(4, scope);
    scopes[1].date = "20150831";
    scopes[2].region = "us-west-2";
    scopes[3].service = "sts";
    for (const CredentialScope& each : scopes) {
        for (const char* secret : {"one", "one", "two"}) {
            EXPECT_EQ(kept.of(secret, each), signing_key(secret, each));
        }
    }
}

TEST(KeptSigningKey, SignsAsAnyOther) {
    KeptSigningKey kept;
    for (const char* time : {"20150830T123600Z", "20150830T123601Z", "20150831T000000Z"}) {
        HttpRequest request{.headers = {{"Host", "iam.amazonaws.com"}}};
        HttpRequest same = request;
        SigningOptions options = at(time, "iam");
        sign(request, kKey, options);
        options.kept = &kept;
        sign(same, kKey, options);
        EXPECT_EQ(
            request.headers.value_or_empty("Authorization"),
            same.headers.value_or_empty("Authorization")
        );
    }
}

TEST(SignatureV4, ListUsersIsSignedAsInTheDocumentation) {
    HttpRequest request{
        .target = "/?Action=ListUsers&Version=2010-05-08",
        .headers = {
            {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
            {"Host", "iam.amazonaws.com"}}};
    sign(request, kKey, at("20150830T123600Z", "iam"));

    const Authorization authorization = parse_authorization(request, "iam").value();
    const ComputedSignature computed = expected_signature(request, authorization, kKey.secret);

    EXPECT_EQ(
        computed.canonical_request,
        "GET\n/\nAction=ListUsers&Version=2010-05-08\n"
        "content-type:application/x-www-form-urlencoded; charset=utf-8\n"
        "host:iam.amazonaws.com\nx-amz-date:20150830T123600Z\n\ncontent-type;host;x-amz-date\n"
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    EXPECT_EQ(
        computed.string_to_sign,
        "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n"
        "f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59"
    );
    EXPECT_EQ(
        request.headers.value_or_empty("Authorization"),
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
    );
}

TEST(SignatureV4, TheTestSuitesRequestsHaveItsSignatures) {
    EXPECT_EQ(
        suite_signature("GET", "/"),
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"
    );
    EXPECT_EQ(
        suite_signature("POST", "/"),
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"
    );
    EXPECT_EQ(
        suite_signature("GET", "/?Param2=value2&Param1=value1"),
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
    );
    EXPECT_EQ(
        suite_signature("GET", "/ሴ"),
        "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"
    );
    EXPECT_EQ(
        suite_signature("GET", "/?ሴ=bar"),
        "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"
    );
    EXPECT_EQ(
        suite_signature("GET", "/", {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\""}}),
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736"
    );
    EXPECT_EQ(
        suite_signature(
            "GET",
            "/",
            {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}}
        ),
        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"
    );
}

TEST(SignatureV4, PathsAreNormalized) {
    const std::string plain = suite_signature("GET", "/");
    for (const char* const path :
         {"//", "/.", "/./", "/example/..", "/example1/example2/../..", "/.."}) {
        EXPECT_EQ(suite_signature("GET", path), plain) << path;
    }
    EXPECT_EQ(suite_signature("GET", "//example//"), suite_signature("GET", "/example/"));
    EXPECT_NE(suite_signature("GET", "/example"), suite_signature("GET", "/example/"));
}

TEST(SignatureV4, S3sRequestsAreSignedAsInTheDocumentation) {
    EXPECT_EQ(
        s3_signature({.target = "/test.txt", .headers = {{"Range", "bytes=0-9"}}}),
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    );
    EXPECT_EQ(
        s3_signature(
            {.method = "PUT",
             .target = "/test%24file.text",
             .headers =
                 {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                  {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
             .body = "Welcome to Amazon S3."}
        ),
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
    );
    EXPECT_EQ(
        s3_signature({.target = "/?lifecycle"}),
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
    );
    EXPECT_EQ(
        s3_signature({.target = "/?max-keys=2&prefix=J"}),
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    );
}

TEST(SignatureV4, AUrlOfS3IsPresignedAsInTheDocumentation) {
    HttpRequest request{
        .target = "/test.txt", .headers = {{"Host", "examplebucket.s3.amazonaws.com"}}};
    presign(request, kS3Key, at("20130524T000000Z", "s3"), std::chrono::hours{24});

    EXPECT_EQ(
        request.target,
        "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
        "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    );
}

TEST(SignatureV4, TheBodyIsHashedUnlessItSaysOtherwise) {
    const Authorization of_lambda{.scope = {.service = "lambda"}};
    const Authorization of_s3{.scope = {.service = "s3"}};
    const auto hash = [](const Authorization& authorization, const char* said) {
        HttpRequest request{.body = "body"};
        if (*said != '\0') {
            request.headers.add("x-amz-content-sha256", said);
        }
        return payload_hash(request, authorization);
    };
    const std::string of_body = sha256_hex("body");

    EXPECT_EQ(hash(of_lambda, ""), of_body);
    EXPECT_EQ(hash(of_lambda, "of another body"), of_body);
    EXPECT_EQ(hash(of_lambda, "UNSIGNED-PAYLOAD"), "UNSIGNED-PAYLOAD");
    EXPECT_EQ(hash(of_s3, ""), of_body);
    EXPECT_EQ(hash(of_s3, "of another body"), "of another body");
    for (const char* const said :
         {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"}) {
        EXPECT_EQ(hash(of_s3, said), said);
    }
}

TEST(SignatureV4, SigningAgainReplacesTheSignature) {
    HttpRequest request{.headers = {{"Host", "a"}}, .body = "b"};
    sign(request, kKey, at("20150830T123600Z", "sns"));
    const HttpRequest once = request;
    sign(request, kKey, at("20150830T123600Z", "sns"));

    EXPECT_EQ(
        request.headers.value_or_empty("Authorization"),
        once.headers.value_or_empty("Authorization")
    );
    EXPECT_EQ(
        std::distance(request.headers.begin(), request.headers.end()),
        std::distance(once.headers.begin(), once.headers.end())
    );
}

}  // namespace
}  // namespace sosw::wire

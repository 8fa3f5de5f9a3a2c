#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backends/wire/base64.hpp"
#include "backends/wire/signature/signature_v4.hpp"

/// How botocore signs generated requests; record_vectors.py tells what an entry holds.

namespace sosw::wire {
namespace {

using Json = nlohmann::json;

struct Vector {
    HttpRequest request;
    AccessKey key;
    SigningOptions options;
    Duration lifetime{};  ///< Zero: signed in the header.
    std::string canonical;
    std::string signed_as;
};

HttpRequest request_of(const Json& json) {
    HttpRequest request{.method = json.at("method"), .target = json.at("target")};
    for (const Json& header : json.at("headers")) {
        request.headers.add(header.at(0), header.at(1));
    }
    request.body = base64_decode(json.at("body").get<std::string>()).value();
    return request;
}

Vector vector_of(const Json& json) {
    const Json& key = json.at("key");
    return {
        .request = request_of(json),
        .key =
            {.id = key.at("id"),
             .secret = key.at("secret"),
             .session_token = key.at("token").is_null() ? "" : key.at("token").get<std::string>()},
        .options =
            {.region = json.at("region"),
             .service = json.at("service"),
             .at = from_epoch_seconds(json.at("time").get<std::int64_t>()),
             .payload = json.at("payload") == "unsigned" ? Payload::Unsigned : Payload::Signed},
        .lifetime = std::chrono::seconds{json.at("expires").get<int>()},
        .canonical = json.at("canonical"),
        .signed_as = json.at("signed")};
}

const std::vector<Vector>& vectors() {
    static const std::vector<Vector> all = [] {
        std::ifstream file{SOSW_SIGNATURE_VECTORS};
        std::vector<Vector> read;
        for (const Json& json : Json::parse(file)) {
            read.push_back(vector_of(json));
        }
        return read;
    }();
    return all;
}

/// What botocore sends: the request with the signature in its header or target.
HttpRequest signed_by_botocore(const Vector& vector) {
    HttpRequest request = vector.request;
    sign(request, vector.key, vector.options);  // For the headers that come with it.
    if (vector.lifetime == Duration::zero()) {
        request.headers.set("Authorization", vector.signed_as);
        return request;
    }
    request = vector.request;
    request.target = vector.signed_as;
    return request;
}

/// Is the signature of `request` the one it should have?
bool holds(const HttpRequest& request, const Vector& vector) {
    const auto authorization = parse_authorization(request, vector.options.service);
    return authorization &&
           expected_signature(request, *authorization, vector.key.secret).signature ==
               authorization->signature;
}

TEST(SignatureVectors, AreSome) { EXPECT_GE(vectors().size(), 300U); }

TEST(SignatureVectors, WeSignAsBotocoreDoes) {
    for (const Vector& vector : vectors()) {
        HttpRequest request = vector.request;
        if (vector.lifetime == Duration::zero()) {
            sign(request, vector.key, vector.options);
            EXPECT_EQ(request.headers.value_or_empty("Authorization"), vector.signed_as)
                << vector.canonical;
        } else {
            presign(request, vector.key, vector.options, vector.lifetime);
            EXPECT_EQ(request.target, vector.signed_as) << vector.canonical;
        }
    }
}

TEST(SignatureVectors, WhatBotocoreSignsHolds) {
    for (const Vector& vector : vectors()) {
        const HttpRequest request = signed_by_botocore(vector);
        const auto authorization = parse_authorization(request, vector.options.service);
        ASSERT_TRUE(authorization.has_value()) << authorization.error().message;
        const ComputedSignature computed =
            expected_signature(request, *authorization, vector.key.secret);
        EXPECT_EQ(computed.canonical_request, vector.canonical);
        EXPECT_EQ(computed.signature, authorization->signature);
        EXPECT_EQ(authorization->session_token, vector.key.session_token);
    }
}

TEST(SignatureVectors, AChangedByteIsNoticedWhereverItIs) {
    for (std::size_t i = 0; i < vectors().size(); i += 10) {
        const Vector& vector = vectors()[i];
        const HttpRequest sound = signed_by_botocore(vector);
        ASSERT_TRUE(holds(sound, vector)) << vector.canonical;
        HttpRequest changed = sound;
        changed.method += "X";
        EXPECT_FALSE(holds(changed, vector));
        for (std::size_t at = 1; at < sound.target.size(); ++at) {
            changed = sound;
            changed.target[at] = changed.target[at] == 'Q' ? 'R' : 'Q';
            EXPECT_FALSE(holds(changed, vector)) << changed.target << "\n" << vector.canonical;
        }
        const bool unsigned_body = vector.options.payload == Payload::Unsigned;
        for (std::size_t at = 0; at < sound.body.size() && !unsigned_body; ++at) {
            changed = sound;
            changed.body[at] = static_cast<char>(changed.body[at] ^ 1);
            // S3 signs a digest that the client tells; the body is held against it elsewhere.
            EXPECT_EQ(holds(changed, vector), vector.options.service == "s3");
        }
    }
}

TEST(SignatureVectors, AChangedHeaderIsNoticed) {
    for (const Vector& vector : vectors()) {
        const HttpRequest sound = signed_by_botocore(vector);
        const auto authorization = parse_authorization(sound);
        for (const std::string& name : authorization->signed_headers) {
            HttpRequest changed = sound;
            changed.headers.set(name, std::string{sound.headers.value_or_empty(name)} + "0");
            EXPECT_FALSE(holds(changed, vector)) << name << "\n" << vector.canonical;
            changed.headers.erase(name);
            const bool was_empty = sound.headers.value_or_empty(name).empty();
            EXPECT_EQ(holds(changed, vector), was_empty) << name << "\n" << vector.canonical;
        }
    }
}

TEST(SignatureVectors, AnotherSecretMakesAnotherSignature) {
    for (const Vector& vector : vectors()) {
        Vector other = vector;
        other.key.secret.back() = other.key.secret.back() == 'x' ? 'y' : 'x';
        EXPECT_FALSE(holds(signed_by_botocore(vector), other));
    }
}

}  // namespace
}  // namespace sosw::wire

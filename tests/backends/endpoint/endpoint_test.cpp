#include "backends/endpoint/endpoint.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/endpoint/compression.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sosw_tables.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::endpoint {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// Answers with the body that it got.
class EchoService final : public HttpService {
public:
    void handle(const wire::HttpRequest& request, Reply reply) override {
        reply({.body = request.body});
    }
};

class EndpointTest : public testing::Test {
protected:
    void make(EndpointOptions options = {}) {
        endpoint_ = std::make_unique<Endpoint>(loop_, clock_, std::move(options));
        for (const ServiceName service : {ServiceName::DynamoDb, ServiceName::CloudWatch}) {
            endpoint_->add_service(service, std::make_unique<EchoService>());
        }
    }
    wire::HttpResponse ask(const wire::HttpRequest& request) {
        wire::HttpResponse answer;
        endpoint_->handle(request, [&](wire::HttpResponse response) {
            answer = std::move(response);
        });
        return answer;
    }
    static wire::HttpRequest dynamo_db(const std::string& body) {
        return {
            .method = "POST",
            .headers = {{"X-Amz-Target", "DynamoDB_20120810.PutItem"}},
            .body = body};
    }

    test::ManualClock clock_;
    EventLoop loop_;
    std::unique_ptr<Endpoint> endpoint_;
};

TEST_F(EndpointTest, TheServiceAnswersAndTheAnswerIsFinished) {
    make();
    const auto answer = ask(dynamo_db("{}"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "{}");
    EXPECT_NE(answer.headers.find("x-amzn-requestid"), nullptr);
    EXPECT_NE(answer.headers.find("x-amz-crc32"), nullptr);
    EXPECT_NE(answer.headers.find("date"), nullptr);
}

TEST_F(EndpointTest, UnpacksWhatComesCompressed) {
    make();
    wire::HttpRequest request = dynamo_db(gzip("{\"a\":1}"));
    request.headers.add("Content-Encoding", "gzip");
    EXPECT_EQ(ask(request).body, "{\"a\":1}");
    request.body = "not gzip";
    EXPECT_EQ(ask(request).status, 400);
}

TEST_F(EndpointTest, AFormInsideACompressedBodyTellsTheService) {
    make();
    EXPECT_EQ(
        ask({.method = "POST",
             .headers =
                 {{"Content-Type", "application/x-www-form-urlencoded"},
                  {"Content-Encoding", "gzip"}},
             .body = gzip("Action=PutMetricData&Version=2010-08-01")})
            .body,
        "Action=PutMetricData&Version=2010-08-01"
    );
}

TEST_F(EndpointTest, WhatIsNotServedIsNamed) {
    make();
    const auto answer = ask(
        {.method = "POST",
         .headers =
             {{"X-Amz-Target", "Kinesis_20131202.PutRecord"},
              {"Authorization",
               "AWS4-HMAC-SHA256 Credential=A/20260302/us-west-2/kinesis/aws4_request"}}}
    );
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(answer.body, HasSubstr("kinesis"));
}

TEST_F(EndpointTest, WhatMayNotPassIsNotAskedFurther) {
    make({.check = [](const wire::HttpRequest&) -> std::optional<wire::HttpResponse> {
        return wire::HttpResponse{.status = 403};
    }});
    EXPECT_EQ(ask(dynamo_db("{}")).status, 403);
    EXPECT_EQ(ask({.target = "/_sosw/health"}).status, 200);
}

TEST_F(EndpointTest, DynamoDbAsksForASignatureAfterTheSyntaxAndTheOperation) {
    endpoint_ = std::make_unique<Endpoint>(loop_, clock_, EndpointOptions{});
    const auto error_of = [&](const std::string& target, const std::string& body) {
        return ask({.method = "POST",
                    .headers =
                        {{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Target", target}},
                    .body = body})
            .body;
    };
    EXPECT_THAT(error_of("DynamoDB_20120810.ListTables", "{"), HasSubstr("SerializationException"));
    EXPECT_THAT(error_of("DynamoDB_20120810.Nothing", "{}"), HasSubstr("UnknownOperation"));
    EXPECT_THAT(
        error_of("DynamoDB_20120810.ListTables", "{}"),
        HasSubstr("MissingAuthenticationTokenException")
    );
}

TEST_F(EndpointTest, TheCheckSeesTheBodyAsItWasSent) {
    std::string seen;
    make({.check = [&](const wire::HttpRequest& request) -> std::optional<wire::HttpResponse> {
        seen = request.body;
        return std::nullopt;
    }});
    wire::HttpRequest request = dynamo_db(gzip("{}"));
    request.headers.add("Content-Encoding", "gzip");
    ask(request);
    EXPECT_EQ(seen, request.body);
}

TEST_F(EndpointTest, DynamoDbTakesSixteenMegabytes) {
    make();
    EXPECT_EQ(ask(dynamo_db(std::string(16 * 1024 * 1024, 'a'))).status, 200);
    EXPECT_EQ(ask(dynamo_db(std::string(16 * 1024 * 1024 + 1, 'a'))).status, 413);
}

TEST_F(EndpointTest, APageMayReadDynamoDbsAnswers) {
    make();
    wire::HttpRequest request = dynamo_db("{}");
    request.headers.add("Origin", "https://example.com");
    EXPECT_EQ(ask(request).headers.value_or_empty("access-control-allow-origin"), "*");
}

TEST_F(EndpointTest, HealthNamesTheServices) {
    make({.version = "9"});
    EXPECT_THAT(ask({.target = "/_sosw/health"}).body, HasSubstr(R"("version":"9")"));
    EXPECT_THAT(endpoint_->service_names(), Contains("monitoring"));
}

/// What the next process would find, if this one died now. The file is not shared, but a copy is.
std::vector<std::string> tables_after_a_crash(const std::string& file) {
    const std::string copy = file + ".copy";
    for (const char* part : {"", "-wal"}) {
        std::filesystem::copy_file(file + part, copy + part);
    }
    const test::ManualClock clock;
    sqlite::Database database{copy};
    return sqlite::SqliteDynamoDb(database, clock).list_tables().value();
}

TEST_F(EndpointTest, WhatWasDoneIsInTheFileAfterAFlush) {
    const test::TemporaryFolder folder;
    const std::string file = folder.path("a.db");
    make({.database_path = file});
    ASSERT_TRUE(endpoint_->dynamo_db().create_table(sqlite::config_table()));
    endpoint_->flush();
    EXPECT_THAT(tables_after_a_crash(file), Contains(sqlite::kConfigTable));
}

TEST_F(EndpointTest, WhatWasDoneIsInTheFileAfterATurn) {
    const test::TemporaryFolder folder;
    const std::string file = folder.path("a.db");
    make({.database_path = file});
    ASSERT_TRUE(endpoint_->dynamo_db().create_table(sqlite::config_table()));
    loop_.turn_if_ready();
    EXPECT_THAT(tables_after_a_crash(file), Contains(sqlite::kConfigTable));
}

TEST_F(EndpointTest, AFileThatIsNoDatabaseIsAnError) {
    const test::TemporaryFolder folder;
    const std::string file = folder.write("a.db", std::string(5000, 'x'));
    EXPECT_THROW(make({.database_path = file}), sqlite::DatabaseError);
}

}  // namespace
}  // namespace sosw::endpoint

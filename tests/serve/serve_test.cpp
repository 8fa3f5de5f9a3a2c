#include <csignal>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

/// Standard error of a server that must not have become ready, and its exit code.
struct Refusal {
    int exit_code;
    std::string errors;
};
Refusal refusal_of(const std::vector<std::string>& arguments) {
    ServeProcess server{arguments};
    EXPECT_FALSE(server.is_ready());
    const int exit_code = server.wait();
    return {.exit_code = exit_code, .errors = server.errors()};
}

TEST(Serve, SaysWhereItIsReady) {
    const ServeProcess server;
    EXPECT_THAT(server.ready_line(), MatchesRegex("sosw serve: ready at http://127.0.0.1:[0-9]+"));
    EXPECT_EQ(server.errors(), "");
}

TEST(Serve, TellsItsHealth) {
    const ServeProcess server;
    const auto answer = server.client().request({.target = "/_sosw/health"});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_THAT(answer->body, AllOf(HasSubstr(R"("status":"ok")"), HasSubstr(":memory:")));
}

TEST(Serve, StopsWhenItIsTold) {
    for (const int signal : {SIGINT, SIGTERM}) {
        ServeProcess server;
        HttpClient idle = server.client();
        EXPECT_EQ(server.end_by(signal), 0);
        EXPECT_TRUE(idle.is_ended());
        EXPECT_EQ(server.errors(), "");
    }
}

TEST(Serve, AManualClockIsMoved) {
    const ServeProcess server{{"--clock", "manual"}};
    HttpClient client = server.client();
    EXPECT_EQ(
        client
            .request(
                {.method = "POST",
                 .target = "/_sosw/clock",
                 .body = R"({"set":"2100-01-01T00:00:00Z"})"}
            )
            ->status,
        200
    );
    EXPECT_EQ(
        client.request({.target = "/_sosw/clock"})->body,
        R"({"mode":"manual","now":"2100-01-01T00:00:00Z"})"
    );
}

TEST(Serve, APortInUseIsToldWithItsOwner) {
    const ServeProcess first;
    const Refusal second = refusal_of({"--port", std::to_string(first.port())});
    EXPECT_EQ(second.exit_code, 3);
    EXPECT_THAT(
        second.errors, AllOf(HasSubstr("is in use by sosw (process "), HasSubstr("--port"))
    );
}

TEST(Serve, AnAddressOfOtherMachinesWantsAFlagAndGivesAWarning) {
    const Refusal refusal = refusal_of({"--host", "0.0.0.0"});
    EXPECT_EQ(refusal.exit_code, 2);
    EXPECT_THAT(refusal.errors, HasSubstr("--allow-remote"));
    const ServeProcess server{{"--host", "0.0.0.0", "--allow-remote"}};
    EXPECT_TRUE(server.is_ready());
    EXPECT_THAT(server.errors(), HasSubstr("warning: whoever can reach 0.0.0.0"));
}

TEST(Serve, AllThatIsWrongIsToldAtOnce) {
    const Refusal refusal = refusal_of(
        {"--clock", "fast", "--function", "f", "--config", "none.json", "--require-signatures"}
    );
    EXPECT_EQ(refusal.exit_code, 2);
    EXPECT_THAT(
        refusal.errors,
        AllOf(
            HasSubstr("--clock: expected real, manual, or a speed such as scaled:60"),
            HasSubstr("--function: expected NAME=COMMAND"),
            HasSubstr("none.json: cannot be read"),
            HasSubstr("--require-signatures: the two belong together")
        )
    );
}

TEST(Serve, AFileThatIsNoDatabaseIsToldByName) {
    const TemporaryFolder folder;
    const std::string file = folder.write("x.db", std::string(5000, 'x'));
    const Refusal refusal = refusal_of({"--db", file});
    EXPECT_EQ(refusal.exit_code, 3);
    EXPECT_EQ(refusal.errors, "sosw: --db: " + file + " cannot be used: file is not a database\n");
}

TEST(Serve, ItsFileIsItsOwn) {
    const TemporaryFolder folder;
    const std::string file = folder.path("own.sqlite");
    const ServeProcess server{{"--db", file}};
    ASSERT_TRUE(server.is_ready());
    try {
        const sqlite::Database reader{file};
        ADD_FAILURE() << "what others write would not be seen by the server";
    } catch (const sqlite::DatabaseError& error) {
        EXPECT_THAT(error.what(), HasSubstr("is in use by another process"));
    }
    const Refusal refusal = refusal_of({"--db", file});
    EXPECT_EQ(refusal.exit_code, 3);
    EXPECT_THAT(refusal.errors, HasSubstr("is in use by another process"));
}

TEST(Serve, ForeignAddressesAreNotOurs) {
    const Refusal refusal = refusal_of({"--host", "192.0.2.1", "--allow-remote"});
    EXPECT_EQ(refusal.exit_code, 2);
    EXPECT_THAT(refusal.errors, HasSubstr("is no address of this machine"));
}

wire::HttpRequest dynamo_db(const std::string& operation, const std::string& body) {
    return {
        .method = "POST",
        .headers =
            {{"Content-Type", "application/x-amz-json-1.0"},
             {"X-Amz-Target", "DynamoDB_20120810." + operation},
             {"X-Amz-Date", "20260302T080000Z"},
             {"Authorization",
              "AWS4-HMAC-SHA256 Credential=AKID/20260302/us-west-2/dynamodb/aws4_request, "
              "SignedHeaders=host;x-amz-date, Signature=00"}},
        .body = body,
    };
}

TEST(Serve, AConfigurationMakesItsTablesAndFunctions) {
    const TemporaryFolder folder;
    const std::string config = folder.write(
        "orchestrator.json",
        R"({"task_config":{"labourers":{"reports":{)"
        R"("arn":"arn:aws:lambda:us-west-2:000000000000:function:make_reports"}}}})"
    );
    const ServeProcess server{{"--config", config}};
    ASSERT_TRUE(server.is_ready()) << server.errors();
    HttpClient client = server.client();
    EXPECT_EQ(
        client.request(dynamo_db("ListTables", "{}"))->body,
        R"({"TableNames":["config","sosw_closed_tasks","sosw_retry_tasks","sosw_tasks"]})"
    );
    EXPECT_EQ(client.request({.target = "/2015-03-31/functions/make_reports"})->status, 200);
}

TEST(Serve, WhatItKeepsIsThereAgain) {
    const TemporaryFolder folder;
    const std::vector<std::string> arguments{"--db", folder.path("a.db")};
    {
        ServeProcess server{arguments};
        const auto made = server.client().request(dynamo_db(
            "CreateTable",
            R"({"TableName":"kept","BillingMode":"PAY_PER_REQUEST",)"
            R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
            R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})"
        ));
        EXPECT_EQ(made->status, 200);
        EXPECT_EQ(server.end_by(SIGTERM), 0);
    }
    const ServeProcess again{arguments};
    EXPECT_EQ(
        again.client().request(dynamo_db("ListTables", "{}"))->body, R"({"TableNames":["kept"]})"
    );
}

TEST(Serve, ACommandIsAFunction) {
    const ServeProcess server{{"--function", "shout=exec:echo working >&2; tr a-z A-Z"}};
    const auto answer = server.client().request(
        {.method = "POST",
         .target = "/2015-03-31/functions/shout/invocations",
         .body = R"({"a":"b"})"}
    );
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, R"({"A":"B"})");
    EXPECT_THAT(server.errors(), HasSubstr("shout: working\n"));
}

std::size_t occurrences(const std::string& text, const std::string& of) {
    std::size_t count = 0;
    for (std::size_t at = text.find(of); at != std::string::npos; at = text.find(of, at + 1)) {
        ++count;
    }
    return count;
}

TEST(Serve, ARuleFiresAsOftenAsTheClockSays) {
    const ServeProcess server{
        {"--clock", "manual", "--function", "tick=exec:echo fired >&2; echo {}"}};
    HttpClient client = server.client();
    const auto events = [&](const std::string& operation, const std::string& body) {
        const auto answer = client.request(
            {.method = "POST",
             .headers =
                 {{"Content-Type", "application/x-amz-json-1.1"},
                  {"X-Amz-Target", "AWSEvents." + operation}},
             .body = body}
        );
        EXPECT_EQ(answer->status, 200) << answer->body;
    };
    events("PutRule", R"-({"Name":"each_minute","ScheduleExpression":"rate(1 minute)"})-");
    events(
        "PutTargets",
        R"({"Rule":"each_minute","Targets":[{"Id":"1",)"
        R"("Arn":"arn:aws:lambda:us-west-2:000000000000:function:tick"}]})"
    );
    client.request({.method = "POST", .target = "/_sosw/clock", .body = R"({"advance":"3m"})"});
    while (occurrences(server.errors(), "tick: fired\n") < 3) {
        ASSERT_TRUE(client.request({.target = "/_sosw/health"}));
    }
    EXPECT_EQ(occurrences(server.errors(), "tick: START"), 3U);
}

TEST(Serve, AFunctionsNameMustBeOne) {
    const Refusal refusal = refusal_of({"--function", "no name=true"});
    EXPECT_EQ(refusal.exit_code, 2);
    EXPECT_THAT(refusal.errors, HasSubstr("no name"));
}

TEST(Serve, TablesTakeAsLongAsTheyAreTold) {
    const ServeProcess server{{"--clock", "manual", "--table-delay", "5s"}};
    HttpClient client = server.client();
    client.request(dynamo_db(
        "CreateTable",
        R"({"TableName":"slow","BillingMode":"PAY_PER_REQUEST",)"
        R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
        R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})"
    ));
    const auto describe = dynamo_db("DescribeTable", R"({"TableName":"slow"})");
    EXPECT_THAT(client.request(describe)->body, HasSubstr(R"("TableStatus":"CREATING")"));
    client.request({.method = "POST", .target = "/_sosw/clock", .body = R"({"advance":"5s"})"});
    EXPECT_THAT(client.request(describe)->body, HasSubstr(R"("TableStatus":"ACTIVE")"));
}

TEST(Serve, SignaturesAreAskedFor) {
    const TemporaryFolder folder;
    const std::string keys = folder.write(
        "credentials", "[default]\naws_access_key_id = AKID\naws_secret_access_key = secret\n"
    );
    const ServeProcess server{{"--require-signatures", "--credentials", keys}};
    HttpClient client = server.client();
    const auto unsigned_request = client.request(
        {.method = "POST",
         .headers =
             {{"Content-Type", "application/x-amz-json-1.0"},
              {"X-Amz-Target", "DynamoDB_20120810.ListTables"}},
         .body = "{}"}
    );
    EXPECT_EQ(unsigned_request->status, 400);
    EXPECT_THAT(unsigned_request->body, HasSubstr("MissingAuthenticationToken"));
    EXPECT_EQ(client.request({.target = "/_sosw/health"})->status, 200);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Serve, IsSmallWhileNobodyAsks) {
    const ServeProcess server;
    EXPECT_EQ(server.client().request({.target = "/_sosw/health"})->status, 200);
    EXPECT_GT(server.resident_kb(), 0);
    EXPECT_LT(server.resident_kb(), 50'000);
}
#endif

}  // namespace
}  // namespace sosw::test

#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::test {
namespace {

constexpr int kKills = 100;
constexpr int kWriters = 4;

wire::HttpRequest dynamo_db(const std::string& operation, std::string body) {
    return {
        .method = "POST",
        .headers =
            {{"Content-Type", "application/x-amz-json-1.0"},
             {"X-Amz-Target", "DynamoDB_20120810." + operation},
             {"X-Amz-Date", "20260302T080000Z"},
             {"Authorization",
              "AWS4-HMAC-SHA256 Credential=AKID/20260302/us-west-2/dynamodb/aws4_request, "
              "SignedHeaders=host;x-amz-date, Signature=00"}},
        .body = std::move(body),
    };
}

std::string item(const std::string& id) { return R"({"id":{"S":")" + id + R"("}})"; }

std::string put(const std::string& id) {
    return R"({"Put":{"TableName":"kept","Item":)" + item(id) + "}}";
}

/// What the clients of one life of the server know.
struct Knowledge {
    std::vector<std::string> items{};         ///< Acknowledged.
    std::vector<std::string> transactions{};  ///< Acknowledged; each is two items.
    std::vector<std::string> unknown{};       ///< Transactions without an answer.

    void add(Knowledge other) {
        const auto append = [](auto& to, auto& from) {
            to.insert(to.end(), from.begin(), from.end());
        };
        append(items, other.items);
        append(transactions, other.transactions);
        append(unknown, other.unknown);
    }
};

bool is_done(const std::optional<wire::HttpResponse>& answer) {
    EXPECT_TRUE(!answer || answer->status == 200) << answer->status << " " << answer->body;
    return answer && answer->status == 200;
}

/// Writes until the server is gone.
Knowledge write_on(HttpClient client, const std::string& name, std::atomic<int>& answers) {
    Knowledge known;
    for (int i = 0;; ++i) {
        const std::string id = name + "-" + std::to_string(i);
        if (!is_done(client.request(
                dynamo_db("PutItem", R"({"TableName":"kept","Item":)" + item(id) + "}")
            ))) {
            return known;
        }
        known.items.push_back(id);
        if (!is_done(client.request(dynamo_db(
                "TransactWriteItems",
                R"({"TransactItems":[)" + put(id + "-a") + "," + put(id + "-b") + "]}"
            )))) {
            known.unknown.push_back(id);
            return known;
        }
        known.transactions.push_back(id);
        ++answers;
    }
}

bool has(HttpClient& client, const std::string& id) {
    const auto answer = client.request(
        dynamo_db("GetItem", R"({"TableName":"kept","ConsistentRead":true,"Key":)" + item(id) + "}")
    );
    EXPECT_TRUE(answer && answer->status == 200);
    return answer && answer->body.find("\"Item\"") != std::string::npos;
}

void check(const ServeProcess& server, const Knowledge& known) {
    HttpClient client = server.client();
    for (const std::string& id : known.items) {
        EXPECT_TRUE(has(client, id)) << id << " was acknowledged, and is lost";
    }
    for (const std::string& id : known.transactions) {
        EXPECT_TRUE(has(client, id + "-a") && has(client, id + "-b"))
            << id << " was acknowledged, and is lost";
    }
    for (const std::string& id : known.unknown) {
        EXPECT_EQ(has(client, id + "-a"), has(client, id + "-b")) << id << " is half there";
    }
}

/// One life: writers work until it is killed after a random number of answers.
Knowledge live_and_die(ServeProcess& server, int round, Random& random) {
    const int enough = static_cast<int>(random.below(60));
    std::atomic<int> answers = 0;
    std::mutex mutex;
    Knowledge known;
    std::vector<std::thread> writers;
    for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&, writer, client = server.client()]() mutable {
            Knowledge mine = write_on(
                std::move(client), std::to_string(round) + "-" + std::to_string(writer), answers
            );
            const std::lock_guard lock{mutex};
            known.add(std::move(mine));
        });
    }
    while (answers < enough) {
        std::this_thread::yield();
    }
    server.end_by(SIGKILL);
    for (std::thread& writer : writers) {
        writer.join();
    }
    return known;
}

TEST(ServeDurability, WhatWasAcknowledgedOutlivesAHundredKills) {
    const TemporaryFolder folder;
    const std::vector<std::string> arguments{"--db", folder.path("a.db")};
    Random random{20260302};
    Knowledge all;
    for (int round = 0; round < kKills; ++round) {
        ServeProcess server{arguments};
        ASSERT_TRUE(server.is_ready()) << server.errors();
        if (round == 0) {
            const auto made = server.client().request(dynamo_db(
                "CreateTable",
                R"({"TableName":"kept","BillingMode":"PAY_PER_REQUEST",)"
                R"("AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}],)"
                R"("KeySchema":[{"AttributeName":"id","KeyType":"HASH"}]})"
            ));
            ASSERT_TRUE(made && made->status == 200) << (made ? made->body : "no answer");
        }
        Knowledge known = live_and_die(server, round, random);
        check(ServeProcess{arguments}, known);
        all.add(std::move(known));
    }
    check(ServeProcess{arguments}, all);
    EXPECT_GT(all.items.size(), static_cast<std::size_t>(kKills));
}

}  // namespace
}  // namespace sosw::test

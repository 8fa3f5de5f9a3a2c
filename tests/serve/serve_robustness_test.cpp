#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/support/http_client.hpp"

namespace sosw::test {
namespace {

const wire::HttpRequest kHealth{.target = "/_sosw/health"};

/// A server that must serve on, and end in order, whatever its clients do.
class ServeRobustness : public testing::Test {
protected:
    ~ServeRobustness() override {
        EXPECT_TRUE(serves());
        EXPECT_EQ(server_.end_by(SIGTERM), 0);
        EXPECT_EQ(server_.errors(), "");
    }
    bool serves() const {
        const auto answer = server_.client().request(kHealth);
        return answer && answer->status == 200;
    }

    ServeProcess server_;
};

TEST_F(ServeRobustness, TenThousandConnectionsInTurn) {
    for (int i = 0; i < 10'000; ++i) {
        HttpClient client = server_.client();
        const auto answer = client.request(kHealth);
        ASSERT_TRUE(answer) << i;
        if (i % 2 == 0) {
            client.abort();
        }
    }
}

TEST_F(ServeRobustness, FiveHundredConnectionsAtOnce) {
    std::vector<HttpClient> clients;
    for (int i = 0; i < 500; ++i) {
        clients.push_back(server_.client());
    }
    for (int round = 0; round < 3; ++round) {
        for (HttpClient& client : clients) {
            ASSERT_TRUE(client.send(to_bytes(kHealth)));
        }
        for (HttpClient& client : clients) {
            ASSERT_EQ(client.receive()->status, 200);
        }
    }
}

TEST_F(ServeRobustness, HalfSentBodiesKeepNobodyFromBeingServed) {
    std::vector<HttpClient> halves;
    for (int i = 0; i < 200; ++i) {
        halves.push_back(server_.client());
        halves.back().send("POST / HTTP/1.1\r\nContent-Length: 1000000\r\n\r\nhalf");
    }
    EXPECT_TRUE(serves());
    for (std::size_t i = 0; i < halves.size(); i += 2) {
        halves[i].abort();
    }
}

TEST_F(ServeRobustness, BodiesOfSixtyFourMegabytesAreRefused) {
    const std::string body(64 * 1024 * 1024, 'b');
    HttpClient told = server_.client();
    told.send("POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n");
    told.send(body);
    EXPECT_EQ(told.receive()->status, 413);
    EXPECT_TRUE(told.is_ended());

    HttpClient chunked = server_.client();
    chunked.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4000000\r\n");
    chunked.send(body);
    chunked.send("\r\n0\r\n\r\n");
    EXPECT_EQ(chunked.receive()->status, 413);
    EXPECT_TRUE(chunked.is_ended());
}

TEST_F(ServeRobustness, ASlowClientIsServedAmongQuickOnes) {
    HttpClient slow = server_.client();
    HttpClient quick = server_.client();
    for (const char byte : to_bytes(kHealth)) {
        ASSERT_TRUE(slow.send({&byte, 1}));
        ASSERT_EQ(quick.request(kHealth)->status, 200);
    }
    EXPECT_EQ(slow.receive()->status, 200);
}

TEST_F(ServeRobustness, GarbageIsRefused) {
    Random random{20260302};
    for (int i = 0; i < 300; ++i) {
        HttpClient client = server_.client();
        std::string bytes = i % 2 == 0 ? "" : "POST / HTTP/1.1\r\n";
        const std::uint64_t size = random.below(2000);
        while (bytes.size() < size) {
            bytes += static_cast<char>(random.below(256));
        }
        client.send(bytes + "\r\n\r\n");
        client.end_sending();
        client.receive();
    }
}

/// Valid requests of all services with a body that is not.
TEST_F(ServeRobustness, NonsenseIsAnswered) {
    HttpClient client = server_.client();
    for (const char* const target :
         {"DynamoDB_20120810.PutItem",
          "GraniteServiceVersion20100801.PutMetricData",
          "AmazonSSM.GetParameters",
          "AWSEvents.PutRule",
          "Nobody.Knows",
          "."}) {
        for (const char* const body : {"", "{", "[]", "null", "{\"a\":", "\xff\xfe", "\"text\""}) {
            const auto answer = client.request(
                {.method = "POST",
                 .headers =
                     {{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Target", target}},
                 .body = body}
            );
            ASSERT_TRUE(answer) << target << " " << body;
            EXPECT_GE(answer->status, 400) << target << " " << body;
            EXPECT_LT(answer->status, 500) << target << " " << body;
        }
    }
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    EXPECT_TRUE(client.request(
        {.method = "POST",
         .headers =
             {{"Content-Type", "application/x-amz-json-1.0"},
              {"X-Amz-Target", "DynamoDB_20120810.PutItem"}},
         .body = deep}
    ));
}

TEST_F(ServeRobustness, PathsOfAllKindsAreAnswered) {
    HttpClient client = server_.client();
    for (const char* const target :
         {"/",
          "//",
          "/%",
          "/%00",
          "/a/../b",
          "/2015-03-31/functions/%2F%2F/invocations",
          "/?",
          "/?&",
          "/?Action=",
          "/?X-Amz-Credential=%2F%2F%2F",
          "*"}) {
        for (const char* const method : {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
            const auto answer = client.request({.method = method, .target = target});
            ASSERT_TRUE(answer) << method << " " << target;
        }
    }
}

}  // namespace
}  // namespace sosw::test

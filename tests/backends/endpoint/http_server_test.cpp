#include "backends/endpoint/http_server.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/http_client.hpp"

namespace sosw::endpoint {
namespace {

using test::HttpClient;

/// Answers with what was asked; `/later` when `/now` comes, and `/dropped` never.
class Echo {
public:
    void operator()(const wire::HttpRequest& request, Reply reply) {
        ++requests;
        if (request.target == "/later") {
            later.push_back(std::move(reply));
        } else if (request.target != "/dropped") {
            answer_the_others(request.target);
            reply({.body = request.method + " " + request.target + " " + request.body});
        }
    }

    int requests = 0;
    std::vector<Reply> later{};

private:
    void answer_the_others(const std::string& target) {
        if (target == "/now") {
            for (const Reply& waiting : std::exchange(later, {})) {
                waiting({.body = "at last"});
                waiting({.body = "twice"});
            }
        }
    }
};

/// A server on a thread of its own, or turned by the test.
class HttpServerTest : public testing::Test {
protected:
    void listen(HttpServerOptions options = {}) {
        options.before_replies = [this] { ++flushes_; };
        server_ = std::make_unique<HttpServer>(
            loop_,
            std::move(options),
            [this](const wire::HttpRequest& request, Reply reply) {
                echo_(request, std::move(reply));
            }
        );
    }
    void serve(HttpServerOptions options = {}) {
        listen(std::move(options));
        thread_ = std::thread{[this] { loop_.run(); }};
    }
    void turn_until_requests(int count) {
        while (echo_.requests < count) {
            loop_.turn();
        }
    }
    void end() {
        if (thread_.joinable()) {
            loop_.stop();
            thread_.join();
        }
    }
    ~HttpServerTest() override { end(); }

    HttpClient client() { return HttpClient{server_->port()}; }
    std::string body_of(HttpClient& client, const wire::HttpRequest& request) {
        const auto response = client.request(request);
        return response ? response->body : "nothing";
    }

    EventLoop loop_;
    Echo echo_;
    int flushes_ = 0;
    std::unique_ptr<HttpServer> server_;
    std::thread thread_;
};

TEST_F(HttpServerTest, AnswersManyRequestsOfAConnection) {
    serve();
    HttpClient a = client();
    EXPECT_EQ(body_of(a, {.method = "POST", .target = "/1", .body = "x"}), "POST /1 x");
    EXPECT_EQ(body_of(a, {.method = "PUT", .target = "/2", .body = "y"}), "PUT /2 y");
}

TEST_F(HttpServerTest, PipelinedAnswersKeepTheirOrder) {
    serve();
    HttpClient a = client();
    std::string all;
    for (int i = 0; i < 50; ++i) {
        all += test::to_bytes({.target = "/" + std::to_string(i)});
    }
    a.send(all);
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(a.receive()->body, "GET /" + std::to_string(i) + " ");
    }
}

TEST_F(HttpServerTest, AnAnswerThatComesLateHoldsThePipelinedOnesBack) {
    listen();
    HttpClient a = client();
    a.send(test::to_bytes({.target = "/later"}) + test::to_bytes({.target = "/next"}));
    turn_until_requests(1);
    HttpClient b = client();
    b.send(test::to_bytes({.target = "/now"}));
    turn_until_requests(3);
    EXPECT_EQ(a.receive()->body, "at last");
    EXPECT_EQ(a.receive()->body, "GET /next ");
}

TEST_F(HttpServerTest, AReplyToAClientThatHasGoneIsLost) {
    listen();
    HttpClient a = client();
    a.send(test::to_bytes({.target = "/later"}));
    turn_until_requests(1);
    a.abort();
    while (server_->connections() > 0) {
        loop_.turn();
    }
    echo_.later.front()({.body = "nobody"});
    HttpClient b = client();
    b.send(test::to_bytes({.target = "/on"}));
    turn_until_requests(2);
    EXPECT_EQ(b.receive()->body, "GET /on ");
}

TEST_F(HttpServerTest, ADroppedReplyIsAnError) {
    serve();
    EXPECT_EQ(client().request({.target = "/dropped"})->status, 500);
}

TEST_F(HttpServerTest, AReplyAfterTheServersEndIsLost) {
    listen();
    HttpClient a = client();
    a.send(test::to_bytes({.target = "/later"}));
    turn_until_requests(1);
    server_.reset();
    echo_.later.front()({.body = "nobody"});
    EXPECT_TRUE(a.is_ended());
}

TEST_F(HttpServerTest, FlushesBeforeItAnswersAndOnlyThen) {
    serve();
    HttpClient a = client();
    body_of(a, {.target = "/1"});
    body_of(a, {.target = "/2"});
    end();
    EXPECT_EQ(flushes_, 2);
}

TEST_F(HttpServerTest, TheRequestsOfATurnShareAFlush) {
    listen();
    std::vector<HttpClient> clients;
    for (int i = 0; i < 5; ++i) {
        clients.emplace_back(server_->port());
    }
    loop_.turn();
    for (HttpClient& one : clients) {
        one.send(test::to_bytes({.target = "/"}));
    }
    turn_until_requests(5);
    EXPECT_EQ(flushes_, 1);
    EXPECT_EQ(clients[4].receive()->status, 200);
}

TEST_F(HttpServerTest, TellsAClientThatWaitsToGoOn) {
    serve();
    HttpClient a = client();
    a.send("PUT /k HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
    EXPECT_EQ(a.receive()->status, 100);
    a.send("abc");
    EXPECT_EQ(a.receive()->body, "PUT /k abc");
}

TEST_F(HttpServerTest, TakesABodyInPieces) {
    serve();
    HttpClient a = client();
    const std::string body(3'000'000, 'b');
    a.send("POST / HTTP/1.1\r\nContent-Length: 3000000\r\n\r\n");
    for (std::size_t at = 0; at < body.size(); at += 100'000) {
        a.send(std::string_view{body}.substr(at, 100'000));
    }
    EXPECT_EQ(a.receive()->body, "POST / " + body);
}

TEST_F(HttpServerTest, ALargeAnswerToASlowReaderArrivesWhole) {
    serve();
    HttpClient a = client();
    const std::string body(15'000'000, 'b');
    a.send(test::to_bytes({.method = "POST", .body = body}));
    HttpClient b = client();
    EXPECT_EQ(body_of(b, {.target = "/other"}), "GET /other ");
    EXPECT_EQ(a.receive()->body.size(), body.size() + 7);
}

TEST_F(HttpServerTest, HeadHasNoBody) {
    serve();
    HttpClient a = client();
    a.send(test::to_bytes({.method = "HEAD"}));
    EXPECT_EQ(a.receive_without_body()->headers.value_or_empty("content-length"), "7");
    EXPECT_EQ(body_of(a, {.target = "/2"}), "GET /2 ");
}

TEST_F(HttpServerTest, ClosesWhereTheClientAsksForIt) {
    serve();
    HttpClient a = client();
    a.send("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(a.receive()->headers.value_or_empty("connection"), "close");
    EXPECT_TRUE(a.is_ended());
    HttpClient b = client();
    b.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(b.receive()->body, "GET / ");
    EXPECT_TRUE(b.is_ended());
}

TEST_F(HttpServerTest, AnswersAClientThatSendsNoMore) {
    serve();
    HttpClient a = client();
    a.send("GET / HTTP/1.1\r\n\r\n");
    a.end_sending();
    EXPECT_EQ(a.receive()->body, "GET / ");
    EXPECT_TRUE(a.is_ended());
}

TEST_F(HttpServerTest, RefusesGarbageAndHangsUp) {
    serve();
    HttpClient a = client();
    a.send("\x16\x03\x01 what is this?\r\n\r\n");
    EXPECT_EQ(a.receive()->status, 400);
    EXPECT_TRUE(a.is_ended());
}

TEST_F(HttpServerTest, RefusesALargeBodyAndLetsTheClientReadWhy) {
    serve({.limits = {.body_bytes = 1000}});
    HttpClient a = client();
    a.send("POST / HTTP/1.1\r\nContent-Length: 30000000\r\n\r\n");
    a.send(std::string(30'000'000, 'b'));
    EXPECT_EQ(a.receive()->status, 413);
    EXPECT_TRUE(a.is_ended());
}

TEST_F(HttpServerTest, RefusesALargeBodyBeforeItIsSent) {
    serve({.limits = {.body_bytes = 1000}});
    HttpClient a = client();
    a.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3000\r\n\r\n");
    EXPECT_EQ(a.receive()->status, 413);
}

TEST_F(HttpServerTest, RefusesALargeHeader) {
    serve();
    HttpClient a = client();
    a.send("GET / HTTP/1.1\r\nA: " + std::string(100'000, 'a') + "\r\n\r\n");
    EXPECT_EQ(a.receive()->status, 431);
}

TEST_F(HttpServerTest, HangsUpOnAClientThatSendsHalfARequest) {
    serve({.patience = {.receiving = 2}, .tick = std::chrono::milliseconds{1}});
    HttpClient a = client();
    a.send("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf");
    EXPECT_TRUE(a.is_ended());
}

TEST_F(HttpServerTest, HangsUpOnAClientThatTakesForeverOverOneRequest) {
    serve({.patience = {.request = 3}, .tick = std::chrono::milliseconds{1}});
    for (const char* const length : {"20000000", "99999999"}) {
        HttpClient a = client();
        bool taken =
            a.send(std::string{"POST / HTTP/1.1\r\nContent-Length: "} + length + "\r\n\r\n");
        while (taken) {
            taken = a.send("x");
        }
    }
    end();
    EXPECT_EQ(echo_.requests, 0);
}

TEST_F(HttpServerTest, HangsUpOnAClientThatIsIdle) {
    serve({.patience = {.idle = 2}, .tick = std::chrono::milliseconds{1}});
    HttpClient a = client();
    EXPECT_TRUE(a.is_ended());
}

TEST_F(HttpServerTest, HangsUpOnAClientThatReadsNothing) {
    listen({.patience = {.sending = 2}, .tick = std::chrono::milliseconds{1}});
    HttpClient a = client();
    std::thread sender{
        [&] { a.send(test::to_bytes({.method = "POST", .body = std::string(15'000'000, 'b')})); }};
    turn_until_requests(1);
    sender.join();
    while (server_->connections() > 0) {
        loop_.turn();
    }
    EXPECT_FALSE(a.receive().has_value());
}

TEST_F(HttpServerTest, AServiceMayTakeAsLongAsItLikes) {
    listen(
        {.patience = {.idle = 2, .receiving = 2, .request = 2},
         .tick = std::chrono::milliseconds{1}}
    );
    HttpClient a = client();
    a.send(test::to_bytes({.target = "/later"}));
    turn_until_requests(1);
    const HttpClient idle = client();
    loop_.turn();
    while (server_->connections() > 1) {
        loop_.turn();
    }
    echo_.later.front()({.body = "at last"});
    loop_.turn_if_ready();
    EXPECT_EQ(a.receive()->body, "at last");
}

TEST_F(HttpServerTest, APortThatIsTakenIsAnError) {
    serve();
    EventLoop other;
    try {
        const HttpServer second{other, {.port = server_->port()}, echo_};
        FAIL() << "two servers listen on one port";
    } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::address_in_use);
    }
}

TEST_F(HttpServerTest, KnowsItsAddress) {
    serve();
    EXPECT_EQ(server_->address(), "127.0.0.1:" + std::to_string(server_->port()));
}

}  // namespace
}  // namespace sosw::endpoint

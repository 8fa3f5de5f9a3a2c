#pragma once

#include <string>
#include <thread>
#include <utility>

#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/http_server.hpp"

namespace sosw::test {

/// An HTTP server of ours on a free port of 127.0.0.1, which runs on a thread of its own.
///
/// What the handler uses may be touched by the test while no request is on its way: sockets put
/// one before the other.
class ServerThread {
public:
    explicit ServerThread(
        endpoint::HttpServer::Handler handler, endpoint::Task before_replies = [] {}
    )
        : server_{loop_, {.before_replies = std::move(before_replies)}, std::move(handler)},
          thread_{[this] { loop_.run(); }} {}
    ServerThread(const ServerThread&) = delete;
    ServerThread& operator=(const ServerThread&) = delete;
    ~ServerThread() {
        loop_.stop();
        thread_.join();
    }

    std::string url() const { return "http://" + server_.address(); }

private:
    endpoint::EventLoop loop_;
    endpoint::HttpServer server_;
    std::thread thread_;
};

}  // namespace sosw::test

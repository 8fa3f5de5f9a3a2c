#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/http_connection.hpp"
#include "backends/endpoint/http_service.hpp"
#include "backends/endpoint/request_parser.hpp"
#include "core/base/time.hpp"

/// HTTP/1.1 over TCP, on the thread of a loop.

namespace sosw::endpoint {

struct HttpServerOptions {
    std::string host = "127.0.0.1";  ///< An address or a name of this machine.
    std::uint16_t port = 0;          ///< 0: one that is free.
    RequestLimits limits{};
    Patience patience{};
    Duration tick = std::chrono::seconds{1};  ///< The unit of `patience`.
    /// Called in a turn with answers, after all requests of the turn and before the first answer
    /// leaves: what was answered has to be durable then.
    Task before_replies{};
};

/// Hands requests to a function and sends what it replies: at once or later, in the turn's end.
/// Many servers may share a loop. Keeps connections, reads pipelined requests one after the other,
/// and bears clients that are slow, broken, or gone.
class HttpServer final : private ConnectionHost {
public:
    using Handler = std::function<void(const wire::HttpRequest&, Reply)>;

    /// Listens when it returns. Throws `std::system_error` where it cannot, with `EADDRINUSE`
    /// where somebody else does. Replies may be given after the server's end.
    HttpServer(EventLoop& loop, HttpServerOptions options, Handler handler);
    ~HttpServer() override = default;

    /// The one that was found, where none was asked for.
    std::uint16_t port() const { return port_; }
    /// `127.0.0.1:4566`, `[::1]:4566`.
    std::string address() const;
    std::size_t connections() const { return connections_.size(); }

private:
    void handle(const wire::HttpRequest& request, Reply reply) override;
    void answered(HttpConnection& connection) override;
    void wants_turn(HttpConnection& connection) override;
    void closed(HttpConnection& connection) override;

    void accept_all();
    bool accept_one();
    void accept_again();
    void send_answers();
    void tick();

    EventLoop& loop_;
    HttpServerOptions options_;
    Handler handler_;
    Socket listener_;
    std::uint16_t port_ = 0;
    std::unordered_map<HttpConnection*, std::shared_ptr<HttpConnection>> connections_{};
    std::vector<std::shared_ptr<HttpConnection>> answered_{};
    bool is_full_ = false;  ///< The system has no more descriptors for us.
    bool ticks_ = false;
    Timer ticker_{};
    Watch accepting_{};
    Watch turn_end_{};
};

}  // namespace sosw::endpoint

#include "backends/endpoint/http_server.hpp"

#include <cerrno>
#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "backends/endpoint/listener.hpp"

namespace sosw::endpoint {

namespace {

/// So many new clients in one turn, that those who are here already are not forgotten.
constexpr int kAcceptedPerTurn = 64;

bool is_out_of_descriptors(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

HttpServer::HttpServer(EventLoop& loop, HttpServerOptions options, Handler handler)
    : loop_{loop},
      options_{std::move(options)},
      handler_{std::move(handler)},
      listener_{listen_on(options_.host, options_.port)},
      port_{port_of(listener_)},
      ticker_{loop.timer([this] { tick(); })},
      accepting_{loop.watch_readable(listener_.get(), [this] { accept_all(); })},
      turn_end_{loop.at_end_of_turn([this] { send_answers(); })} {}

std::string HttpServer::address() const {
    const bool is_v6 = options_.host.find(':') != std::string::npos;
    return (is_v6 ? "[" + options_.host + "]" : options_.host) + ":" + std::to_string(port_);
}

void HttpServer::handle(const wire::HttpRequest& request, Reply reply) {
    handler_(request, std::move(reply));
}

void HttpServer::answered(HttpConnection& connection) {
    answered_.push_back(connection.shared_from_this());
}

void HttpServer::wants_turn(HttpConnection& connection) {
    loop_.post([waiting = connection.weak_from_this()] {
        if (const auto receiver = waiting.lock()) {
            receiver->read_on();
        }
    });
}

void HttpServer::closed(HttpConnection& connection) {
    connections_.erase(&connection);
    accept_again();
}

void HttpServer::accept_all() {
    for (int i = 0; i < kAcceptedPerTurn; ++i) {
        if (!accept_one()) {
            break;
        }
    }
    if ((is_full_ || !connections_.empty()) && !std::exchange(ticks_, true)) {
        ticker_.start(options_.tick);
    }
}

bool HttpServer::accept_one() {
    Socket socket{accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket.get() < 0) {
        if (is_out_of_descriptors(errno)) {
            is_full_ = true;  // whoever waits in the queue is served when somebody leaves
            accepting_.set(Interest::None);
            return false;
        }
        return errno == ECONNABORTED || errno == EINTR;
    }
    const int yes = 1;
    setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ConnectionHost& self = *this;
    auto connection = std::make_shared<HttpConnection>(
        self, loop_, std::move(socket), options_.limits, options_.patience
    );
    HttpConnection* const key = connection.get();
    connections_.emplace(key, std::move(connection));
    return true;
}

void HttpServer::accept_again() {
    if (std::exchange(is_full_, false)) {
        accepting_.set(Interest::Read);
    }
}

void HttpServer::send_answers() {
    if (answered_.empty()) {
        return;
    }
    if (options_.before_replies) {
        options_.before_replies();
    }
    const auto answered = std::exchange(answered_, {});
    for (const auto& connection : answered) {
        connection->send_answer();
    }
}

void HttpServer::tick() {
    std::vector<std::shared_ptr<HttpConnection>> all;
    all.reserve(connections_.size());
    for (const auto& [key, connection] : connections_) {
        all.push_back(connection);
    }
    for (const auto& connection : all) {
        connection->tick();
    }
    accept_again();
    ticks_ = !connections_.empty();
    if (ticks_) {
        ticker_.start(options_.tick);
    }
}

}  // namespace sosw::endpoint

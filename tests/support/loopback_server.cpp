#include "tests/support/loopback_server.hpp"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/ensure.hpp"

namespace sosw::test {

namespace {

/// The length of the whole request at the beginning of `bytes`; 0 while it is not all there.
std::size_t request_length(const std::string& bytes) {
    const std::size_t end_of_head = bytes.find("\r\n\r\n");
    if (end_of_head == std::string::npos) {
        return 0;
    }
    constexpr std::string_view kLength = "\r\nContent-Length: ";
    const std::size_t found = bytes.find(kLength);
    const std::size_t body =
        found < end_of_head ? std::strtoul(bytes.c_str() + found + kLength.size(), nullptr, 10) : 0;
    const std::size_t whole = end_of_head + 4 + body;
    return bytes.size() >= whole ? whole : 0;
}

}  // namespace

LoopbackServer::LoopbackServer(Answer answer) : answer_{std::move(answer)} {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    ENSURE(::bind(listener_, generic, sizeof(address)) == 0);
    ENSURE(::listen(listener_, 16) == 0);
    socklen_t length = sizeof(address);
    ENSURE(::getsockname(listener_, generic, &length) == 0);
    port_ = ntohs(address.sin_port);
    ENSURE(::pipe(stop_) == 0);
    thread_ = std::thread{[this] { run(); }};
}

LoopbackServer::~LoopbackServer() {
    ::close(stop_[1]);
    thread_.join();
    ::close(stop_[0]);
    ::close(listener_);
}

std::string LoopbackServer::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

std::vector<std::string> LoopbackServer::requests() const {
    const std::scoped_lock lock{mutex_};
    return requests_;
}

int LoopbackServer::connections() const {
    const std::scoped_lock lock{mutex_};
    return connections_;
}

void LoopbackServer::run() {
    std::vector<Connection> connections;
    for (;;) {
        std::vector<pollfd> watched{{stop_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
        for (const Connection& connection : connections) {
            watched.push_back({connection.socket, POLLIN, 0});
        }
        if (::poll(watched.data(), watched.size(), -1) <= 0 || watched[0].revents != 0) {
            break;
        }
        for (std::size_t i = connections.size(); i-- > 0;) {
            if (watched[i + 2].revents != 0 && !serve(connections[i])) {
                ::close(connections[i].socket);
                connections.erase(connections.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
        if (watched[1].revents != 0) {
            accept_one(connections);
        }
    }
    for (const Connection& connection : connections) {
        ::close(connection.socket);
    }
}

void LoopbackServer::accept_one(std::vector<Connection>& connections) {
    connections.push_back({.socket = ::accept(listener_, nullptr, nullptr)});
    const std::scoped_lock lock{mutex_};
    ++connections_;
}

bool LoopbackServer::serve(Connection& connection) {
    std::array<char, 65536> chunk{};
    const ssize_t count = ::recv(connection.socket, chunk.data(), chunk.size(), 0);
    if (count <= 0) {
        return false;
    }
    std::string& received = connection.received;
    received.append(chunk.data(), static_cast<std::size_t>(count));
    while (const std::size_t length = request_length(received)) {
        const std::string request = received.substr(0, length);
        received.erase(0, length);
        {
            const std::scoped_lock lock{mutex_};
            requests_.push_back(request);
        }
        const std::optional<std::string> bytes = answer_(request);
        if (!bytes) {
            return false;
        }
        static_cast<void>(::send(connection.socket, bytes->data(), bytes->size(), MSG_NOSIGNAL));
    }
    return true;
}

std::string http_answer(
    const std::string& body, const std::string& status, const std::string& headers
) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           headers + "\r\n" + body;
}

}  // namespace sosw::test

#include "tests/support/http_client.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace sosw::test {

namespace {

constexpr int kPatienceSeconds = 60;

std::size_t number_in(std::string_view text) {
    std::size_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

void add_header_line(wire::HttpHeaders& headers, std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
        const std::size_t value = std::min(line.find_first_not_of(' ', colon + 1), line.size());
        headers.add(std::string{line.substr(0, colon)}, std::string{line.substr(value)});
    }
}

}  // namespace

HttpClient::HttpClient(std::uint16_t port)
    : socket_{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{.tv_sec = kPatienceSeconds, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const int yes = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as sockets are made
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(socket_);
        throw std::runtime_error{"nobody listens on port " + std::to_string(port)};
    }
}

HttpClient::HttpClient(HttpClient&& other) noexcept
    : socket_{std::exchange(other.socket_, -1)}, buffer_{std::move(other.buffer_)} {}

HttpClient::~HttpClient() {
    if (socket_ >= 0) {
        close(socket_);
    }
}

bool HttpClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool HttpClient::fill() {
    std::array<char, 16384> bytes{};
    const ssize_t count = recv(socket_, bytes.data(), bytes.size(), 0);
    if (count > 0) {
        buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    }
    return count > 0;
}

std::optional<wire::HttpResponse> HttpClient::receive_head() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
        if (!fill()) {
            return std::nullopt;
        }
    }
    wire::HttpResponse response;
    const std::string head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    response.status = static_cast<int>(number_in(std::string_view{head}.substr(9)));
    std::size_t begin = head.find("\r\n") + 2;
    while (begin < head.size()) {
        const std::size_t line_end = head.find("\r\n", begin);
        add_header_line(response.headers, std::string_view{head}.substr(begin, line_end - begin));
        begin = line_end + 2;
    }
    return response;
}

std::optional<wire::HttpResponse> HttpClient::receive_without_body() { return receive_head(); }

std::optional<wire::HttpResponse> HttpClient::receive() {
    std::optional<wire::HttpResponse> response = receive_head();
    if (!response) {
        return std::nullopt;
    }
    const std::size_t length = number_in(response->headers.value_or_empty("content-length"));
    while (buffer_.size() < length) {
        if (!fill()) {
            return std::nullopt;
        }
    }
    response->body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return response;
}

std::optional<wire::HttpResponse> HttpClient::request(const wire::HttpRequest& request) {
    return send(to_bytes(request)) ? receive() : std::nullopt;
}

bool HttpClient::is_ended() { return buffer_.empty() && !fill(); }

void HttpClient::end_sending() { shutdown(socket_, SHUT_WR); }

void HttpClient::abort() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(std::exchange(socket_, -1));
}

std::string to_bytes(const wire::HttpRequest& request) {
    std::string bytes = request.method + " " + request.target + " HTTP/1.1\r\n";
    for (const wire::HttpHeader& header : request.headers) {
        bytes += header.name + ": " + header.value + "\r\n";
    }
    return bytes + "Content-Length: " + std::to_string(request.body.size()) + "\r\n\r\n" +
           request.body;
}

}  // namespace sosw::test

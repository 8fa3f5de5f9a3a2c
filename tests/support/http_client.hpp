#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backends/wire/http_message.hpp"

/// The plainest HTTP client, for tests that want to send exactly these bytes.

namespace sosw::test {

/// A connection to a port of this machine. Blocks, but for no more than some seconds: what a server
/// never says is nothing.
class HttpClient {
public:
    /// Throws `std::runtime_error` where nobody listens.
    explicit HttpClient(std::uint16_t port);
    HttpClient(HttpClient&& other) noexcept;
    HttpClient& operator=(HttpClient&&) = delete;
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;
    ~HttpClient();

    /// False where the server has hung up before it took all.
    bool send(std::string_view bytes);
    /// The next answer; nothing where the connection ends before it is whole.
    std::optional<wire::HttpResponse> receive();
    /// The next answer where the request was HEAD.
    std::optional<wire::HttpResponse> receive_without_body();
    std::optional<wire::HttpResponse> request(const wire::HttpRequest& request);
    /// True where the server hangs up without another byte.
    bool is_ended();
    /// Sends no more; receives all the same.
    void end_sending();
    /// Breaks the connection, as a client that is killed with unread answers.
    void abort();

private:
    bool fill();
    std::optional<wire::HttpResponse> receive_head();

    int socket_ = -1;
    std::string buffer_{};
};

/// The request's bytes, with a length.
std::string to_bytes(const wire::HttpRequest& request);

}  // namespace sosw::test

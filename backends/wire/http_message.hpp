#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

/// HTTP/1.1 messages as AWS's services read and write them, apart from any library and socket.

namespace sosw::wire {

struct HttpHeader {
    std::string name;
    std::string value;
};

/// Headers in the order of the wire. Names are compared without regard to case.
class HttpHeaders {
public:
    HttpHeaders() = default;
    HttpHeaders(std::initializer_list<HttpHeader> headers) : headers_{headers} {}

    /// The first value, or null.
    const std::string* find(std::string_view name) const;
    /// The first value, or an empty text.
    std::string_view value_or_empty(std::string_view name) const;
    /// Adds one more, whatever is there.
    void add(std::string name, std::string value);
    /// Replaces all of that name.
    void set(std::string_view name, std::string value);
    void erase(std::string_view name);

    auto begin() const { return headers_.begin(); }
    auto end() const { return headers_.end(); }
    bool empty() const { return headers_.empty(); }

private:
    std::vector<HttpHeader> headers_;
};

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";  ///< Path and query, percent-encoded as sent.
    HttpHeaders headers{};
    std::string body{};  ///< Without transfer encoding; content encoding as sent.
};

struct HttpResponse {
    int status = 200;
    HttpHeaders headers{};
    std::string body{};
};

/// `target` up to the first `?`, and what follows it (without the `?`). Views into `target`.
std::string_view path_of(std::string_view target);
std::string_view query_of(std::string_view target);

/// True where both are equal but for the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace sosw::wire

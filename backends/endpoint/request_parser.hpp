#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "backends/wire/http_message.hpp"

/// Requests out of the bytes of a connection, apart from any socket.

namespace sosw::endpoint {

struct RequestLimits {
    std::uint32_t header_bytes = 64 * 1024;
    std::uint64_t body_bytes = 20ULL * 1024 * 1024;
};

enum class Parsed {
    NeedsMore,       ///< All bytes that can be used are taken; the request goes on.
    Complete,        ///< `take` it.
    Malformed,       ///< Not HTTP; nothing more can be read from this connection.
    HeaderTooLarge,  ///< Nothing more can be read, as above.
    BodyTooLarge,    ///< The same. Found as soon as its length is told.
};

/// Reads one request after the other. Understands HTTP/1.0 and 1.1, bodies with a length and in
/// chunks; trailers are left out.
class RequestParser {
public:
    explicit RequestParser(RequestLimits limits = {});
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;
    ~RequestParser();

    struct Progress {
        Parsed parsed = Parsed::NeedsMore;
        std::size_t used = 0;  ///< Bytes that were taken; the others come again, with more of them.
    };
    /// Goes on with `bytes`, which begin where the last call stopped taking. After `Complete` it
    /// takes nothing until `take`; what is wrong stays wrong.
    Progress feed(std::string_view bytes);

    /// The request that is complete; the next one may follow. Requires `Complete`.
    wire::HttpRequest take();

    /// True from the first byte of a request on until it is taken.
    bool has_begun() const;
    /// True where the client wants to be told `100 Continue` before it sends the body. Once per
    /// request.
    bool take_expectation();
    /// Whether the connection may be used after the request that is, or was just taken.
    bool keeps_alive() const;

private:
    class Beast;

    RequestLimits limits_;
    std::unique_ptr<Beast> beast_;
    bool keeps_alive_ = true;
};

}  // namespace sosw::endpoint

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "backends/endpoint/service_name.hpp"
#include "backends/wire/http_message.hpp"
#include "core/base/random.hpp"
#include "core/base/time.hpp"
#include "core/ports/clock.hpp"

/// What all answers of AWS have: ids, dates, checksums and compression. Services do not care.

namespace sosw::endpoint {

enum class Accepted : std::uint8_t { Plain, Gzip };

/// `Gzip` where the request's `Accept-Encoding` names it and does not rule it out.
Accepted accepted_by(const wire::HttpRequest& request);

class ResponseEncoding {
public:
    /// `real` is the time of `Date`, by which clients set their signing clocks; it must outlive
    /// this object. `random` makes the request ids.
    ResponseEncoding(const Clock& real, Random random);

    /// Adds what the service did not say by itself: `Date`, `Server`, the id of the request in the
    /// service's own form and header. Compresses a large body of DynamoDB or CloudWatch for a
    /// client that accepts gzip, and adds DynamoDB's `x-amz-crc32`, over the bytes as they are
    /// sent.
    void finish(ServiceName service, Accepted accepted, wire::HttpResponse& response);

private:
    void add_request_id(ServiceName service, wire::HttpHeaders& headers);
    const std::string& date();

    const Clock& real_;
    Random random_;
    std::int64_t date_second_ = 0;
    std::string date_{};  ///< Of `date_second_`.
};

/// `Mon, 02 Mar 2026 08:00:00 GMT`.
std::string http_date(Timestamp at);

}  // namespace sosw::endpoint

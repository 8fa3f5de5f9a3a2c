#include "backends/endpoint/response_encoding.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "backends/endpoint/compression.hpp"

namespace sosw::endpoint {

namespace {

/// Below it a packet is a packet.
constexpr std::size_t kCompressedBytesMin = 1024;

constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> kMonths{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Each answer has one, so that one draw makes many digits. Requires 16 or 32 letters.
std::string digits_of(Random& random, std::size_t count, std::string_view alphabet) {
    constexpr std::size_t kDigitsPerDraw = 12;
    std::string digits(count, '0');
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) {
        bits = i % kDigitsPerDraw == 0 ? random.next() : bits / alphabet.size();
        digits[i] = alphabet[bits % alphabet.size()];
    }
    return digits;
}

/// DynamoDB's ids have a form of their own: `VOHRTQVQ0VQ2C8SM1MVHKJ8T0J…`, 52 of them.
std::string dynamo_db_id(Random& random) {
    return digits_of(random, 52, "0123456789ABCDEFGHIJKLMNOPQRSTUV");
}

std::string uuid(Random& random) {
    std::string text = random.uuid_hex();
    for (const std::size_t at : {20U, 16U, 12U, 8U}) {
        text.insert(at, 1, '-');
    }
    return text;
}

void add_missing(wire::HttpHeaders& headers, const char* name, std::string value) {
    if (headers.find(name) == nullptr) {
        headers.add(name, std::move(value));
    }
}

bool compresses(ServiceName service) {
    return service == ServiceName::DynamoDb || service == ServiceName::CloudWatch;
}

void compress(wire::HttpResponse& response) {
    if (response.body.size() >= kCompressedBytesMin &&
        response.headers.find("content-encoding") == nullptr) {
        response.body = gzip(response.body);
        response.headers.add("Content-Encoding", "gzip");
    }
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) {
        text.remove_prefix(1);
    }
    while (text.ends_with(' ')) {
        text.remove_suffix(1);
    }
    return text;
}

bool accepts_gzip(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        const std::size_t comma = std::min(accept_encoding.find(','), accept_encoding.size());
        const std::string_view one = accept_encoding.substr(0, comma);
        const std::size_t semicolon = std::min(one.find(';'), one.size());
        const std::string_view name = trimmed(one.substr(0, semicolon));
        const std::string_view quality = trimmed(one.substr(std::min(semicolon + 1, one.size())));
        if (wire::equal_ignoring_case(name, "gzip")) {
            return quality.find_first_not_of("q=0. ") != std::string_view::npos || quality.empty();
        }
        accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
    }
    return false;
}

}  // namespace

std::string http_date(Timestamp at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(at - day)};
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        kDays.at(std::chrono::weekday{day}.c_encoding()),
        static_cast<unsigned>(date.day()),
        kMonths.at(static_cast<unsigned>(date.month()) - 1),
        static_cast<int>(date.year()),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count()
    );
}

Accepted accepted_by(const wire::HttpRequest& request) {
    return accepts_gzip(request.headers.value_or_empty("accept-encoding")) ? Accepted::Gzip
                                                                           : Accepted::Plain;
}

ResponseEncoding::ResponseEncoding(const Clock& real, Random random)
    : real_{real}, random_{random} {}

void ResponseEncoding::finish(
    ServiceName service, Accepted accepted, wire::HttpResponse& response
) {
    add_missing(response.headers, "Server", "Server");
    add_missing(response.headers, "Date", date());
    add_request_id(service, response.headers);
    if (accepted == Accepted::Gzip && compresses(service)) {
        compress(response);
    }
    if (service == ServiceName::DynamoDb) {
        add_missing(response.headers, "x-amz-crc32", std::to_string(crc32_of(response.body)));
    }
}

void ResponseEncoding::add_request_id(ServiceName service, wire::HttpHeaders& headers) {
    switch (service) {
        case ServiceName::Own:
            return;
        case ServiceName::DynamoDb:
            return add_missing(headers, "x-amzn-RequestId", dynamo_db_id(random_));
        case ServiceName::S3:
            add_missing(headers, "x-amz-request-id", digits_of(random_, 16, "0123456789ABCDEF"));
            return add_missing(headers, "x-amz-id-2", digits_of(random_, 76, "0123456789abcdef"));
        default:
            return add_missing(headers, "x-amzn-RequestId", uuid(random_));
    }
}

const std::string& ResponseEncoding::date() {
    const Timestamp now = real_.now();
    if (date_.empty() || epoch_seconds(now) != date_second_) {
        date_second_ = epoch_seconds(now);
        date_ = http_date(now);
    }
    return date_;
}

}  // namespace sosw::endpoint

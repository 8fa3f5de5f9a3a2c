#include "backends/endpoint/request_parser.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>  // before Asio, which uses std::exchange without it

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "core/base/ensure.hpp"

namespace sosw::endpoint {

namespace {

namespace http = boost::beast::http;
using boost::beast::string_view;

/// A length is believed only so far before the bytes are there.
constexpr std::uint64_t kReservedBytesMax = 1024ULL * 1024;

std::string text_of(string_view view) { return {view.data(), view.size()}; }

}  // namespace

/// Beast reads the syntax; what it finds goes straight into our request.
class RequestParser::Beast final : public http::basic_parser<true> {
public:
    explicit Beast(const RequestLimits& limits) {
        header_limit(limits.header_bytes);
        body_limit(limits.body_bytes);
        eager(true);
    }

    wire::HttpRequest request{};
    bool has_begun = false;
    bool awaits_continue = false;
    Parsed parsed = Parsed::NeedsMore;

private:
    using Code = boost::beast::error_code;

    void on_request_impl(http::verb, string_view method, string_view target, int, Code&) override {
        request.method = text_of(method);
        request.target = text_of(target);
    }
    void on_response_impl(int, string_view, int, Code&) override {}
    void on_field_impl(http::field field, string_view name, string_view value, Code&) override {
        if (is_header_done()) {
            return;  // a trailer
        }
        if (field == http::field::expect) {
            awaits_continue = wire::equal_ignoring_case(
                std::string_view{value.data(), value.size()}, "100-continue"
            );
        }
        request.headers.add(text_of(name), text_of(value));
    }
    void on_header_impl(Code&) override {
        if (request.target.starts_with("http://") || request.target.starts_with("https://")) {
            make_target_relative();
        }
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, Code&) override {
        if (length) {
            request.body.reserve(std::min(*length, kReservedBytesMax));
        }
    }
    std::size_t on_body_impl(string_view bytes, Code&) override { return append(bytes); }
    void on_chunk_header_impl(std::uint64_t, string_view, Code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, Code&) override {
        return append(bytes);
    }
    void on_finish_impl(Code&) override {}

    std::size_t append(string_view bytes) {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    /// The form that clients send through a proxy.
    void make_target_relative() {
        const std::size_t authority = request.target.find("//") + 2;
        const std::size_t path =
            std::min(request.target.find_first_of("/?", authority), request.target.size());
        request.target.erase(0, path);
        if (!request.target.starts_with('/')) {
            request.target.insert(0, 1, '/');
        }
    }
};

namespace {

Parsed problem_of(const boost::beast::error_code& error) {
    if (error == http::error::body_limit) {
        return Parsed::BodyTooLarge;
    }
    return error == http::error::header_limit ? Parsed::HeaderTooLarge : Parsed::Malformed;
}

}  // namespace

RequestParser::RequestParser(RequestLimits limits)
    : limits_{limits}, beast_{std::make_unique<Beast>(limits)} {}

RequestParser::~RequestParser() = default;

RequestParser::Progress RequestParser::feed(std::string_view bytes) {
    Progress progress{.parsed = beast_->parsed};
    while (progress.parsed == Parsed::NeedsMore && progress.used < bytes.size()) {
        beast_->has_begun = true;
        const std::string_view rest = bytes.substr(progress.used);
        boost::beast::error_code error;
        const std::size_t used =
            beast_->put(boost::asio::const_buffer{rest.data(), rest.size()}, error);
        progress.used += used;
        if (error && error != http::error::need_more) {
            progress.parsed = problem_of(error);
        } else if (beast_->is_done()) {
            progress.parsed = Parsed::Complete;
            keeps_alive_ = beast_->keep_alive();
        } else if (used == 0) {
            break;
        }
    }
    // Beast limits the header; the lines between chunks would be collected without end.
    if (progress.parsed == Parsed::NeedsMore &&
        bytes.size() - progress.used > limits_.header_bytes) {
        progress.parsed = Parsed::Malformed;
    }
    beast_->parsed = progress.parsed;
    return progress;
}

wire::HttpRequest RequestParser::take() {
    ENSURE(beast_->parsed == Parsed::Complete);
    wire::HttpRequest request = std::move(beast_->request);
    beast_ = std::make_unique<Beast>(limits_);
    return request;
}

bool RequestParser::has_begun() const { return beast_->has_begun; }

bool RequestParser::take_expectation() {
    return beast_->is_header_done() && !beast_->is_done() &&
           std::exchange(beast_->awaits_continue, false);
}

bool RequestParser::keeps_alive() const { return keeps_alive_; }

}  // namespace sosw::endpoint

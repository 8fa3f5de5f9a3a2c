#include "backends/aws/curl_transport.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <curl/curl.h>

#include "core/base/ensure.hpp"

namespace sosw::aws {

namespace {

constexpr const char* kUserAgent = "sosw/" SOSW_VERSION;

void start_curl_once() {
    static std::once_flag once;
    std::call_once(once, [] {
        if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
            throw std::runtime_error{"libcurl cannot be initialised"};
        }
    });
}

long in_milliseconds(Duration duration) {
    return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

/// The headers of a request as libcurl takes them. The list is not libcurl's own making, which
/// would allocate each line twice, and keeps its memory from request to request.
class HeaderList {
public:
    /// Good until the next call.
    curl_slist* of(const wire::HttpHeaders& headers) {
        text_.clear();
        begins_.clear();
        // libcurl's own additions, which nobody signed, stay away.
        for (const char* mine : {"Expect", "Accept", "Content-Type"}) {
            if (headers.find(mine) == nullptr) {
                add(mine, ":", "");
            }
        }
        for (const wire::HttpHeader& header : headers) {
            if (!wire::equal_ignoring_case(header.name, "Content-Length")) {
                add(header.name, header.value.empty() ? ";" : ": ", header.value);
            }
        }
        return linked();
    }

private:
    void add(std::string_view name, std::string_view between, std::string_view value) {
        begins_.push_back(text_.size());
        text_.append(name).append(between).append(value).push_back('\0');
    }

    curl_slist* linked() {
        lines_.resize(begins_.size());
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            lines_[i] = {
                .data = text_.data() + begins_[i],
                .next = i + 1 < lines_.size() ? &lines_[i + 1] : nullptr};
        }
        return lines_.data();
    }

    std::string text_{};  ///< Lines with a zero at the end of each.
    std::vector<std::size_t> begins_{};
    std::vector<curl_slist> lines_{};
};

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// One request on its way: what libcurl's callbacks fill and ask.
struct Exchange {
    wire::HttpResponse response{};
    std::size_t bytes_max = 0;
    bool sent_before = false;  ///< A connection was about to take the request.
    bool too_large = false;
    bool repeatable = false;
};

std::size_t take_header(char* text, std::size_t size, std::size_t count, void* to) {
    auto& exchange = *static_cast<Exchange*>(to);
    const std::string_view line{text, size * count};
    if (line.starts_with("HTTP/")) {
        exchange.response.headers = {};  // Those before were of a 100 Continue or of a proxy.
        return line.size();
    }
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
        exchange.response.headers.add(
            std::string{line.substr(0, colon)}, std::string{trimmed(line.substr(colon + 1))}
        );
    }
    return line.size();
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* to) {
    auto& exchange = *static_cast<Exchange*>(to);
    if (exchange.response.body.size() + size * count > exchange.bytes_max) {
        exchange.too_large = true;
        return 0;
    }
    exchange.response.body.append(bytes, size * count);
    return size * count;
}

/// Asked when a connection, new or used, is about to take the request: the second time it is
/// libcurl's repetition.
int refuse_repetition(void* of, char*, char*, int, int) {
    auto& exchange = *static_cast<Exchange*>(of);
    if (std::exchange(exchange.sent_before, true) && !exchange.repeatable) {
        return CURL_PREREQFUNC_ABORT;
    }
    return CURL_PREREQFUNC_OK;
}

bool is_repeatable(std::string_view method) { return method == "GET" || method == "HEAD"; }

/// What a failure of libcurl means; `sent`: the request was about to leave when it happened.
Error error_of(CURLcode code, bool sent, const char* detail, const ServiceUrl& url) {
    const std::string text = *detail == '\0' ? curl_easy_strerror(code) : detail;
    const auto make = [&](ErrorCode kind, const char* name, const std::string& what) {
        return Error{.code = kind, .name = name, .message = what + " " + url.text() + ": " + text};
    };
    if (code == CURLE_URL_MALFORMAT || code == CURLE_UNSUPPORTED_PROTOCOL) {
        return make(ErrorCode::InvalidRequest, "InvalidEndpoint", "Cannot send to");
    }
    if (!sent) {
        const char* name = code == CURLE_OPERATION_TIMEDOUT         ? "ConnectTimeoutError"
                           : code == CURLE_PEER_FAILED_VERIFICATION ? "SSLError"
                           : code == CURLE_SSL_CONNECT_ERROR        ? "SSLError"
                                                                    : "EndpointConnectionError";
        return make(ErrorCode::Unavailable, name, "Cannot connect to");
    }
    const char* name =
        code == CURLE_OPERATION_TIMEDOUT ? "ReadTimeoutError" : "ConnectionClosedError";
    return make(ErrorCode::OutcomeUnknown, name, "Sent, but got no whole answer from");
}

}  // namespace

/// One handle of libcurl, which carries one request at a time.
class CurlTransport::Line {
public:
    /// `options` must outlive this object.
    explicit Line(const CurlOptions& options) : options_{options} {
        start_curl_once();
        handle_.reset(curl_easy_init());
        if (handle_ == nullptr) {
            throw std::runtime_error{"libcurl gives no handle"};
        }
        set_what_stays();
    }

    CURL* handle() const { return handle_.get(); }

    /// Both are borrowed until `finish`.
    void begin(const ServiceUrl& url, const wire::HttpRequest& request) {
        url_ = &url;
        exchange_ = {
            .bytes_max = options_.answer_bytes_max, .repeatable = is_repeatable(request.method)};
        set(CURLOPT_URL, (url.text() + request.target).c_str());
        set(CURLOPT_HTTPHEADER, headers_.of(request.headers));
        set_method(request);
        detail_.front() = '\0';
    }

    /// What became of the request, as libcurl ended with `code`.
    Result<wire::HttpResponse> finish(CURLcode code) {
        set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
        if (exchange_.too_large) {
            return fail(
                ErrorCode::OutcomeUnknown,
                "ResponseTooLarge",
                "The answer of " + url_->text() + " is larger than " +
                    std::to_string(options_.answer_bytes_max) + " bytes"
            );
        }
        if (code != CURLE_OK) {
            return fail(error_of(code, exchange_.sent_before, detail_.data(), *url_));
        }
        long status = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        exchange_.response.status = static_cast<int>(status);
        return std::move(exchange_.response);
    }

private:
    template <typename Value>
    void set(CURLoption option, Value value) {
        ENSURE(curl_easy_setopt(handle_.get(), option, value) == CURLE_OK);
    }

    void set_what_stays() {
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_TCP_NODELAY, 1L);
        set(CURLOPT_TCP_KEEPALIVE, 1L);
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_PATH_AS_IS, 1L);
        set(CURLOPT_SSL_VERIFYPEER, 1L);
        set(CURLOPT_SSL_VERIFYHOST, 2L);
        set(CURLOPT_USERAGENT, kUserAgent);
        set(CURLOPT_CONNECTTIMEOUT_MS, in_milliseconds(options_.connect_timeout));
        set(CURLOPT_TIMEOUT_MS, in_milliseconds(options_.answer_timeout));
        set(CURLOPT_HEADERDATA, &exchange_);
        set(CURLOPT_WRITEDATA, &exchange_);
        set(CURLOPT_PREREQDATA, &exchange_);
        set(CURLOPT_ERRORBUFFER, detail_.data());
        set(CURLOPT_HEADERFUNCTION, &take_header);
        set(CURLOPT_WRITEFUNCTION, &take_body);
        set(CURLOPT_PREREQFUNCTION, &refuse_repetition);
        if (options_.proxy) {
            set(CURLOPT_PROXY, options_.proxy->c_str());
        }
        if (!options_.ca_bundle.empty()) {
            set(CURLOPT_CAINFO, options_.ca_bundle.c_str());
        }
    }

    /// The body is borrowed until the answer is there.
    void set_method(const wire::HttpRequest& request) {
        const bool has_body = !request.body.empty() || request.method == "POST" ||
                              request.method == "PUT" || request.method == "PATCH";
        set(CURLOPT_NOBODY, request.method == "HEAD" ? 1L : 0L);
        if (has_body) {
            set(CURLOPT_POST, 1L);
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            set(CURLOPT_POSTFIELDS, request.body.data());
        } else if (request.method != "HEAD") {
            set(CURLOPT_HTTPGET, 1L);
        }
        set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }

    const CurlOptions& options_;
    std::unique_ptr<CURL, FreeHandle> handle_;
    std::array<char, CURL_ERROR_SIZE> detail_{};
    Exchange exchange_{};
    HeaderList headers_{};
    const ServiceUrl* url_ = nullptr;  ///< Of the request under way.
};

/// Many lines at once, whose connections are kept together.
class CurlTransport::Bundle {
public:
    /// `options` must outlive this object.
    explicit Bundle(const CurlOptions& options) : options_{options} {
        ENSURE(options.parallel_max > 0);
        start_curl_once();
        bundle_.reset(curl_multi_init());
        if (bundle_ == nullptr) {
            throw std::runtime_error{"libcurl gives no handle"};
        }
        const auto kept = static_cast<long>(options.parallel_max);
        ENSURE(curl_multi_setopt(bundle_.get(), CURLMOPT_MAXCONNECTS, kept) == CURLM_OK);
    }

    std::vector<Result<wire::HttpResponse>> send_all(
        const ServiceUrl& url, std::span<const wire::HttpRequest> requests
    ) {
        std::vector<Result<wire::HttpResponse>> answers(requests.size());
        const std::size_t lines = std::min(requests.size(), options_.parallel_max);
        while (lines_.size() < lines) {
            lines_.push_back({.line = std::make_unique<Line>(options_)});
        }
        std::size_t begun = 0;
        const auto begin_next = [&](PlacedLine& on) {
            on.line->begin(url, requests[begun]);
            on.place = begun++;
            ENSURE(curl_multi_add_handle(bundle_.get(), on.line->handle()) == CURLM_OK);
        };
        for (std::size_t i = 0; i < lines; ++i) {
            begin_next(lines_[i]);
        }
        for (std::size_t ended = 0; ended < requests.size();) {
            const std::size_t before = ended;
            go_on();
            while (const std::optional<Ended> one = next_ended()) {
                PlacedLine& line = line_of(one->handle);
                answers[line.place] = line.line->finish(one->code);
                ++ended;
                if (begun < requests.size()) {
                    begin_next(line);
                }
            }
            if (ended == before) {
                wait();
            }
        }
        return answers;
    }

private:
    struct PlacedLine {
        std::unique_ptr<Line> line;
        std::size_t place = 0;  ///< Of the request that it carries.
    };
    struct Ended {
        CURL* handle;
        CURLcode code;
    };
    struct FreeBundle {
        void operator()(CURLM* bundle) const { curl_multi_cleanup(bundle); }
    };

    /// Moves all lines on as far as they get without waiting.
    void go_on() {
        int running = 0;
        ENSURE(curl_multi_perform(bundle_.get(), &running) == CURLM_OK);
    }

    /// Until a line can move on.
    void wait() {
        constexpr int kLongestMs = 1000;  // libcurl ends it earlier where a time-out is due.
        ENSURE(curl_multi_poll(bundle_.get(), nullptr, 0, kLongestMs, nullptr) == CURLM_OK);
    }

    /// A line whose request has ended; it is free then.
    std::optional<Ended> next_ended() {
        int left = 0;
        const CURLMsg* const message = curl_multi_info_read(bundle_.get(), &left);
        if (message == nullptr) {
            return std::nullopt;
        }
        ENSURE(message->msg == CURLMSG_DONE);
        const Ended ended{.handle = message->easy_handle, .code = message->data.result};
        ENSURE(curl_multi_remove_handle(bundle_.get(), ended.handle) == CURLM_OK);
        return ended;
    }

    PlacedLine& line_of(const CURL* handle) {
        const auto found = std::ranges::find(lines_, handle, [](const PlacedLine& placed) {
            return placed.line->handle();
        });
        ENSURE(found != lines_.end());
        return *found;
    }

    const CurlOptions& options_;
    std::unique_ptr<CURLM, FreeBundle> bundle_;
    std::vector<PlacedLine> lines_{};  ///< Ends before the bundle.
};

CurlTransport::CurlTransport(CurlOptions options)
    : options_{std::move(options)}, line_{std::make_unique<Line>(options_)} {}

CurlTransport::~CurlTransport() = default;

Result<wire::HttpResponse> CurlTransport::send(
    const ServiceUrl& url, const wire::HttpRequest& request
) {
    line_->begin(url, request);
    return line_->finish(curl_easy_perform(line_->handle()));
}

std::vector<Result<wire::HttpResponse>> CurlTransport::send_all(
    const ServiceUrl& url, std::span<const wire::HttpRequest> requests
) {
    if (bundle_ == nullptr) {
        bundle_ = std::make_unique<Bundle>(options_);
    }
    return bundle_->send_all(url, requests);
}

}  // namespace sosw::aws

#include "backends/aws/curl_transport.hpp"

#include <array>
#include <chrono>
#include <mutex>
#include <new>
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

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

/// The headers of a request as libcurl takes them.
class HeaderList {
public:
    explicit HeaderList(const wire::HttpHeaders& headers) {
        // libcurl's own additions, which nobody signed, stay away.
        for (const char* mine : {"Expect", "Accept", "Content-Type"}) {
            if (headers.find(mine) == nullptr) {
                append(std::string{mine} + ":");
            }
        }
        for (const wire::HttpHeader& header : headers) {
            if (!wire::equal_ignoring_case(header.name, "Content-Length")) {
                append(header.name + (header.value.empty() ? ";" : ": " + header.value));
            }
        }
    }
    curl_slist* get() const { return list_.get(); }

private:
    void append(const std::string& line) {
        curl_slist* longer = curl_slist_append(list_.get(), line.c_str());
        if (longer == nullptr) {
            throw std::bad_alloc{};
        }
        static_cast<void>(list_.release());
        list_.reset(longer);
    }

    std::unique_ptr<curl_slist, FreeList> list_;
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

class CurlTransport::Handle {
public:
    explicit Handle(CurlOptions options) : options_{std::move(options)} {
        start_curl_once();
        handle_.reset(curl_easy_init());
        if (handle_ == nullptr) {
            throw std::runtime_error{"libcurl gives no handle"};
        }
        set_what_stays();
    }

    Result<wire::HttpResponse> send(const ServiceUrl& url, const wire::HttpRequest& request) {
        Exchange exchange{
            .bytes_max = options_.answer_bytes_max, .repeatable = is_repeatable(request.method)};
        const HeaderList headers{request.headers};
        set(CURLOPT_URL, (url.text() + request.target).c_str());
        set(CURLOPT_HTTPHEADER, headers.get());
        set(CURLOPT_HEADERDATA, &exchange);
        set(CURLOPT_WRITEDATA, &exchange);
        set(CURLOPT_PREREQDATA, &exchange);
        set_method(request);
        detail_.front() = '\0';
        const CURLcode code = curl_easy_perform(handle_.get());
        set(CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
        if (exchange.too_large) {
            return fail(
                ErrorCode::OutcomeUnknown,
                "ResponseTooLarge",
                "The answer of " + url.text() + " is larger than " +
                    std::to_string(options_.answer_bytes_max) + " bytes"
            );
        }
        if (code != CURLE_OK) {
            return fail(error_of(code, exchange.sent_before, detail_.data(), url));
        }
        long status = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        exchange.response.status = static_cast<int>(status);
        return std::move(exchange.response);
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

    CurlOptions options_;
    std::unique_ptr<CURL, FreeHandle> handle_;
    std::array<char, CURL_ERROR_SIZE> detail_{};
};

CurlTransport::CurlTransport(CurlOptions options)
    : handle_{std::make_unique<Handle>(std::move(options))} {}

CurlTransport::~CurlTransport() = default;

Result<wire::HttpResponse> CurlTransport::send(
    const ServiceUrl& url, const wire::HttpRequest& request
) {
    return handle_->send(url, request);
}

}  // namespace sosw::aws

#include "backends/endpoint/origin.hpp"

#include <string>
#include <string_view>

#include "backends/endpoint/listener.hpp"

namespace sosw::endpoint {

namespace {

/// `http://localhost:3000`, `http://[::1]`; `null` and other sites are not.
bool is_local(std::string_view origin) {
    const std::size_t slashes = origin.find("//");
    if (slashes == std::string_view::npos) {
        return false;
    }
    std::string_view host = origin.substr(slashes + 2);
    const bool is_v6 = host.starts_with('[');
    host = is_v6 ? host.substr(1, host.find(']') - 1) : host.substr(0, host.find(':'));
    return is_loopback(std::string{host});
}

void echo(
    const wire::HttpRequest& request,
    std::string_view asked,
    const char* granted,
    wire::HttpHeaders& headers
) {
    if (const std::string* const wanted = request.headers.find(asked)) {
        headers.add(granted, *wanted);
    }
}

wire::HttpResponse permission(const wire::HttpRequest& request) {
    wire::HttpResponse response;
    response.headers.add("Access-Control-Allow-Origin", "*");
    echo(
        request, "access-control-request-headers", "Access-Control-Allow-Headers", response.headers
    );
    echo(
        request, "access-control-request-method", "Access-Control-Allow-Methods", response.headers
    );
    response.headers.add("Access-Control-Max-Age", "172800");
    return response;
}

}  // namespace

std::optional<wire::HttpResponse> answer_to_origin(
    const wire::HttpRequest& request, ServiceName service
) {
    const std::string* const origin = request.headers.find("origin");
    if (origin == nullptr) {
        return std::nullopt;
    }
    if (service == ServiceName::DynamoDb) {
        return request.method == "OPTIONS" ? std::optional{permission(request)} : std::nullopt;
    }
    if (is_local(*origin)) {
        return std::nullopt;
    }
    return wire::HttpResponse{
        .status = 403,
        .headers = {{.name = "Content-Type", .value = "text/plain"}},
        .body = "Pages of other sites have no access to this endpoint.\n",
    };
}

void allow_origin(wire::HttpHeaders& headers) {
    headers.set("Access-Control-Allow-Origin", "*");
    headers.set(
        "Access-Control-Expose-Headers",
        "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"
    );
}

}  // namespace sosw::endpoint

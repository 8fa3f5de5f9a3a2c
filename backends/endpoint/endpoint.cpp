#include "backends/endpoint/endpoint.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>
#include <utility>

#include "backends/endpoint/compression.hpp"
#include "backends/endpoint/endpoint_parts.hpp"
#include "backends/endpoint/origin.hpp"
#include "backends/endpoint/own_pages.hpp"
#include "backends/endpoint/response_encoding.hpp"
#include "backends/endpoint/router.hpp"

namespace sosw::endpoint {

namespace {

/// DynamoDB refuses larger bodies before it looks at them.
constexpr std::size_t kDynamoDbBodyMax = 16ULL * 1024 * 1024;
/// Of functions that nobody has given another one: AWS's largest. Its default of three seconds
/// would end real workers by surprise.
constexpr Duration kFunctionTimeout = std::chrono::seconds{900};
/// What a compressed body may become.
constexpr std::size_t kInflatedBytesMax = 20ULL * 1024 * 1024;

/// To S3 the encoding is a property of the object.
bool is_packed(const wire::HttpRequest& request) {
    const std::string_view encoding = request.headers.value_or_empty("content-encoding");
    const bool is_known = wire::equal_ignoring_case(encoding, "gzip") ||
                          wire::equal_ignoring_case(encoding, "deflate");
    return is_known && route(request).service != ServiceName::S3;
}

wire::HttpResponse plain_text(int status, std::string text) {
    return {
        .status = status,
        .headers = {{.name = "Content-Type", .value = "text/plain"}},
        .body = std::move(text),
    };
}

}  // namespace

Endpoint::Endpoint(EventLoop& loop, Clock& real, EndpointOptions options)
    : parts_{std::make_unique<Parts>(loop, real, std::move(options))} {
    add_service(
        ServiceName::Own,
        std::make_unique<OwnPages>(
            parts_->clock,
            parts_->timed,
            OwnPagesFacts{
                .version = parts_->options.version,
                .database_path = parts_->options.database_path,
                .services = service_names(),
            }
        )
    );
}

Endpoint::~Endpoint() = default;

void Endpoint::add_service(ServiceName name, std::unique_ptr<HttpService> service) {
    parts_->services[name] = std::move(service);
}

std::vector<std::string> Endpoint::service_names() const {
    std::vector<std::string> names;
    for (const auto& [name, service] : parts_->services) {
        if (name != ServiceName::Own) {
            names.emplace_back(signing_name(name));
        }
    }
    return names;
}

void Endpoint::set_address(std::string url) { parts_->lambda.set_endpoint_url(std::move(url)); }

Result<void> Endpoint::declare_function(
    const std::string& name, std::optional<std::string_view> command
) {
    if (command) {
        return parts_->lambda.functions().declare(
            {.function_name = name, .timeout = kFunctionTimeout}, *command
        );
    }
    sqlite::SqliteLambda& lambda = parts_->lambda.lambda();
    if (!lambda.get_function_configuration(name)) {
        TRY(lambda.put_function({.function_name = name, .timeout = kFunctionTimeout}));
    }
    return {};
}

DynamoDb& Endpoint::dynamo_db() { return parts_->dynamo_db; }

void Endpoint::flush() { parts_->database.flush(); }

void Endpoint::handle(const wire::HttpRequest& request, const Reply& reply) {
    if (!is_packed(request)) {
        return serve(request, request, reply);
    }
    wire::HttpRequest plain = request;
    Result<std::string> body = inflate_bytes(request.body, kInflatedBytesMax);
    if (!body) {
        return reply(plain_text(400, body.error().message + "\n"));
    }
    plain.body = *std::move(body);
    plain.headers.erase("content-encoding");
    serve(plain, request, reply);
}

void Endpoint::serve(
    const wire::HttpRequest& plain, const wire::HttpRequest& sent, const Reply& reply
) {
    const Route found = route(plain);
    if (!found.service) {
        return finishing(plain, ServiceName::Sts, reply)(unknown_service(plain, found));
    }
    const Reply finish = finishing(plain, *found.service, reply);
    if (auto answer = answer_instead(plain, sent, *found.service)) {
        return finish(*std::move(answer));
    }
    const auto service = parts_->services.find(*found.service);
    if (service == parts_->services.end()) {
        return finish(unknown_service(plain, found));
    }
    service->second->handle(plain, finish);
}

std::optional<wire::HttpResponse> Endpoint::answer_instead(
    const wire::HttpRequest& plain, const wire::HttpRequest& sent, ServiceName service
) const {
    if (auto answer = answer_to_origin(plain, service)) {
        return answer;
    }
    if (service == ServiceName::DynamoDb && plain.body.size() > kDynamoDbBodyMax) {
        return wire::HttpResponse{.status = 413};
    }
    const bool is_checked = service != ServiceName::Own && parts_->options.check != nullptr;
    return is_checked ? parts_->options.check(sent) : std::nullopt;
}

Reply Endpoint::finishing(const wire::HttpRequest& request, ServiceName service, Reply reply) {
    const Accepted accepted = accepted_by(request);
    const bool is_of_page = request.headers.find("origin") != nullptr;
    return
        [this, service, accepted, is_of_page, reply = std::move(reply)](wire::HttpResponse response
        ) {
            if (is_of_page && service == ServiceName::DynamoDb &&
                response.headers.find("access-control-allow-origin") == nullptr) {
                allow_origin(response.headers);
            }
            parts_->encoding.finish(service, accepted, response);
            reply(std::move(response));
        };
}

}  // namespace sosw::endpoint

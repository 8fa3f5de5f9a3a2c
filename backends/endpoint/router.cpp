#include "backends/endpoint/router.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <utility>
#include <vector>

#include "backends/wire/json_writer.hpp"
#include "backends/wire/services/xml_writer.hpp"
#include "backends/wire/uri.hpp"

namespace sosw::endpoint {

namespace {

using wire::HttpRequest;

struct Sign {
    std::string_view text;
    ServiceName service;
};

/// What `X-Amz-Target` has before the operation.
constexpr std::array<Sign, 5> kTargets{{
    {"DynamoDB_20120810", ServiceName::DynamoDb},
    {"GraniteServiceVersion20100801", ServiceName::CloudWatch},
    {"AmazonSSM", ServiceName::Ssm},
    {"AWSEvents", ServiceName::Events},
    {"DynamoDB_20111205", ServiceName::DynamoDb},  // its error is DynamoDB's to give
}};

constexpr std::array<Sign, 3> kQueryVersions{{
    {"2010-03-31", ServiceName::Sns},
    {"2011-06-15", ServiceName::Sts},
    {"2010-08-01", ServiceName::CloudWatch},
}};

/// What follows the date of the API in Lambda's paths.
constexpr std::array<std::string_view, 8> kLambdaResources{
    "functions",
    "event-source-mappings",
    "account-settings",
    "tags",
    "layers",
    "layers-by-arn",
    "code-signing-configs",
    "runtime-management-config"};

template <typename Signs>
std::optional<ServiceName> find_sign(const Signs& signs, std::string_view text) {
    const auto found = std::ranges::find(signs, text, &Sign::text);
    return found == signs.end() ? std::nullopt : std::optional{found->service};
}

/// The `number`th piece of `text`, from 0; empty where there are fewer.
std::string_view piece(std::string_view text, char separator, std::size_t number) {
    for (; number > 0; --number) {
        const std::size_t end = text.find(separator);
        if (end == std::string_view::npos) {
            return {};
        }
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find(separator));
}

bool is_date(std::string_view text) {
    constexpr std::string_view kShape = "0000-00-00";
    return std::ranges::equal(text, kShape, [](char c, char shape) {
        return shape == '-' ? c == '-' : std::isdigit(static_cast<unsigned char>(c)) != 0;
    });
}

std::string_view target_service(const HttpRequest& request) {
    const std::string_view target = request.headers.value_or_empty("x-amz-target");
    return target.substr(0, target.rfind('.'));
}

bool is_form(const HttpRequest& request) {
    return request.headers.value_or_empty("content-type")
        .starts_with("application/x-www-form-urlencoded");
}

/// Of a request in the query protocol, which puts them into the body or behind the path.
std::string query_parameter(const HttpRequest& request, std::string_view name) {
    const std::string_view form =
        is_form(request) ? std::string_view{request.body} : wire::query_of(request.target);
    const std::string wanted = std::string{name} + "=";
    // Found before all of a large body is decoded.
    const std::size_t at = form.starts_with(wanted) ? 0 : form.find("&" + wanted);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = form.substr(form.find('=', at) + 1);
    return wire::percent_decode(rest.substr(0, rest.find('&')), wire::Plus::Space);
}

bool is_own(std::string_view path) { return path == "/_sosw" || path.starts_with("/_sosw/"); }

std::optional<ServiceName> service_of_path(std::string_view path) {
    const std::string_view first = piece(path, '/', 1);
    const std::string_view second = piece(path, '/', 2);
    if (is_date(first) && std::ranges::find(kLambdaResources, second) != kLambdaResources.end()) {
        return ServiceName::Lambda;
    }
    // Smithy's RPC, as newer clients of CloudWatch speak it.
    return first == "service" && piece(path, '/', 3) == "operation" ? find_sign(kTargets, second)
                                                                    : std::nullopt;
}

/// `dynamodb.us-west-2.amazonaws.com`, `bucket.s3.us-west-2.localhost:4566`.
std::optional<ServiceName> service_of_host(std::string_view host) {
    const std::string_view name = host.substr(0, host.find(':'));
    const auto dots = static_cast<std::size_t>(std::ranges::count(name, '.'));
    for (std::size_t i = 0; i < dots; ++i) {
        if (const auto service = service_signed_as(piece(name, '.', i))) {
            return service;
        }
    }
    return std::nullopt;
}

wire::HttpResponse json_error(std::string_view message) {
    std::string body;
    wire::JsonWriter json{body};
    json.begin_object();
    json.member("__type", "com.amazon.coral.service#UnknownOperationException");
    json.member("message", message);
    json.end_object();
    return {
        .status = 400,
        .headers =
            {{.name = "Content-Type", .value = "application/x-amz-json-1.1"},
             {.name = "x-amzn-ErrorType", .value = "UnknownOperationException"}},
        .body = std::move(body),
    };
}

wire::HttpResponse xml_error(std::string_view message) {
    std::string body =
        "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>";
    wire::append_xml_text(body, message);
    body += "</Message></Error></ErrorResponse>\n";
    return {
        .status = 400,
        .headers = {{.name = "Content-Type", .value = "text/xml"}},
        .body = std::move(body),
    };
}

}  // namespace

std::string signed_service(const HttpRequest& request) {
    constexpr std::string_view kCredential = "Credential=";
    constexpr std::size_t kServicePiece = 3;
    const std::string_view header = request.headers.value_or_empty("authorization");
    if (const std::size_t at = header.find(kCredential); at != std::string_view::npos) {
        const std::string_view rest = header.substr(at + kCredential.size());
        return std::string{piece(rest.substr(0, rest.find_first_of(", ")), '/', kServicePiece)};
    }
    for (const auto& [name, value] : wire::parse_query(wire::query_of(request.target))) {
        if (wire::equal_ignoring_case(name, "X-Amz-Credential")) {
            return std::string{piece(value, '/', kServicePiece)};
        }
    }
    return {};
}

Route route(const HttpRequest& request) {
    const std::string_view path = wire::path_of(request.target);
    if (is_own(path)) {
        return {.service = ServiceName::Own};
    }
    const std::string_view target = target_service(request);
    if (const auto service = find_sign(kTargets, target)) {
        return {.service = service};
    }
    const std::string signed_for = signed_service(request);
    if (!signed_for.empty()) {
        return {.service = service_signed_as(signed_for), .unknown = signed_for};
    }
    if (const auto service = service_of_path(path)) {
        return {.service = service};
    }
    if (const auto service = service_of_host(request.headers.value_or_empty("host"))) {
        return {.service = service};
    }
    std::string version = query_parameter(request, "Version");
    std::string action = query_parameter(request, "Action");
    if (!version.empty() || !action.empty()) {
        return {
            .service = find_sign(kQueryVersions, version),
            .unknown = std::move(action.empty() ? version : action),
        };
    }
    return {.service = path == "/" ? ServiceName::DynamoDb : ServiceName::S3};
}

wire::HttpResponse unknown_service(const HttpRequest& request, const Route& route) {
    const std::string message =
        "sosw serve does not emulate " +
        (route.unknown.empty() ? "what was asked for" : "\"" + route.unknown + "\"") +
        "; it has dynamodb, monitoring, lambda, sns, sts, ssm, events and s3.";
    const bool speaks_json =
        request.headers.find("x-amz-target") != nullptr ||
        request.headers.value_or_empty("content-type").find("json") != std::string_view::npos;
    return speaks_json ? json_error(message) : xml_error(message);
}

}  // namespace sosw::endpoint

#include "backends/endpoint/signature_problem.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

#include "backends/wire/json_writer.hpp"
#include "backends/wire/services/xml_writer.hpp"
#include "backends/wire/signature/digest.hpp"
#include "backends/wire/uri.hpp"

namespace sosw::endpoint {

namespace {

using Kind = SignatureProblem::Kind;

/// What the services call a kind of problem. Those of S3 alone have no other name.
struct Names {
    std::string_view json;
    std::string_view query;
    std::string_view s3;
    int s3_status;
};

Names names_of(Kind kind) {
    constexpr std::string_view kInvalid = "InvalidSignatureException";
    constexpr std::string_view kMismatch = "SignatureDoesNotMatch";
    constexpr std::string_view kUnknown = "UnrecognizedClientException";
    constexpr std::string_view kUnknownId = "InvalidClientTokenId";
    constexpr std::string_view kMalformed = "AuthorizationHeaderMalformed";
    switch (kind) {
        case Kind::Missing:
            return {
                "MissingAuthenticationTokenException",
                "MissingAuthenticationToken",
                "AccessDenied",
                403};
        case Kind::Incomplete:
            return {"IncompleteSignatureException", "IncompleteSignature", kMalformed, 400};
        case Kind::Invalid:
            return {kInvalid, kMismatch, kMalformed, 400};
        case Kind::UnknownKey:
            return {kUnknown, kUnknownId, "InvalidAccessKeyId", 403};
        case Kind::WrongToken:
            return {kUnknown, kUnknownId, "InvalidToken", 400};
        case Kind::Mismatch:
            return {kInvalid, kMismatch, kMismatch, 403};
        case Kind::OutOfTime:
            return {kInvalid, kMismatch, "RequestTimeTooSkewed", 403};
        case Kind::UrlExpired:
            return {kInvalid, kMismatch, "AccessDenied", 403};
        case Kind::PayloadUnsaid:
            return {kInvalid, kMismatch, "InvalidRequest", 400};
        case Kind::PayloadDiffers:
            return {kInvalid, kMismatch, "XAmzContentSHA256Mismatch", 400};
    }
    return {kInvalid, kMismatch, kMismatch, 403};
}

struct TargetPrefix {
    std::string_view prefix;
    std::string_view service;
};
constexpr std::array kTargets{
    TargetPrefix{"DynamoDB", "dynamodb"},
    TargetPrefix{"GraniteServiceVersion20100801", "monitoring"},
    TargetPrefix{"AmazonSSM", "ssm"},
    TargetPrefix{"AWSEvents", "events"},
};

/// `/2015-03-31/functions/…`
bool is_dated(std::string_view path) {
    constexpr std::string_view kExample = "/2015-03-31/";
    const auto fits = [](char letter, char example) {
        const bool digit = example >= '0' && example <= '9';
        return digit ? letter >= '0' && letter <= '9' : letter == example;
    };
    return path.size() >= kExample.size() &&
           std::ranges::equal(path.substr(0, kExample.size()), kExample, fits);
}

bool is_form(const wire::HttpRequest& request) {
    return request.headers.value_or_empty("Content-Type")
        .starts_with("application/x-www-form-urlencoded");
}

/// A parameter of a query service, from the form or the query.
std::string parameter(const wire::HttpRequest& request, std::string_view name) {
    for (const std::string_view text :
         {wire::query_of(request.target), std::string_view{request.body}}) {
        for (auto& [key, value] : wire::parse_query(text)) {
            if (key == name) {
                return std::move(value);
            }
        }
    }
    return {};
}

std::string_view xml_namespace(std::string_view api_version) {
    if (api_version == "2010-03-31") {
        return "http://sns.amazonaws.com/doc/2010-03-31/";
    }
    if (api_version == "2010-08-01") {
        return "http://monitoring.amazonaws.com/doc/2010-08-01/";
    }
    return "https://sts.amazonaws.com/doc/2011-06-15/";
}

void append_element(std::string& xml, std::string_view name, std::string_view text) {
    wire::XmlWriter{xml}.element(name, text);
}

/// A text of CBOR (RFC 8949) of less than 64 KB.
void append_cbor_text(std::string& cbor, std::string_view text) {
    constexpr char kTextWithTwoByteLength = 0x79;
    const std::size_t size = std::min<std::size_t>(text.size(), 0xFFFF);
    cbor += kTextWithTwoByteLength;
    cbor += static_cast<char>(static_cast<unsigned char>(size >> 8U));
    cbor += static_cast<char>(static_cast<unsigned char>(size & 0xFFU));
    cbor += text.substr(0, size);
}

/// The shape of a UUID; the same for the same request.
std::string request_id_of(const wire::HttpRequest& request) {
    std::string text = request.method + request.target;
    for (const wire::HttpHeader& header : request.headers) {
        text += header.value;
    }
    std::string id = wire::sha256_hex(text).substr(0, 32);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) {
        id.insert(at, "-");
    }
    return id;
}

wire::HttpResponse json_response(
    const SignatureProblem& problem, const wire::HttpRequest& request
) {
    const Names names = names_of(problem.kind);
    const bool dynamo_db = service_of(request) == "dynamodb";
    // CloudWatch was a query service and answers as such, whatever it is spoken to.
    const bool was_query = service_of(request) == "monitoring";
    wire::HttpResponse response{.status = was_query ? 403 : 400};
    wire::JsonWriter json{response.body};
    json.begin_object();
    json.member("__type", (dynamo_db ? "com.amazon.coral.service#" : "") + std::string{names.json});
    json.member("message", problem.message);
    json.end_object();
    const std::string_view type = request.headers.value_or_empty("Content-Type");
    const bool version_1_0 = type.starts_with("application/x-amz-json-1.0");
    const bool version_1_1 = type.starts_with("application/x-amz-json-1.1");
    response.headers.add(
        "Content-Type",
        version_1_0   ? "application/x-amz-json-1.0"
        : version_1_1 ? "application/x-amz-json-1.1"
                      : "application/json"
    );
    if (was_query) {
        response.headers.add("x-amzn-query-error", std::string{names.query} + ";Sender");
    }
    return response;
}

wire::HttpResponse cbor_response(const SignatureProblem& problem) {
    constexpr char kMapOfTwo = static_cast<char>(0xA2);
    const Names names = names_of(problem.kind);
    wire::HttpResponse response{
        .status = 403,
        .headers =
            {{"Content-Type", "application/cbor"},
             {"smithy-protocol", "rpc-v2-cbor"},
             {"x-amzn-query-error", std::string{names.query} + ";Sender"}},
        .body = std::string{kMapOfTwo}};
    append_cbor_text(response.body, "__type");
    append_cbor_text(response.body, names.json);
    append_cbor_text(response.body, "message");
    append_cbor_text(response.body, problem.message);
    return response;
}

wire::HttpResponse query_response(
    const SignatureProblem& problem, const wire::HttpRequest& request
) {
    std::string xml = fmt::format(
        "<ErrorResponse xmlns=\"{}\"><Error><Type>Sender</Type>",
        xml_namespace(parameter(request, "Version"))
    );
    append_element(xml, "Code", names_of(problem.kind).query);
    append_element(xml, "Message", problem.message);
    xml += "</Error>";
    append_element(xml, "RequestId", request_id_of(request));
    xml += "</ErrorResponse>";
    return {.status = 403, .headers = {{"Content-Type", "text/xml"}}, .body = std::move(xml)};
}

wire::HttpResponse rest_response(const SignatureProblem& problem) {
    wire::HttpResponse response{
        .status = 403,
        .headers = {
            {"Content-Type", "application/json"},
            {"x-amzn-ErrorType", std::string{names_of(problem.kind).json}}}};
    wire::JsonWriter json{response.body};
    json.begin_object();
    json.member(
        "message", problem.kind == Kind::Missing ? "Missing Authentication Token" : problem.message
    );
    json.end_object();
    return response;
}

/// S3 has words of its own for some.
std::string_view s3_message(const SignatureProblem& problem) {
    switch (problem.kind) {
        case Kind::Missing:
            return "Access Denied";
        case Kind::UnknownKey:
            return "The AWS Access Key Id you provided does not exist in our records.";
        case Kind::WrongToken:
            return "The provided token is malformed or otherwise invalid.";
        case Kind::Mismatch:
            return "The request signature we calculated does not match the signature you provided. "
                   "Check your key and signing method.";
        case Kind::OutOfTime:
            return "The difference between the request time and the current time is too large.";
        default:
            return problem.message;
    }
}

wire::HttpResponse s3_response(const SignatureProblem& problem, const wire::HttpRequest& request) {
    const Names names = names_of(problem.kind);
    const bool in_query = wire::query_of(request.target).find("X-Amz-") != std::string_view::npos;
    const bool malformed = names.s3 == names_of(Kind::Incomplete).s3;
    std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>";
    append_element(
        xml, "Code", malformed && in_query ? "AuthorizationQueryParametersError" : names.s3
    );
    append_element(xml, "Message", s3_message(problem));
    for (const auto& [name, text] : problem.details) {
        append_element(xml, name, text);
    }
    append_element(xml, "RequestId", request_id_of(request));
    append_element(xml, "HostId", "sosw");
    xml += "</Error>";
    if (request.method == "HEAD") {
        xml.clear();
    }
    return {
        .status = names.s3_status,
        .headers = {{"Content-Type", "application/xml"}},
        .body = std::move(xml)};
}

}  // namespace

Protocol protocol_of(const wire::HttpRequest& request) {
    if (request.headers.find("X-Amz-Target") != nullptr) {
        return Protocol::Json;
    }
    if (request.headers.value_or_empty("Smithy-Protocol") == "rpc-v2-cbor") {
        return Protocol::Cbor;
    }
    if (is_dated(wire::path_of(request.target))) {
        return Protocol::Rest;
    }
    const bool at_root = wire::path_of(request.target) == "/";
    const bool acts = at_root && !parameter(request, "Action").empty();
    return acts || (at_root && is_form(request)) ? Protocol::Query : Protocol::S3;
}

std::string_view service_of(const wire::HttpRequest& request) {
    const std::string_view target = request.headers.value_or_empty("X-Amz-Target");
    for (const TargetPrefix& known : kTargets) {
        if (target.starts_with(known.prefix)) {
            return known.service;
        }
    }
    return {};
}

wire::HttpResponse to_response(const SignatureProblem& problem, const wire::HttpRequest& request) {
    switch (protocol_of(request)) {
        case Protocol::Json:
            return json_response(problem, request);
        case Protocol::Cbor:
            return cbor_response(problem);
        case Protocol::Query:
            return query_response(problem, request);
        case Protocol::Rest:
            return rest_response(problem);
        case Protocol::S3:
            break;
    }
    return s3_response(problem, request);
}

}  // namespace sosw::endpoint

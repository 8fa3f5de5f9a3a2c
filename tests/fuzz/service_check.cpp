#include "tests/fuzz/service_check.hpp"

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/ensure.hpp"

namespace sosw::fuzz {

void send_json(
    endpoint::HttpService& service, std::string_view target_prefix, std::string_view input
) {
    const std::string_view operation = input.substr(0, input.find('\n'));
    const std::string_view body =
        operation.size() < input.size() ? input.substr(operation.size() + 1) : std::string_view{};
    const wire::HttpRequest request{
        .method = "POST",
        .headers =
            {{"Host", "127.0.0.1"},
             {"Content-Type", "application/x-amz-json-1.0"},
             {"X-Amz-Target", std::string{target_prefix} + "." + std::string{operation}},
             {"X-Amz-Date", "20260302T080000Z"},
             {"Authorization",
              "AWS4-HMAC-SHA256 Credential=A/20260302/us-west-2/dynamodb/aws4_request, "
              "SignedHeaders=host;x-amz-date;x-amz-target, Signature=a"}},
        .body = std::string{body}};
    std::optional<wire::HttpResponse> answer;
    service.handle(request, [&](wire::HttpResponse response) {
        ENSURE(!answer);
        answer = std::move(response);
    });
    ENSURE(answer);
    ENSURE(answer->status == 200 || (answer->status >= 400 && answer->status < 500));
    const auto json = nlohmann::json::parse(answer->body, nullptr, false);
    ENSURE(json.is_object());
    ENSURE(answer->status == 200 || json.contains("__type"));
}

}  // namespace sosw::fuzz

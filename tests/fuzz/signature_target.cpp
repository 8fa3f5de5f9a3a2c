#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "backends/endpoint/signature_check.hpp"
#include "backends/wire/signature/credentials.hpp"
#include "backends/wire/signature/signature_v4.hpp"
#include "core/base/ensure.hpp"
#include "tests/fuzz/request_text.hpp"
#include "tests/support/manual_clock.hpp"

/// An input is a request. Whatever its signature is, it is answered, and never let pass, for nobody
/// guesses the secret; signed by us, it passes. The input is read as a credentials file too.

namespace sosw::endpoint {
namespace {

const wire::AccessKey kKey{.id = "AKIDEXAMPLE", .secret = "a secret that no input knows"};

/// Headers that HTTP allows and that say nothing of signatures, such as another session token.
bool is_harmless(const wire::HttpHeader& header) {
    constexpr std::string_view kPrefix = "x-amz-";
    const std::string_view name = header.name;
    const bool is_token = !name.empty() && std::ranges::all_of(name, [](char letter) {
        return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-' ||
               letter == '_';
    });
    return is_token && !wire::equal_ignoring_case(name.substr(0, kPrefix.size()), kPrefix);
}

/// Signing must not stumble over what a request holds already.
void check_signed(wire::HttpRequest request, const SignatureCheck& check, const Clock& clock) {
    const bool in_query = request.target.find("X-Amz-") != std::string::npos ||
                          request.target.find('%') != std::string::npos;
    if (in_query || !std::ranges::all_of(request.headers, is_harmless)) {
        return;
    }
    request.headers.erase("Authorization");
    request.headers.set("Host", "127.0.0.1");
    wire::sign(request, kKey, {.service = "sns", .at = clock.now()});
    ENSURE(!check.refusal(request));
    request.body += '!';
    ENSURE(check.refusal(request));
}

void check(std::string_view text) {
    static const test::ManualClock clock;
    static const SignatureCheck check = [] {
        wire::Credentials credentials;
        credentials.add("default", kKey);
        return SignatureCheck{std::move(credentials), clock};
    }();
    const wire::HttpRequest request = fuzz::request_of_text(text);
    const auto refusal = check.refusal(request);
    ENSURE(refusal && (refusal->status == 400 || refusal->status == 403));
    static_cast<void>(refusal_of_unsigned(request));
    check_signed(request, check, clock);
    const auto credentials = wire::read_credentials(text, "input");
    ENSURE(credentials ? !credentials->empty() : !credentials.error().empty());
}

}  // namespace
}  // namespace sosw::endpoint

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    sosw::endpoint::check({reinterpret_cast<const char*>(data), size});
    return 0;
}

#pragma once

#include <optional>
#include <utility>

#include "backends/wire/http_message.hpp"
#include "backends/wire/signature/authorization.hpp"
#include "backends/wire/signature/credentials.hpp"
#include "core/ports/clock.hpp"

namespace sosw::endpoint {

struct SignatureProblem;

/// Answers requests whose signature (Signature Version 4) is not that of a known key, as the
/// service they are meant for would: DynamoDB and the other JSON services with 400; CloudWatch,
/// REST, query and S3 with 403.
///
/// The body is part of what is signed. A signature is good for five minutes around its time, S3's
/// for fifteen, a presigned URL's for as long as it says.
class SignatureCheck {
public:
    /// `clock` tells the clients' time, so it is the real one, whatever clock the emulations have.
    /// Must outlive the check.
    SignatureCheck(wire::Credentials credentials, const Clock& clock)
        : credentials_{std::move(credentials)}, clock_{clock} {}

    /// Nothing where the request may pass.
    std::optional<wire::HttpResponse> refusal(const wire::HttpRequest& request) const;

private:
    std::optional<SignatureProblem> problem_of(const wire::HttpRequest& request) const;
    std::optional<SignatureProblem> problem_of_time(const wire::Authorization& authorization) const;

    wire::Credentials credentials_;
    const Clock& clock_;
};

/// For an endpoint that knows no keys: the answer of AWS to a request that bears no signature, or
/// not all parts of one. The signature itself is not looked at.
std::optional<wire::HttpResponse> refusal_of_unsigned(const wire::HttpRequest& request);

}  // namespace sosw::endpoint

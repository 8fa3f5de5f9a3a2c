#pragma once

#include <string>
#include <string_view>

#include "backends/aws/aws_client.hpp"
#include "backends/wire/services/field_reader.hpp"
#include "backends/wire/services/value.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"

namespace sosw::aws {

/// A service that speaks AWS's JSON 1.1: an operation's parameters go out, its answer comes back.
/// For services that are asked seldom; tables have a codec of their own.
class JsonClient {
public:
    /// `prefix` goes before each operation in the request's target: `AmazonSSM`.
    JsonClient(
        std::string prefix,
        const AwsAccess& access,
        const Random& random,
        ServiceAddress address,
        const RetryOptions& retries
    );

    /// Errors: the service's; `OutcomeUnknown`, or `Unavailable` where nothing was to change, for
    /// an answer that is no JSON.
    Result<wire::Parameters> call(
        std::string_view operation, const wire::Value& input, Effect effect
    );

private:
    std::string prefix_;
    AwsClient client_;
};

}  // namespace sosw::aws

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sosw::endpoint {

/// What an endpoint serves.
enum class ServiceName : std::uint8_t {
    DynamoDb,
    CloudWatch,
    Lambda,
    Sns,
    Sts,
    Ssm,
    Events,
    S3,
    Own,  ///< Our pages below `/_sosw/`.
};

/// The services of AWS that clients sign requests for.
inline constexpr std::array<ServiceName, 8> kAwsServices{
    ServiceName::DynamoDb,
    ServiceName::CloudWatch,
    ServiceName::Lambda,
    ServiceName::Sns,
    ServiceName::Sts,
    ServiceName::Ssm,
    ServiceName::Events,
    ServiceName::S3};

/// As requests are signed, and as hosts begin: `dynamodb`, `monitoring`. Others have a name that
/// nobody signs for.
std::string_view signing_name(ServiceName service);

/// The other way round; nothing for what we do not serve.
std::optional<ServiceName> service_signed_as(std::string_view name);

}  // namespace sosw::endpoint

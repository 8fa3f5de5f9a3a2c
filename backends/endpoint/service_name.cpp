#include "backends/endpoint/service_name.hpp"

#include <algorithm>

namespace sosw::endpoint {

std::string_view signing_name(ServiceName service) {
    switch (service) {
        case ServiceName::DynamoDb:
            return "dynamodb";
        case ServiceName::CloudWatch:
            return "monitoring";
        case ServiceName::Lambda:
            return "lambda";
        case ServiceName::Sns:
            return "sns";
        case ServiceName::Sts:
            return "sts";
        case ServiceName::Ssm:
            return "ssm";
        case ServiceName::Events:
            return "events";
        case ServiceName::S3:
            return "s3";
        case ServiceName::Own:
            return "sosw";
    }
    return {};
}

std::optional<ServiceName> service_signed_as(std::string_view name) {
    const auto* const found = std::ranges::find(kAwsServices, name, signing_name);
    return found == kAwsServices.end() ? std::nullopt : std::optional{*found};
}

}  // namespace sosw::endpoint

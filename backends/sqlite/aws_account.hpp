#pragma once

#include <string>
#include <string_view>

namespace sosw::sqlite {

/// Where the emulated resources live, for their ARNs.
struct AwsAccount {
    std::string region = "us-west-2";
    std::string account_id = "000000000000";

    /// `arn:aws:SERVICE:REGION:ACCOUNT:RESOURCE`.
    std::string arn(std::string_view service, std::string_view resource) const {
        std::string text = "arn:aws:";
        text.append(service).append(":").append(region).append(":").append(account_id);
        return text.append(":").append(resource);
    }
};

}  // namespace sosw::sqlite

#pragma once

#include <string>

#include "backends/endpoint/services/api_service.hpp"
#include "backends/sqlite/aws_account.hpp"
#include "core/ports/clock.hpp"

namespace sosw::endpoint {

/// AWS STS in the query protocol: who the caller is (always the account's root), and temporary
/// credentials, which are made up and kept nowhere.
class StsService final : public ApiService {
public:
    /// `clock` must outlive this object; `random` makes request ids and credentials.
    StsService(Clock& clock, Random random, sqlite::AwsAccount account = {});

protected:
    wire::ServiceError describe(const Error& error) const override;

private:
    Output get_caller_identity(Input in);
    Output assume_role(Input in);
    Output get_session_token(Input in);
    Output get_access_key_info(Input in);

    wire::Value make_credentials(std::int64_t lifetime_seconds);
    std::string random_text(std::size_t length, std::string_view alphabet);

    Clock& clock_;
    Random random_;
    sqlite::AwsAccount account_;
};

}  // namespace sosw::endpoint

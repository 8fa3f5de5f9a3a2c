#pragma once

#include <string>
#include <string_view>

#include "backends/aws/key_provider.hpp"

namespace sosw::aws {

/// A key as `credential_process`, containers and instances tell it: `AccessKeyId`,
/// `SecretAccessKey`, `SessionToken` or `Token`, `Expiration`.
///
/// Errors: `AccessDenied` where it is none; `from` says who told it. Never shows what was told.
Result<FoundKey> read_key_json(std::string_view json, const std::string& from);

/// `AccessDenied`, `CredentialRetrievalError`: `from` is set up but gave no key.
Failure no_key_from(const std::string& from, std::string_view why);

}  // namespace sosw::aws

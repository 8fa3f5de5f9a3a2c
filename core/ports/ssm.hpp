#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// The Parameter Store of AWS Systems Manager (API version 2014-11-06), as far as sosw speaks to
/// it.

namespace sosw {

enum class ParameterType { String, StringList, SecureString };

/// One version of a parameter. GetParameters answers up to `data_type`; the rest is in
/// descriptions.
struct Parameter {
    std::string name{};
    ParameterType type = ParameterType::String;
    std::string value{};  ///< Of a SecureString that was asked without decryption: a cipher.
    std::int64_t version = 0;
    std::string selector{};  ///< `:3` where version 3 was asked for.
    Timestamp last_modified{};
    std::string arn{};
    std::string data_type{};
    std::string description{};
    std::string key_id{};  ///< SecureString only.
    std::string allowed_pattern{};
    std::string tier{};
};

struct GetParametersInput {
    std::vector<std::string> names{};  ///< Names or ARNs, with `:VERSION` where it matters.
    bool with_decryption = false;
};

struct GetParametersOutput {
    std::vector<Parameter> parameters{};
    std::vector<std::string> invalid_parameters{};  ///< Names that no parameter has.
};

struct PutParameterInput {
    std::string name{};
    std::string value{};
    std::optional<ParameterType> type{};  ///< May be absent where the parameter exists.
    bool overwrite = false;
    std::string description{};
    std::string key_id{};           ///< SecureString only; empty: `alias/aws/ssm`.
    std::string allowed_pattern{};  ///< A regular expression for the value.
    std::string tier{};             ///< Empty: `Standard`.
    std::string data_type{};        ///< Empty: `text`.
};

struct PutParameterOutput {
    std::int64_t version = 0;
    std::string tier{};
};

class Ssm {
public:
    Ssm() = default;
    Ssm(const Ssm&) = delete;
    Ssm& operator=(const Ssm&) = delete;
    virtual ~Ssm() = default;

    /// Names that no parameter has are no error: the answer lists them.
    virtual Result<GetParametersOutput> get_parameters(const GetParametersInput& input) = 0;
    /// Errors: `ParameterAlreadyExists` without `overwrite`; `ValidationException` for names and
    /// values that cannot be; `ParameterPatternMismatchException`.
    virtual Result<PutParameterOutput> put_parameter(const PutParameterInput& input) = 0;
};

}  // namespace sosw

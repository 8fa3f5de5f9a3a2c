#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/aws_account.hpp"
#include "backends/sqlite/database.hpp"
#include "core/base/result.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/ssm.hpp"

namespace sosw::sqlite {

/// The Parameter Store in SQLite: parameters with their last hundred versions.
///
/// A SecureString is not encrypted; asked without decryption it looks as if it were.
class SqliteSsm final : public Ssm {
public:
    /// Both references must outlive this object.
    SqliteSsm(Database& database, Clock& clock, AwsAccount account = {});

    Result<GetParametersOutput> get_parameters(const GetParametersInput& input) override;
    /// Errors, beside those of the port: `HierarchyLevelLimitExceededException` for names of more
    /// than 15 levels, `InvalidAllowedPatternException`.
    Result<PutParameterOutput> put_parameter(const PutParameterInput& input) override;

    /// Errors: `ParameterNotFound`, `ParameterVersionNotFound`.
    Result<Parameter> get_parameter(const std::string& name, bool with_decryption);
    /// The current versions of those whose name begins so, by name.
    std::vector<Parameter> parameters_below(std::string_view prefix, bool with_decryption);
    /// All versions kept, the oldest first. Errors: `ParameterNotFound`.
    Result<std::vector<Parameter>> history(const std::string& name, bool with_decryption);
    /// False where there was none.
    bool delete_parameter(const std::string& name);

private:
    std::optional<Parameter> find(
        const std::string& name, std::optional<std::int64_t> version, bool with_decryption
    );
    Parameter read(const Statement& row, bool with_decryption) const;
    std::string name_of(const std::string& name_or_arn);
    void insert(const Parameter& parameter);

    Database& database_;
    Clock& clock_;
    AwsAccount account_;
};

/// What a caller may write as a parameter's name, taken apart: `NAME:3` asks for version 3.
struct ParameterReference {
    std::string name{};
    std::string selector{};
};
ParameterReference parse_parameter_reference(std::string_view text);

}  // namespace sosw::sqlite

#include "backends/sqlite/sqlite_ssm.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "backends/sqlite/parameter_checks.hpp"
#include "backends/wire/base64.hpp"

namespace sosw::sqlite {
namespace {

constexpr std::int64_t kVersionsMax = 100;
constexpr std::string_view kArnMark = ":parameter";

constexpr std::string_view kSchema = R"(
CREATE TABLE IF NOT EXISTS ssm_parameter (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    type INTEGER NOT NULL,
    value TEXT NOT NULL,
    description TEXT NOT NULL,
    key_id TEXT NOT NULL,
    allowed_pattern TEXT NOT NULL,
    tier TEXT NOT NULL,
    data_type TEXT NOT NULL,
    modified_at_us INTEGER NOT NULL,
    PRIMARY KEY (name, version)
);
)";

constexpr std::string_view kColumns =
    "name, version, type, value, description, key_id, allowed_pattern, tier, data_type, "
    "modified_at_us";

Database& with_schema(Database& database) {
    database.execute(std::string{kSchema});
    return database;
}

std::string select(std::string_view rest) {
    return "SELECT " + std::string{kColumns} + " FROM ssm_parameter AS parameter " +
           std::string{rest};
}

Failure not_found(const std::string& name) {
    return fail(ErrorCode::NotFound, "ParameterNotFound", "Parameter " + name + " not found.");
}

/// What a cipher looks like; it hides nothing.
std::string cipher_of(const Parameter& parameter) {
    return wire::base64_encode("kms:" + parameter.key_id + ":" + parameter.value);
}

std::optional<std::int64_t> version_of(std::string_view selector) {
    if (!selector.starts_with(':')) {
        return std::nullopt;
    }
    std::int64_t version = 0;
    const char* end = selector.data() + selector.size();
    const auto [stopped, error] = std::from_chars(selector.data() + 1, end, version);
    return error == std::errc{} && stopped == end ? std::optional{version} : std::nullopt;
}

/// Takes over from `before` what `input` does not say.
Parameter next_version(
    const PutParameterInput& input, const std::optional<Parameter>& before, Timestamp now
) {
    Parameter next = before.value_or(Parameter{});
    const auto replace = [](std::string& old, const std::string& text, const char* otherwise) {
        if (!text.empty() || old.empty()) {
            old = text.empty() ? otherwise : text;
        }
    };
    next.name = input.name;
    next.type = input.type.value_or(next.type);
    next.value = input.value;
    next.version += 1;
    next.last_modified = now;
    replace(next.description, input.description, "");
    replace(next.allowed_pattern, input.allowed_pattern, "");
    replace(next.tier, input.tier == "Intelligent-Tiering" ? "Standard" : input.tier, "Standard");
    replace(next.data_type, input.data_type, "text");
    replace(next.key_id, input.key_id, "alias/aws/ssm");
    if (next.type != ParameterType::SecureString) {
        next.key_id.clear();
    }
    return next;
}

}  // namespace

ParameterReference parse_parameter_reference(std::string_view text) {
    const std::size_t arn_mark = text.starts_with("arn:") ? text.find(kArnMark) : 0;
    const std::size_t from =
        arn_mark == 0 || arn_mark == std::string_view::npos ? 0 : arn_mark + kArnMark.size();
    const std::size_t colon = text.find(':', from);
    if (colon == std::string_view::npos || (from == 0 && text.starts_with("arn:"))) {
        return {.name = std::string{text}};
    }
    return {
        .name = std::string{text.substr(0, colon)}, .selector = std::string{text.substr(colon)}};
}

SqliteSsm::SqliteSsm(Database& database, Clock& clock, AwsAccount account)
    : database_{with_schema(database)}, clock_{clock}, account_{std::move(account)} {}

Parameter SqliteSsm::read(const Statement& row, bool with_decryption) const {
    Parameter parameter{
        .name = std::string{row.column_text(0)},
        .type = static_cast<ParameterType>(row.column_int64(2)),
        .value = std::string{row.column_text(3)},
        .version = row.column_int64(1),
        .last_modified = from_epoch_microseconds(row.column_int64(9)),
        .data_type = std::string{row.column_text(8)},
        .description = std::string{row.column_text(4)},
        .key_id = std::string{row.column_text(5)},
        .allowed_pattern = std::string{row.column_text(6)},
        .tier = std::string{row.column_text(7)}};
    const bool absolute = parameter.name.starts_with('/');
    parameter.arn = account_.arn("ssm", absolute ? "parameter" : "parameter/") + parameter.name;
    if (parameter.type == ParameterType::SecureString && !with_decryption) {
        parameter.value = cipher_of(parameter);
    }
    return parameter;
}

std::string SqliteSsm::name_of(const std::string& name_or_arn) {
    const std::size_t mark = name_or_arn.find(kArnMark);
    if (!name_or_arn.starts_with("arn:") || mark == std::string::npos) {
        return name_or_arn;
    }
    // `/name` and `name` have the same ARN.
    std::string name = name_or_arn.substr(mark + kArnMark.size());
    return find(name, std::nullopt, true) ? name : name.substr(name.empty() ? 0 : 1);
}

std::optional<Parameter> SqliteSsm::find(
    const std::string& name, std::optional<std::int64_t> version, bool with_decryption
) {
    Statement statement{
        database_,
        select("WHERE name = ? AND (?2 IS NULL OR version = ?2) ORDER BY version DESC LIMIT 1")};
    statement.bind_text(1, name);
    if (version) {
        statement.bind(2, *version);
    } else {
        statement.bind_null(2);
    }
    return statement.step() ? std::optional{read(statement, with_decryption)} : std::nullopt;
}

Result<Parameter> SqliteSsm::get_parameter(const std::string& name, bool with_decryption) {
    const ParameterReference reference = parse_parameter_reference(name);
    const std::string its_name = name_of(reference.name);
    if (!find(its_name, std::nullopt, with_decryption)) {
        return not_found(name);
    }
    const auto version = version_of(reference.selector);
    auto parameter = reference.selector.empty() || version
                         ? find(its_name, version, with_decryption)
                         : std::nullopt;
    if (!parameter) {
        return fail(
            ErrorCode::NotFound,
            "ParameterVersionNotFound",
            "Systems Manager could not find version " +
                reference.selector.substr(std::min<std::size_t>(1, reference.selector.size())) +
                " of " + its_name + ". Verify the version and try again."
        );
    }
    parameter->selector = reference.selector;
    return *parameter;
}

Result<GetParametersOutput> SqliteSsm::get_parameters(const GetParametersInput& input) {
    GetParametersOutput output;
    std::vector<std::string> seen;
    for (const std::string& name : input.names) {
        if (std::ranges::find(seen, name) != seen.end()) {
            continue;
        }
        seen.push_back(name);
        if (auto parameter = get_parameter(name, input.with_decryption)) {
            output.parameters.push_back(std::move(*parameter));
        } else {
            output.invalid_parameters.push_back(name);
        }
    }
    return output;
}

Result<PutParameterOutput> SqliteSsm::put_parameter(const PutParameterInput& input) {
    TRY(check(input));
    WriteScope scope{database_};
    const auto before = find(input.name, std::nullopt, true);
    if (before && !input.overwrite) {
        return fail(
            ErrorCode::InvalidRequest,
            "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in "
            "the request to true."
        );
    }
    if (!before && !input.type) {
        return fail(
            ErrorCode::InvalidRequest,
            "ValidationException",
            "A parameter type is required when you create a parameter."
        );
    }
    const Parameter next = next_version(input, before, clock_.now());
    insert(next);
    Statement forget{database_, "DELETE FROM ssm_parameter WHERE name = ? AND version <= ?"};
    forget.bind_text(1, next.name).bind(2, next.version - kVersionsMax).run();
    scope.commit();
    return PutParameterOutput{.version = next.version, .tier = next.tier};
}

void SqliteSsm::insert(const Parameter& parameter) {
    Statement insert{database_, "INSERT INTO ssm_parameter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"};
    insert.bind_text(1, parameter.name)
        .bind(2, parameter.version)
        .bind(3, static_cast<std::int64_t>(parameter.type))
        .bind_text(4, parameter.value)
        .bind_text(5, parameter.description)
        .bind_text(6, parameter.key_id)
        .bind_text(7, parameter.allowed_pattern)
        .bind_text(8, parameter.tier)
        .bind_text(9, parameter.data_type)
        .bind(10, epoch_microseconds(parameter.last_modified))
        .run();
}

std::vector<Parameter> SqliteSsm::parameters_below(std::string_view prefix, bool with_decryption) {
    Statement statement{
        database_,
        select("WHERE substr(name, 1, length(?1)) = ?1 AND version = (SELECT max(version) FROM "
               "ssm_parameter AS other WHERE other.name = parameter.name) ORDER BY name")};
    statement.bind_text(1, prefix);
    std::vector<Parameter> parameters;
    while (statement.step()) {
        parameters.push_back(read(statement, with_decryption));
    }
    return parameters;
}

Result<std::vector<Parameter>> SqliteSsm::history(const std::string& name, bool with_decryption) {
    const std::string its_name = name_of(name);
    Statement statement{database_, select("WHERE name = ? ORDER BY version")};
    statement.bind_text(1, its_name);
    std::vector<Parameter> versions;
    while (statement.step()) {
        versions.push_back(read(statement, with_decryption));
    }
    if (versions.empty()) {
        return not_found(name);
    }
    return versions;
}

bool SqliteSsm::delete_parameter(const std::string& name) {
    const std::string its_name = name_of(name);
    Statement remove{database_, "DELETE FROM ssm_parameter WHERE name = ?"};
    remove.bind_text(1, its_name).run();
    return database_.changes() > 0;
}

}  // namespace sosw::sqlite

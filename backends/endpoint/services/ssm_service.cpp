#include "backends/endpoint/services/ssm_service.hpp"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/endpoint/services/list_page.hpp"
#include "backends/endpoint/services/parameter_filters.hpp"
#include "backends/sqlite/parameter_checks.hpp"
#include "backends/sqlite/sqlite_ssm.hpp"
#include "backends/wire/services/constraints.hpp"
#include "backends/wire/services/parameter_types.hpp"

namespace sosw::endpoint {
namespace {

using wire::FieldReader;
using wire::Value;

constexpr std::size_t kNameMax = 2048;
constexpr std::int64_t kPathPageMax = 10;
constexpr std::int64_t kPageMax = 50;
constexpr std::array<std::string_view, 3> kTypes = {"SecureString", "StringList", "String"};
constexpr std::array<std::string_view, 3> kTiers = {"Intelligent-Tiering", "Advanced", "Standard"};

Value write_parameter(const Parameter& parameter) {
    Value value = Value::structure();
    value.set("Name", parameter.name);
    value.set("Type", wire::parameter_type_name(parameter.type));
    value.set("Value", parameter.value);
    value.set("Version", parameter.version);
    value.set_if("Selector", parameter.selector);
    value.set("LastModifiedDate", parameter.last_modified);
    value.set("ARN", parameter.arn);
    value.set("DataType", parameter.data_type);
    return value;
}

/// The account's root, out of a parameter's ARN: nobody else writes.
std::string writer_of(const Parameter& parameter) {
    constexpr std::string_view kMark = ":parameter";
    const std::string before = parameter.arn.substr(0, parameter.arn.find(kMark));
    return "arn:aws:iam::" + before.substr(before.rfind(':') + 1) + ":root";
}

Value write_metadata(const Parameter& parameter) {
    Value value = Value::structure();
    value.set("Name", parameter.name);
    value.set("ARN", parameter.arn);
    value.set("Type", wire::parameter_type_name(parameter.type));
    value.set_if("KeyId", parameter.key_id);
    value.set("LastModifiedDate", parameter.last_modified);
    value.set("LastModifiedUser", writer_of(parameter));
    value.set_if("Description", parameter.description);
    value.set_if("AllowedPattern", parameter.allowed_pattern);
    value.set("Version", parameter.version);
    value.set("Tier", parameter.tier);
    value.set("Policies", Value::list());
    value.set("DataType", parameter.data_type);
    return value;
}

Value write_version(const Parameter& parameter) {
    Value value = write_metadata(parameter);
    value.set("Value", parameter.value);
    value.set("Labels", Value::list());
    return value;
}

/// The page of `all` that is asked for, each written by `write`.
Result<Value> write_page(
    const std::vector<Parameter>& all,
    const FieldReader& in,
    std::int64_t page_max,
    Value (*write)(const Parameter&)
) {
    const auto limit = static_cast<std::size_t>(in.integer("MaxResults").value_or(page_max));
    const auto page = TRY(page_of(all, in.text("NextToken"), limit, "InvalidNextToken"));
    Value list = Value::list();
    for (const Parameter& parameter : page.items) {
        list.push(write(parameter));
    }
    Value output = Value::structure();
    output.set("Parameters", std::move(list)).set_if("NextToken", page.next_token);
    return output;
}

Result<void> check_name(const FieldReader& in) {
    wire::FieldConstraints constraints;
    constraints.required("name", in.has("Name"));
    constraints.length("name", in.optional_text("Name"), 1, kNameMax);
    return constraints.check();
}

Result<void> check_names(const FieldReader& in) {
    wire::FieldConstraints constraints;
    constraints.required("names", in.has("Names"));
    constraints.size("names", in.size_of("Names"), 1, 10);
    return constraints.check();
}

Result<void> check_page(const FieldReader& in, std::int64_t page_max) {
    wire::FieldConstraints constraints;
    constraints.range("maxResults", in.integer("MaxResults"), 1, page_max);
    return constraints.check();
}

Result<void> check_put(const FieldReader& in) {
    wire::FieldConstraints constraints;
    constraints.required("name", in.has("Name"));
    constraints.length("name", in.optional_text("Name"), 1, kNameMax);
    constraints.required("value", in.has("Value"));
    constraints.length("description", in.optional_text("Description"), 0, 1024);
    constraints.length("allowedPattern", in.optional_text("AllowedPattern"), 0, 1024);
    constraints.length("keyId", in.optional_text("KeyId"), 1, 256);
    constraints.one_of("type", in.optional_text("Type"), kTypes);
    constraints.one_of("tier", in.optional_text("Tier"), kTiers);
    return constraints.check();
}

Result<void> check_path(const std::string& path) {
    const std::string name =
        path.size() > 1 && path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
    if (path == "/" || (path.starts_with('/') && sqlite::check_parameter_name(name))) {
        return {};
    }
    return fail(
        ErrorCode::InvalidRequest,
        "ValidationException",
        "The parameter doesn't meet the parameter name requirements. The parameter name must begin "
        "with a forward slash \"/\". It can't be prefixed with \"aws\" or \"ssm\" "
        "(case-insensitive). It must use only letters, numbers, or the following symbols: . "
        "(period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, "
        "if specified, must use the forward slash symbol \"/\". Valid example: "
        "/get/parameters2-/by1./path0_."
    );
}

}  // namespace

SsmService::SsmService(sqlite::SqliteSsm& ssm, Random random)
    : ApiService{{.target_prefix = "AmazonSSM"}, random}, ssm_{ssm} {
    add("GetParameter", &SsmService::get_parameter);
    add("GetParameters", &SsmService::get_parameters);
    add("GetParametersByPath", &SsmService::get_parameters_by_path);
    add("GetParameterHistory", &SsmService::get_parameter_history);
    add("PutParameter", &SsmService::put_parameter);
    add("DeleteParameter", &SsmService::delete_parameter);
    add("DeleteParameters", &SsmService::delete_parameters);
    add("DescribeParameters", &SsmService::describe_parameters);
}

ApiService::Output SsmService::get_parameter(Input in) {
    TRY(check_name(in));
    const Parameter parameter = TRY(ssm_.get_parameter(in.text("Name"), in.flag("WithDecryption")));
    return Value::structure({{"Parameter", write_parameter(parameter)}});
}

ApiService::Output SsmService::get_parameters(Input in) {
    TRY(check_names(in));
    const auto found = TRY(ssm_.get_parameters(
        {.names = in.texts("Names"), .with_decryption = in.flag("WithDecryption")}
    ));
    Value parameters = Value::list();
    for (const Parameter& parameter : found.parameters) {
        parameters.push(write_parameter(parameter));
    }
    Value output = Value::structure();
    output.set("Parameters", std::move(parameters));
    output.set("InvalidParameters", Value::list_of(found.invalid_parameters));
    return output;
}

ApiService::Output SsmService::get_parameters_by_path(Input in) {
    wire::FieldConstraints constraints;
    constraints.required("path", in.has("Path"));
    constraints.length("path", in.optional_text("Path"), 1, kNameMax);
    constraints.range("maxResults", in.integer("MaxResults"), 1, kPathPageMax);
    TRY(constraints.check());
    const std::string path = in.text("Path");
    TRY(check_path(path));
    const auto filters = TRY(read_parameter_filters(in));
    std::vector<Parameter> found =
        ssm_.parameters_below(path == "/" ? "" : path, in.flag("WithDecryption"));
    const bool recursive = in.flag("Recursive");
    std::erase_if(found, [&](const Parameter& parameter) {
        return !lies_below(parameter.name, path, recursive) || !matches(parameter, filters);
    });
    return write_page(found, in, kPathPageMax, &write_parameter);
}

ApiService::Output SsmService::get_parameter_history(Input in) {
    TRY(check_name(in));
    TRY(check_page(in, kPageMax));
    const auto versions = TRY(ssm_.history(in.text("Name"), in.flag("WithDecryption")));
    return write_page(versions, in, kPageMax, &write_version);
}

ApiService::Output SsmService::put_parameter(Input in) {
    TRY(check_put(in));
    const PutParameterInput input{
        .name = in.text("Name"),
        .value = in.text("Value"),
        .type = wire::parse_parameter_type(in.text("Type")),
        .overwrite = in.flag("Overwrite"),
        .description = in.text("Description"),
        .key_id = in.text("KeyId"),
        .allowed_pattern = in.text("AllowedPattern"),
        .tier = in.text("Tier"),
        .data_type = in.text("DataType")};
    TRY(in.check());
    const auto put = TRY(ssm_.put_parameter(input));
    Value output = Value::structure();
    output.set("Version", put.version).set("Tier", put.tier);
    return output;
}

ApiService::Output SsmService::delete_parameter(Input in) {
    TRY(check_name(in));
    const std::string name = in.text("Name");
    if (!ssm_.delete_parameter(name)) {
        return fail(ErrorCode::NotFound, "ParameterNotFound", "Parameter " + name + " not found.");
    }
    return Value{};
}

ApiService::Output SsmService::delete_parameters(Input in) {
    TRY(check_names(in));
    const std::vector<std::string> names = in.texts("Names");
    TRY(in.check());
    Value deleted = Value::list();
    Value invalid = Value::list();
    for (const std::string& name : names) {
        (ssm_.delete_parameter(name) ? deleted : invalid).push(name);
    }
    Value output = Value::structure();
    output.set("DeletedParameters", std::move(deleted));
    output.set("InvalidParameters", std::move(invalid));
    return output;
}

ApiService::Output SsmService::describe_parameters(Input in) {
    TRY(check_page(in, kPageMax));
    const auto filters = TRY(read_parameter_filters(in));
    std::vector<Parameter> found = ssm_.parameters_below("", false);
    std::erase_if(found, [&](const Parameter& parameter) { return !matches(parameter, filters); });
    return write_page(found, in, kPageMax, &write_metadata);
}

}  // namespace sosw::endpoint

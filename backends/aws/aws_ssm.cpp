#include "backends/aws/aws_ssm.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "backends/wire/services/field_reader.hpp"
#include "backends/wire/services/parameter_types.hpp"

namespace sosw::aws {

namespace {

using wire::FieldReader;
using wire::Value;

constexpr std::size_t kNamesMax = 10;

Parameter read_parameter(const FieldReader& fields) {
    return {
        .name = fields.text("Name"),
        .type = wire::parse_parameter_type(fields.text("Type")).value_or(ParameterType::String),
        .value = fields.text("Value"),
        .version = fields.integer("Version").value_or(0),
        .selector = fields.text("Selector"),
        .last_modified = fields.timestamp("LastModifiedDate").value_or(Timestamp{}),
        .arn = fields.text("ARN"),
        .data_type = fields.text("DataType")};
}

}  // namespace

AwsSsm::AwsSsm(
    const AwsAccess& access,
    const Random& random,
    ServiceAddress address,
    const RetryOptions& retries
)
    : client_{"AmazonSSM", access, random, std::move(address), retries} {}

Result<void> AwsSsm::get_page(const Value& input, GetParametersOutput& output) {
    wire::Parameters answer = TRY(client_.call("GetParameters", input, Effect::Read));
    const FieldReader fields = answer.fields();
    std::ranges::transform(
        fields.structures("Parameters"), std::back_inserter(output.parameters), &read_parameter
    );
    std::ranges::move(
        fields.texts("InvalidParameters"), std::back_inserter(output.invalid_parameters)
    );
    return {};
}

Result<GetParametersOutput> AwsSsm::get_parameters(const GetParametersInput& input) {
    GetParametersOutput output;
    std::size_t asked = 0;
    do {
        const std::size_t count = std::min(kNamesMax, input.names.size() - asked);
        const auto first = input.names.begin() + static_cast<std::ptrdiff_t>(asked);
        Value page = Value::structure();
        page.set("Names", Value::list_of({first, first + static_cast<std::ptrdiff_t>(count)}));
        page.set("WithDecryption", input.with_decryption);
        TRY(get_page(page, output));
        asked += count;
    } while (asked < input.names.size());
    return output;
}

Result<PutParameterOutput> AwsSsm::put_parameter(const PutParameterInput& input) {
    Value parameters = Value::structure();
    parameters.set("Name", input.name).set("Value", input.value);
    if (input.type) {
        parameters.set("Type", wire::parameter_type_name(*input.type));
    }
    parameters.set("Overwrite", input.overwrite)
        .set_if("Description", input.description)
        .set_if("KeyId", input.key_id)
        .set_if("AllowedPattern", input.allowed_pattern)
        .set_if("Tier", input.tier)
        .set_if("DataType", input.data_type);
    wire::Parameters answer = TRY(client_.call("PutParameter", parameters, Effect::Write));
    const FieldReader fields = answer.fields();
    return PutParameterOutput{
        .version = fields.integer("Version").value_or(0), .tier = fields.text("Tier")};
}

}  // namespace sosw::aws

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/scenario_parts.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;
using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 3> kLambda{
    "default", "invoke", "get_function_configuration"};
constexpr std::array<std::string_view, 3> kCloudWatch{
    "default", "get_metric_statistics", "put_metric_data"};
constexpr std::array<std::string_view, 2> kSns{"default", "publish"};

bool among(Words words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

/// Whether the latency is given call by call, and not as one distribution.
bool names_calls(const ConfigValue& value) {
    return value.is(Kind::Object) &&
           std::ranges::any_of(value.members, [](const ConfigMember& member) {
               return among(keys::kCalls, member.name);
           });
}

void read_calls(
    const ScenarioReader& reader,
    const ConfigValue& latency,
    std::string_view service,
    Words calls,
    CallLatency& target
) {
    const ConfigValue* value = ConfigReader::given(latency, service);
    if (value == nullptr) {
        return;
    }
    if (!names_calls(*value)) {
        target.others = reader.distribution(*value);
        return;
    }
    reader.refuse_unknown(*value, fmt::format("the latency of {}", service), calls);
    for (const ConfigMember& member : value->members) {
        if (member.value.is(Kind::Null) || !among(calls, member.name)) {
            continue;
        }
        Distribution distribution = reader.distribution(member.value);
        if (member.name == "default") {
            target.others = std::move(distribution);
        } else {
            target.by_operation.emplace_back(member.name, std::move(distribution));
        }
    }
}

void read_essential(
    const ScenarioReader& reader,
    const ConfigValue& essentials,
    std::string_view name,
    EssentialModel& essential
) {
    const ConfigValue* object = ConfigReader::given(essentials, name);
    if (object == nullptr || !reader.is_object(*object, "an essential", keys::kEssential)) {
        return;
    }
    reader.read(
        *object,
        "timeout",
        {.min = std::chrono::seconds{1}, .max = std::chrono::minutes{15}},
        essential.timeout
    );
    reader.read(*object, "memory_mb", {.min = 128, .max = 10'240}, essential.memory_mb);
}

}  // namespace

LatencyModel read_latency(const ScenarioReader& reader, const ConfigValue& root) {
    LatencyModel latency;
    const ConfigValue* object = ConfigReader::given(root, "latency");
    if (object == nullptr || !reader.is_object(*object, "the latency", keys::kLatency)) {
        return latency;
    }
    read_calls(reader, *object, "dynamodb", keys::kDynamoDbCalls, latency.dynamodb);
    read_calls(reader, *object, "lambda_invoke", kLambda, latency.lambda_invoke);
    read_calls(reader, *object, "cloudwatch", kCloudWatch, latency.cloudwatch);
    read_calls(reader, *object, "sns", kSns, latency.sns);
    reader.read(*object, "everyone", latency.everyone);
    return latency;
}

EssentialModels read_essentials(const ScenarioReader& reader, const ConfigValue& root) {
    EssentialModels essentials;
    const ConfigValue* object = ConfigReader::given(root, "essentials");
    if (object != nullptr && reader.is_object(*object, "the essentials", keys::kEssentials)) {
        read_essential(reader, *object, "sosw_orchestrator", essentials.orchestrator);
        read_essential(reader, *object, "sosw_scavenger", essentials.scavenger);
        read_essential(reader, *object, "sosw_scheduler", essentials.scheduler);
    }
    return essentials;
}

}  // namespace sosw::sim

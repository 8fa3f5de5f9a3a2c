#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/scenario_parts.hpp"

namespace sosw::sim {
namespace {

constexpr std::string_view kArnPrefix = "arn:aws:lambda:us-west-2:000000000000:function:";
constexpr std::int64_t kConcurrencyMax = 1'000'000;
constexpr std::size_t kNameMax = 64;  // Of Lambda.

bool is_function_name(std::string_view name) {
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    return !name.empty() && name.size() <= kNameMax &&
           name.find_first_not_of(kAllowed) == std::string_view::npos;
}

ColdStart read_cold_start(const ScenarioReader& reader, const ConfigValue& function) {
    ColdStart cold_start;
    const ConfigValue* object = ConfigReader::given(function, "cold_start");
    if (object == nullptr || !reader.is_object(*object, "a cold start", keys::kColdStart)) {
        return cold_start;
    }
    reader.read_probability(*object, "probability", cold_start.probability);
    const ConfigValue* duration =
        reader.required(*object, "duration", "a cold start", "such as \"800ms\"");
    if (duration != nullptr) {
        cold_start.duration = reader.distribution(*duration);
    }
    return cold_start;
}

FunctionModel read_function(const ScenarioReader& reader, const ConfigMember& member) {
    const ConfigValue& object = member.value;
    FunctionModel function{.name = member.name, .arn = std::string{kArnPrefix}.append(member.name)};
    if (!is_function_name(member.name)) {
        reader.problem(
            object,
            fmt::format(
                "expected the name of a function, 1 to {} letters, digits, - and _, found {}",
                kNameMax,
                quoted(std::string_view{member.name})
            )
        );
    }
    if (!reader.is_object(object, "a function", keys::kFunction)) {
        return function;
    }
    const ConfigValue* duration = reader.required(
        object, "duration", "a function", "how long the work takes, such as \"40s\""
    );
    if (duration != nullptr) {
        function.duration = reader.distribution(*duration);
    }
    reader.read(object, "arn", function.arn);
    reader.read(
        object,
        "timeout",
        {.min = std::chrono::seconds{1}, .max = std::chrono::minutes{15}},
        function.timeout
    );
    reader.read(object, "memory_mb", {.min = 128, .max = 10'240}, function.memory_mb);
    reader.read_probability(object, "failure_probability", function.failure_probability);
    function.cold_start = read_cold_start(reader, object);
    if (ConfigReader::given(object, "reserved_concurrency") != nullptr) {
        reader.read(
            object,
            "reserved_concurrency",
            {.min = 0, .max = kConcurrencyMax},
            function.reserved_concurrency.emplace()
        );
    }
    reader.read(
        object, "maximum_retry_attempts", {.min = 0, .max = 2}, function.maximum_retry_attempts
    );
    reader.read(
        object,
        "maximum_event_age",
        {.min = std::chrono::seconds{60}, .max = std::chrono::hours{6}},
        function.maximum_event_age
    );
    reader.read_probability(object, "duplicate_probability", function.duplicate_probability);
    reader.read(object, "completes", function.completes);
    return function;
}

}  // namespace

std::vector<FunctionModel> read_functions(const ScenarioReader& reader, const ConfigValue& root) {
    std::vector<FunctionModel> functions;
    const ConfigValue* object =
        reader.required(root, "functions", "a scenario", "an object of functions by their names");
    if (object == nullptr || reader.object(root, "functions") == nullptr) {
        return functions;
    }
    for (const ConfigMember& member : object->members) {
        if (!member.value.is(ConfigValue::Kind::Null)) {
            functions.push_back(read_function(reader, member));
        }
    }
    return functions;
}

CompletionModel read_completion(const ScenarioReader& reader, const ConfigValue& root) {
    CompletionModel completion;
    const ConfigValue* object = ConfigReader::given(root, "completion");
    if (object != nullptr && reader.is_object(*object, "the completion", keys::kCompletion)) {
        reader.read(*object, "latency", completion.latency);
    }
    return completion;
}

}  // namespace sosw::sim

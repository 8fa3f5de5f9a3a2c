#include "sim/scenario/service_metric.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "core/base/strings.hpp"
#include "core/config/config_reader.hpp"
#include "core/config/config_value.hpp"
#include "sim/scenario/scenario.hpp"

namespace sosw::sim {
namespace {

using Problem = tl::unexpected<std::string>;
using Words = std::vector<std::string_view>;

constexpr std::string_view kLambda = "AWS/Lambda";
constexpr std::string_view kDynamoDb = "AWS/DynamoDB";

/// The dimension beside the table's name.
enum class Part { None, OptionalIndex, Operation };

struct Known {
    std::string_view metric_namespace;
    std::string_view name;
    ServiceMetricKind kind;
    bool account_wide = false;  ///< There is one without dimensions too.
    Part part = Part::None;
};

using enum ServiceMetricKind;
constexpr std::array<Known, 10> kKnown{{
    {kLambda, "Invocations", Invocations},
    {kLambda, "Errors", Errors},
    {kLambda, "Throttles", Throttles},
    {kLambda, "Duration", ServiceMetricKind::Duration},
    {kLambda, "ConcurrentExecutions", ConcurrentExecutions, true},
    {kDynamoDb, "ConsumedReadCapacityUnits", ConsumedReadCapacityUnits, false, Part::OptionalIndex},
    {kDynamoDb,
     "ConsumedWriteCapacityUnits",
     ConsumedWriteCapacityUnits,
     false,
     Part::OptionalIndex},
    {kDynamoDb, "ReadThrottleEvents", ReadThrottleEvents, false, Part::OptionalIndex},
    {kDynamoDb, "WriteThrottleEvents", WriteThrottleEvents, false, Part::OptionalIndex},
    {kDynamoDb, "ThrottledRequests", ThrottledRequests, false, Part::Operation},
}};

constexpr std::array<std::string_view, 10> kOperations{
    "PutItem",
    "GetItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems"};

Problem unknown(std::string_view what, std::string_view word, const Words& words) {
    return Problem{fmt::format(
        "{} {}.{} Known are: {}", what, quoted(word), did_you_mean(word, words), listed(words)
    )};
}

Words known_names(std::string_view metric_namespace) {
    Words names;
    for (const Known& known : kKnown) {
        if (known.metric_namespace == metric_namespace) {
            names.push_back(known.name);
        }
    }
    return names;
}

const Dimension* dimension(const MetricDetails& details, std::string_view name) {
    const auto found = std::ranges::find(details.dimensions, name, &Dimension::name);
    return found != details.dimensions.end() ? &*found : nullptr;
}

/// What the metric is about, and with which other dimension.
struct Shape {
    std::string_view subject_dimension;
    std::string_view part_dimension{};
    Words subjects{};
    Words parts{};
    bool part_is_required = false;
};

Words functions_of(const Scenario& scenario) {
    Words names;
    for (const FunctionModel& function : scenario.functions) {
        names.push_back(function.name);
    }
    return names;
}

Shape shape_of(const Scenario& scenario, const Known& known) {
    if (known.metric_namespace == kLambda) {
        return {.subject_dimension = "FunctionName", .subjects = functions_of(scenario)};
    }
    const TaskManagerConfig& config = scenario.config.orchestrator.task_manager;
    Shape shape{
        .subject_dimension = "TableName",
        .subjects = {
            config.dynamo_db.table_name,
            config.sosw_retry_tasks_table,
            config.sosw_closed_tasks_table}};
    if (known.part == Part::OptionalIndex) {
        shape.part_dimension = "GlobalSecondaryIndexName";
        shape.parts = {config.dynamo_db.index_greenfield, config.sosw_closed_tasks_labourer_index};
    } else {
        shape.part_dimension = "Operation";
        shape.parts = {kOperations.begin(), kOperations.end()};
        shape.part_is_required = true;
    }
    return shape;
}

bool contains(const Words& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

tl::expected<ServiceMetric, std::string> with_dimensions(
    const Known& known, const Shape& shape, const MetricDetails& details
) {
    ServiceMetric metric{
        .kind = known.kind,
        .metric_namespace = details.metric_namespace,
        .name = details.metric_name,
        .dimensions = details.dimensions};
    std::ranges::sort(metric.dimensions);
    if (known.account_wide && details.dimensions.empty()) {
        return metric;
    }
    const Dimension* subject = dimension(details, shape.subject_dimension);
    const Dimension* part = dimension(details, shape.part_dimension);
    const std::size_t known_dimensions =
        (subject != nullptr ? 1U : 0U) + (part != nullptr ? 1U : 0U);
    if (subject == nullptr || known_dimensions != details.dimensions.size() ||
        (shape.part_is_required && part == nullptr)) {
        return Problem{fmt::format(
            "{} has the dimension{} {}{}{}",
            known.name,
            shape.part_is_required ? "s" : "",
            shape.subject_dimension,
            shape.part_dimension.empty() ? std::string{}
                                         : fmt::format(
                                               "{} {}",
                                               shape.part_is_required ? " and" : ", and may have",
                                               shape.part_dimension
                                           ),
            known.account_wide ? ", or none for the whole account" : ""
        )};
    }
    if (!contains(shape.subjects, subject->value)) {
        return unknown(
            fmt::format("there is no {}", shape.subject_dimension), subject->value, shape.subjects
        );
    }
    if (part != nullptr && !contains(shape.parts, part->value)) {
        return unknown(
            fmt::format("there is no {}", shape.part_dimension), part->value, shape.parts
        );
    }
    metric.subject = subject->value;
    metric.part = part != nullptr ? part->value : std::string{};
    return metric;
}

}  // namespace

bool is_service_namespace(std::string_view metric_namespace) {
    return metric_namespace == kLambda || metric_namespace == kDynamoDb;
}

tl::expected<ServiceMetric, std::string> service_metric(
    const Scenario& scenario, const MetricDetails& details
) {
    const auto* const known = std::ranges::find_if(kKnown, [&](const Known& candidate) {
        return candidate.metric_namespace == details.metric_namespace &&
               candidate.name == details.metric_name;
    });
    if (known == kKnown.end()) {
        return unknown(
            fmt::format("{} reports no metric", details.metric_namespace),
            details.metric_name,
            known_names(details.metric_namespace)
        );
    }
    return with_dimensions(*known, shape_of(scenario, *known), details);
}

}  // namespace sosw::sim

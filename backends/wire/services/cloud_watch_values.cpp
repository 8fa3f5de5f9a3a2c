#include "backends/wire/services/cloud_watch_values.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace sosw::wire {
namespace {

StatisticSet read_statistic_set(const FieldReader& fields) {
    return {
        .sample_count = fields.number("SampleCount").value_or(0),
        .sum = fields.number("Sum").value_or(0),
        .minimum = fields.number("Minimum").value_or(0),
        .maximum = fields.number("Maximum").value_or(0)};
}

std::optional<int> read_resolution(const FieldReader& fields) {
    const auto seconds = fields.integer("StorageResolution");
    // What fits no int is as wrong as 0 is.
    const bool fits = seconds && std::in_range<int>(*seconds);
    return seconds ? std::optional{fits ? static_cast<int>(*seconds) : 0} : std::nullopt;
}

MetricDatum read_datum(const FieldReader& fields) {
    MetricDatum datum{
        .metric_name = fields.text("MetricName"),
        .dimensions = read_dimensions(fields),
        .timestamp = fields.timestamp("Timestamp"),
        .value = fields.number("Value"),
        .values = fields.numbers("Values"),
        .counts = fields.numbers("Counts"),
        .unit = fields.text("Unit"),
        .storage_resolution = read_resolution(fields)};
    if (const auto set = fields.structure("StatisticValues")) {
        datum.statistic_values = read_statistic_set(*set);
    }
    return datum;
}

Duration read_period(const FieldReader& fields) {
    constexpr std::int64_t kSecondsMax = 1'000'000'000;
    return std::chrono::seconds{
        std::clamp(fields.integer("Period").value_or(0), -kSecondsMax, kSecondsMax)};
}

Value write_datapoint(const Datapoint& datapoint) {
    Value value = Value::structure();
    value.set("Timestamp", datapoint.timestamp);
    value.set_if("SampleCount", datapoint.sample_count);
    value.set_if("Average", datapoint.average);
    value.set_if("Sum", datapoint.sum);
    value.set_if("Minimum", datapoint.minimum);
    value.set_if("Maximum", datapoint.maximum);
    value.set("Unit", datapoint.unit);
    if (!datapoint.extended_statistics.empty()) {
        Value::Structure percentiles;
        for (const auto& [name, number] : datapoint.extended_statistics) {
            percentiles.push_back({name, Value{number}});
        }
        value.set("ExtendedStatistics", Value::map(std::move(percentiles)));
    }
    return value;
}

}  // namespace

std::vector<Dimension> read_dimensions(const FieldReader& fields) {
    std::vector<Dimension> dimensions;
    for (const FieldReader& dimension : fields.structures("Dimensions")) {
        dimensions.push_back({.name = dimension.text("Name"), .value = dimension.text("Value")});
    }
    return dimensions;
}

PutMetricDataInput read_put_metric_data(const FieldReader& fields) {
    PutMetricDataInput input{.metric_namespace = fields.text("Namespace")};
    for (const FieldReader& datum : fields.structures("MetricData")) {
        input.metric_data.push_back(read_datum(datum));
    }
    return input;
}

GetMetricStatisticsInput read_get_metric_statistics(const FieldReader& fields) {
    return {
        .metric_namespace = fields.text("Namespace"),
        .metric_name = fields.text("MetricName"),
        .dimensions = read_dimensions(fields),
        .start_time = fields.timestamp("StartTime").value_or(Timestamp{}),
        .end_time = fields.timestamp("EndTime").value_or(Timestamp{}),
        .period = read_period(fields),
        .statistics = fields.texts("Statistics"),
        .extended_statistics = fields.texts("ExtendedStatistics"),
        .unit = fields.text("Unit")};
}

Value write_dimensions(const std::vector<Dimension>& dimensions) {
    Value list = Value::list();
    for (const Dimension& dimension : dimensions) {
        list.push(Value::structure({{"Name", dimension.name}, {"Value", dimension.value}}));
    }
    return list;
}

Value write_get_metric_statistics(const GetMetricStatisticsOutput& output) {
    Value datapoints = Value::list();
    for (const Datapoint& datapoint : output.datapoints) {
        datapoints.push(write_datapoint(datapoint));
    }
    Value value = Value::structure();
    value.set("Label", output.label);
    value.set("Datapoints", std::move(datapoints));
    return value;
}

}  // namespace sosw::wire

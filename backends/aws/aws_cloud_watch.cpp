#include "backends/aws/aws_cloud_watch.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>

#include <pugixml.hpp>

#include "backends/aws/query_protocol.hpp"
#include "backends/wire/json_fields.hpp"

namespace sosw::aws {

namespace {

constexpr std::string_view kVersion = "2010-08-01";

void add_dimensions(
    QueryForm& form, const std::string& prefix, const std::vector<Dimension>& dimensions
) {
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        const std::string member = member_name(prefix + "Dimensions", i);
        form.add(member + ".Name", dimensions[i].name);
        form.add(member + ".Value", dimensions[i].value);
    }
}

void add_numbers(QueryForm& form, const std::string& name, const std::vector<double>& numbers) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        form.add_number(member_name(name, i), numbers[i]);
    }
}

void add_texts(QueryForm& form, std::string_view name, const std::vector<std::string>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        form.add(member_name(name, i), texts[i]);
    }
}

void add_statistic_set(QueryForm& form, const std::string& prefix, const StatisticSet& set) {
    form.add_number(prefix + "SampleCount", set.sample_count);
    form.add_number(prefix + "Sum", set.sum);
    form.add_number(prefix + "Minimum", set.minimum);
    form.add_number(prefix + "Maximum", set.maximum);
}

void add_datum(QueryForm& form, const std::string& prefix, const MetricDatum& datum) {
    form.add(prefix + "MetricName", datum.metric_name);
    add_dimensions(form, prefix, datum.dimensions);
    if (datum.timestamp) {
        form.add(prefix + "Timestamp", format_timestamp(*datum.timestamp));
    }
    if (datum.value) {
        form.add_number(prefix + "Value", *datum.value);
    }
    add_numbers(form, prefix + "Values", datum.values);
    add_numbers(form, prefix + "Counts", datum.counts);
    if (datum.statistic_values) {
        add_statistic_set(form, prefix + "StatisticValues.", *datum.statistic_values);
    }
    form.add_some(prefix + "Unit", datum.unit);
    if (datum.storage_resolution) {
        form.add(prefix + "StorageResolution", std::to_string(*datum.storage_resolution));
    }
}

std::optional<double> read_number(const std::string& text) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, failure] = std::from_chars(text.data(), end, value);
    return failure == std::errc{} && stopped == end ? std::optional{value} : std::nullopt;
}

std::optional<double> number_in(const pugi::xml_node& parent, const char* name) {
    return read_number(parent.child_value(name));
}

std::vector<std::pair<std::string, double>> extended_statistics_of(const pugi::xml_node& member) {
    std::vector<std::pair<std::string, double>> made;
    for (const pugi::xml_node entry : member.child("ExtendedStatistics").children("entry")) {
        made.emplace_back(entry.child_value("key"), number_in(entry, "value").value_or(0));
    }
    return made;
}

Result<Datapoint> datapoint_of(const pugi::xml_node& member) {
    const std::optional<Timestamp> at = parse_timestamp(member.child_value("Timestamp"));
    if (!at) {
        return wire::unreadable("Timestamp");
    }
    return Datapoint{
        .timestamp = *at,
        .sample_count = number_in(member, "SampleCount"),
        .average = number_in(member, "Average"),
        .sum = number_in(member, "Sum"),
        .minimum = number_in(member, "Minimum"),
        .maximum = number_in(member, "Maximum"),
        .extended_statistics = extended_statistics_of(member),
        .unit = member.child_value("Unit")};
}

Result<GetMetricStatisticsOutput> read_statistics(std::string_view body) {
    pugi::xml_document document;
    const pugi::xml_node result = TRY(read_query_result(document, body, "GetMetricStatistics"));
    GetMetricStatisticsOutput output{.label = result.child_value("Label")};
    for (const pugi::xml_node member : result.child("Datapoints").children("member")) {
        output.datapoints.push_back(TRY(datapoint_of(member)));
    }
    return output;
}

/// Percentiles in the order in which they were asked for: a map has none.
void put_in_order(const std::vector<std::string>& asked, GetMetricStatisticsOutput& output) {
    const auto place = [&](const auto& entry) { return std::ranges::find(asked, entry.first); };
    for (Datapoint& datapoint : output.datapoints) {
        std::ranges::stable_sort(datapoint.extended_statistics, {}, place);
    }
}

}  // namespace

AwsCloudWatch::AwsCloudWatch(
    const AwsAccess& access, Random random, ServiceAddress address, const RetryOptions& retries
)
    : client_{access, random.fork("retries"), std::move(address), &read_query_error, retries} {}

Result<void> AwsCloudWatch::put_metric_data(const PutMetricDataInput& input) {
    QueryForm form{"PutMetricData", kVersion};
    form.add("Namespace", input.metric_namespace);
    for (std::size_t i = 0; i < input.metric_data.size(); ++i) {
        add_datum(form, member_name("MetricData", i) + ".", input.metric_data[i]);
    }
    TRY(client_.call(form.request(), Effect::Write));
    return {};
}

Result<GetMetricStatisticsOutput> AwsCloudWatch::get_metric_statistics(
    const GetMetricStatisticsInput& input
) {
    const auto period = std::chrono::floor<std::chrono::seconds>(input.period).count();
    QueryForm form{"GetMetricStatistics", kVersion};
    form.add("Namespace", input.metric_namespace);
    form.add("MetricName", input.metric_name);
    add_dimensions(form, "", input.dimensions);
    form.add("StartTime", format_timestamp(input.start_time));
    form.add("EndTime", format_timestamp(input.end_time));
    form.add("Period", std::to_string(period));
    add_texts(form, "Statistics", input.statistics);
    add_texts(form, "ExtendedStatistics", input.extended_statistics);
    form.add_some("Unit", input.unit);
    const wire::HttpResponse response = TRY(client_.call(form.request(), Effect::Read));
    Result<GetMetricStatisticsOutput> output = read_statistics(response.body);
    if (!output) {
        return fail(settled(std::move(output).error(), Effect::Read));
    }
    put_in_order(input.extended_statistics, *output);
    return output;
}

}  // namespace sosw::aws

#include "backends/sqlite/metric_checks.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace sosw::sqlite {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr std::size_t kDataMax = 1000;
constexpr std::size_t kDimensionsMax = 30;
constexpr std::size_t kValuesMax = 150;
constexpr std::size_t kNameLengthMax = 255;
constexpr std::size_t kDimensionValueLengthMax = 1024;
constexpr std::size_t kExtendedStatisticsMax = 10;
constexpr std::int64_t kDatapointsMax = 1440;
constexpr Duration kPastMax = hours{14 * 24};
constexpr Duration kFutureMax = hours{2};

constexpr std::array<std::string_view, 27> kUnits = {
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None"};
constexpr std::array<std::string_view, 5> kStatistics = {
    "SampleCount", "Average", "Sum", "Minimum", "Maximum"};

Failure missing(const std::string& parameter) {
    return fail(
        ErrorCode::InvalidRequest,
        "MissingRequiredParameter",
        "The parameter " + parameter + " is required."
    );
}

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidParameterValue", std::move(message));
}

Failure contradictory(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidParameterCombination", std::move(message));
}

Failure too_many(const std::string& collection, std::size_t limit) {
    return invalid(
        "The collection " + collection + " must not have a size greater than " +
        std::to_string(limit) + "."
    );
}

Result<void> check_length(
    std::string_view text, const std::string& parameter, std::size_t length_max
) {
    if (text.empty()) {
        return missing(parameter);
    }
    if (text.size() > length_max) {
        return invalid(
            "The value for parameter " + parameter + " must be shorter than " +
            std::to_string(length_max + 1) + " characters."
        );
    }
    return {};
}

Result<void> check_namespace(std::string_view name) {
    TRY(check_length(name, "Namespace", kNameLengthMax));
    if (name.front() == ':') {
        return invalid(
            "The value " + std::string{name} +
            " for parameter Namespace is invalid: it must not "
            "begin with a colon."
        );
    }
    return {};
}

Result<void> check_dimensions(
    const std::vector<Dimension>& dimensions, const std::string& parameter
) {
    if (dimensions.size() > kDimensionsMax) {
        return too_many(parameter, kDimensionsMax);
    }
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        const std::string member = parameter + ".member." + std::to_string(i + 1);
        TRY(check_length(dimensions[i].name, member + ".Name", kNameLengthMax));
        TRY(check_length(dimensions[i].value, member + ".Value", kDimensionValueLengthMax));
        const auto before = dimensions.begin() + static_cast<std::ptrdiff_t>(i);
        const auto same_name = [&](const Dimension& other) {
            return other.name == dimensions[i].name;
        };
        if (std::any_of(dimensions.begin(), before, same_name)) {
            return invalid(
                "The parameter " + parameter + " has the name " + dimensions[i].name + " twice."
            );
        }
    }
    return {};
}

Result<void> check_unit(std::string_view unit, const std::string& parameter) {
    if (!unit.empty() && std::ranges::find(kUnits, unit) == kUnits.end()) {
        return invalid(
            "The value " + std::string{unit} + " for parameter " + parameter + " is no unit."
        );
    }
    return {};
}

/// CloudWatch takes -2^360 to 2^360 and no special values.
Result<void> check_number(double value, const std::string& parameter) {
    if (!std::isfinite(value) || std::abs(value) > std::ldexp(1.0, 360)) {
        return invalid(
            "The value " + std::to_string(value) + " for parameter " + parameter + " is invalid."
        );
    }
    return {};
}

Result<void> check_count(double count, const std::string& parameter) {
    TRY(check_number(count, parameter));
    if (count <= 0) {
        return invalid("The parameter " + parameter + " must be greater than 0.");
    }
    return {};
}

Result<void> check_statistic_values(const StatisticSet& set, const std::string& parameter) {
    TRY(check_count(set.sample_count, parameter + ".SampleCount"));
    TRY(check_number(set.sum, parameter + ".Sum"));
    TRY(check_number(set.minimum, parameter + ".Minimum"));
    TRY(check_number(set.maximum, parameter + ".Maximum"));
    if (set.minimum > set.maximum) {
        return invalid(
            "The parameter " + parameter + ".Maximum must be greater than or equal to " +
            parameter + ".Minimum."
        );
    }
    return {};
}

Result<void> check_values(const MetricDatum& datum, const std::string& member) {
    if (datum.values.size() > kValuesMax) {
        return too_many(member + ".Values", kValuesMax);
    }
    if (!datum.counts.empty() && datum.counts.size() != datum.values.size()) {
        return invalid(
            "The parameters " + member + ".Values and " + member +
            ".Counts must be of the same size."
        );
    }
    for (const double value : datum.values) {
        TRY(check_number(value, member + ".Values"));
    }
    for (const double count : datum.counts) {
        TRY(check_count(count, member + ".Counts"));
    }
    return {};
}

Result<void> check_content(const MetricDatum& datum, const std::string& member) {
    const bool has_values = !datum.values.empty() || !datum.counts.empty();
    const int kinds =
        (datum.value ? 1 : 0) + (has_values ? 1 : 0) + (datum.statistic_values ? 1 : 0);
    if (kinds == 0) {
        return missing(member + ".Value");
    }
    if (kinds > 1) {
        const std::string first = datum.value ? ".Value" : ".Values";
        const std::string second = datum.statistic_values ? ".StatisticValues" : ".Values";
        return contradictory(
            "The parameters " + member + first + " and " + member + second +
            " are mutually exclusive and you have specified both."
        );
    }
    if (datum.value) {
        return check_number(*datum.value, member + ".Value");
    }
    return has_values
               ? check_values(datum, member)
               : check_statistic_values(*datum.statistic_values, member + ".StatisticValues");
}

Result<void> check_datum(const MetricDatum& datum, const std::string& member, Timestamp now) {
    TRY(check_length(datum.metric_name, member + ".MetricName", kNameLengthMax));
    TRY(check_dimensions(datum.dimensions, member + ".Dimensions"));
    TRY(check_unit(datum.unit, member + ".Unit"));
    TRY(check_content(datum, member));
    if (datum.timestamp && *datum.timestamp < now - kPastMax) {
        return invalid(
            "The parameter " + member +
            ".Timestamp must specify a time no more than two weeks in the past."
        );
    }
    if (datum.timestamp && *datum.timestamp > now + kFutureMax) {
        return invalid(
            "The parameter " + member +
            ".Timestamp must specify a time no more than two hours in the future."
        );
    }
    if (datum.storage_resolution && *datum.storage_resolution != 1 &&
        *datum.storage_resolution != 60) {
        return invalid("The parameter " + member + ".StorageResolution must be 1 or 60.");
    }
    return {};
}

Result<void> check_period(const GetMetricStatisticsInput& input) {
    constexpr std::array kShortPeriods = {
        seconds{1}, seconds{5}, seconds{10}, seconds{20}, seconds{30}};
    const bool is_short = std::ranges::find(kShortPeriods, input.period) != kShortPeriods.end();
    const bool is_minutes =
        input.period > Duration::zero() && input.period % seconds{60} == Duration::zero();
    if (!is_short && !is_minutes) {
        return invalid("The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60.");
    }
    return {};
}

Result<void> check_statistics(const GetMetricStatisticsInput& input) {
    if (input.statistics.empty() && input.extended_statistics.empty()) {
        return missing("Statistics or ExtendedStatistics");
    }
    if (!input.statistics.empty() && !input.extended_statistics.empty()) {
        return contradictory(
            "The parameters Statistics and ExtendedStatistics are mutually exclusive and you have "
            "specified both."
        );
    }
    for (std::size_t i = 0; i < input.statistics.size(); ++i) {
        if (std::ranges::find(kStatistics, input.statistics[i]) == kStatistics.end()) {
            return invalid(
                "The parameter Statistics.member." + std::to_string(i + 1) +
                " must be a value in the set [ Sum, Maximum, Minimum, SampleCount, Average ]."
            );
        }
    }
    if (input.extended_statistics.size() > kExtendedStatisticsMax) {
        return too_many("ExtendedStatistics", kExtendedStatisticsMax);
    }
    for (const std::string& statistic : input.extended_statistics) {
        if (!percentile_of(statistic)) {
            return invalid(
                "The value " + statistic +
                " for parameter ExtendedStatistics is invalid: expected a percentile, p0 to p100."
            );
        }
    }
    return {};
}

}  // namespace

Result<void> check(const PutMetricDataInput& input, Timestamp now) {
    TRY(check_namespace(input.metric_namespace));
    if (input.metric_data.empty()) {
        return missing("MetricData");
    }
    if (input.metric_data.size() > kDataMax) {
        return too_many("MetricData", kDataMax);
    }
    for (std::size_t i = 0; i < input.metric_data.size(); ++i) {
        TRY(check_datum(input.metric_data[i], "MetricData.member." + std::to_string(i + 1), now));
    }
    return {};
}

Result<void> check_question(const GetMetricStatisticsInput& input) {
    TRY(check_namespace(input.metric_namespace));
    TRY(check_length(input.metric_name, "MetricName", kNameLengthMax));
    TRY(check_dimensions(input.dimensions, "Dimensions"));
    TRY(check_unit(input.unit, "Unit"));
    if (input.start_time >= input.end_time) {
        return invalid("The parameter StartTime must be less than the parameter EndTime.");
    }
    TRY(check_period(input));
    return check_statistics(input);
}

Result<void> check(const GetMetricStatisticsInput& input) {
    TRY(check_question(input));
    const Duration range = input.end_time - input.start_time;
    const std::int64_t datapoints = (range + input.period - Duration{1}) / input.period;
    if (datapoints > kDatapointsMax) {
        return contradictory(
            "You have requested up to " + std::to_string(datapoints) +
            " datapoints, which exceeds the limit of " + std::to_string(kDatapointsMax) +
            ". You may reduce the datapoints requested by increasing Period, or decreasing the "
            "time range."
        );
    }
    return {};
}

std::optional<double> percentile_of(std::string_view extended_statistic) {
    const bool is_decimal = extended_statistic.size() > 1 && extended_statistic[0] == 'p' &&
                            extended_statistic[1] >= '0' && extended_statistic[1] <= '9';
    if (!is_decimal) {
        return std::nullopt;
    }
    const char* begin = extended_statistic.data() + 1;
    const char* end = extended_statistic.data() + extended_statistic.size();
    double percent = 0;
    const auto [stopped, error] = std::from_chars(begin, end, percent, std::chars_format::fixed);
    if (error != std::errc{} || stopped != end || percent > 100) {
        return std::nullopt;
    }
    return percent;
}

}  // namespace sosw::sqlite

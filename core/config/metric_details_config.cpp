#include "core/config/metric_details_config.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace sosw {
namespace {

using Kind = ConfigValue::Kind;

constexpr std::array<std::string_view, 9> kDetailKeys{
    "MetricName",
    "Name",
    "Namespace",
    "Dimensions",
    "Period",
    "Statistics",
    "ExtendedStatistics",
    "MetricAggregationTimeSlice",
    "Unit"};
constexpr std::array<std::string_view, 5> kStatistics{
    "Average", "Maximum", "Minimum", "Sum", "SampleCount"};
constexpr std::array<std::string_view, 27> kUnits{
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
constexpr std::size_t kDimensionsMax = 30;  // Of CloudWatch.

/// `p0` to `p100` with any number of decimals, as GetMetricStatistics takes it.
bool is_percentile(std::string_view text) {
    const bool shaped = text.size() > 1 && text.front() == 'p' &&
                        text.find_first_not_of("0123456789.", 1) == std::string_view::npos;
    const std::optional<double> percent = shaped ? number_of_key(text.substr(1)) : std::nullopt;
    return percent && *percent <= 100;
}

/// The details of one metric being read.
class DetailsReader {
public:
    DetailsReader(const ConfigReader& reader, const ConfigValue& details)
        : reader_{reader}, details_{details} {}

    MetricDetails read() const {
        refuse_unknown_details();
        MetricDetails result;
        result.metric_name = read_metric_name();
        if (ConfigReader::given(details_, "Namespace") == nullptr) {
            problem(details_, "details need \"Namespace\", such as \"AWS/RDS\"");
        }
        reader_.read(details_, "Namespace", result.metric_namespace);
        read_statistic(result);
        read_window(result);
        read_unit(result.unit);
        if (const ConfigValue* dimensions = reader_.list(details_, "Dimensions")) {
            result.dimensions = read_dimensions(*dimensions);
        }
        return result;
    }

private:
    void refuse_unknown_details() const {
        for (const ConfigMember& member : details_.members) {
            if (member.name == "StartTime" || member.name == "EndTime") {
                problem(
                    member.value,
                    fmt::format(
                        "{} is computed at each pass; set \"MetricAggregationTimeSlice\" (seconds) "
                        "instead",
                        member.name
                    )
                );
            } else if (std::ranges::find(kDetailKeys, member.name) == kDetailKeys.end()) {
                reader_.refuse(member, "\"details\"", kDetailKeys);
            }
        }
    }

    /// `Name` is the documentation's word for `MetricName` (M4).
    std::string read_metric_name() const {
        const ConfigValue* metric_name = ConfigReader::given(details_, "MetricName");
        const ConfigValue* name = ConfigReader::given(details_, "Name");
        const ConfigValue* chosen = metric_name == nullptr ? name : metric_name;
        if (chosen == nullptr) {
            problem(
                details_, "details need \"MetricName\" (or \"Name\"), such as \"CPUUtilization\""
            );
            return {};
        }
        if (metric_name != nullptr && name != nullptr && metric_name->text != name->text) {
            problem(
                *name,
                fmt::format(
                    "\"Name\" is another word for \"MetricName\", which says {} here; keep one of "
                    "them",
                    quoted(*metric_name)
                )
            );
        }
        return reader_.text(*chosen).value_or("");
    }

    /// The only text in the list `name`; anything but one text is reported.
    const ConfigValue* only_item(std::string_view name, std::string_view such_as) const {
        const ConfigValue* list = ConfigReader::given(details_, name);
        if (list == nullptr) {
            return nullptr;
        }
        if (!list->is(Kind::List) || list->items.size() != 1 || !list->items[0].is(Kind::Text)) {
            const std::string found = list->is(Kind::List) && list->items.size() != 1
                                          ? fmt::format("{} of them", list->items.size())
                                          : quoted(list->is(Kind::List) ? list->items[0] : *list);
            problem(
                *list,
                fmt::format(
                    "expected a list with exactly one statistic, such as [\"{}\"], found {}",
                    such_as,
                    found
                )
            );
            return nullptr;
        }
        return list->items.data();
    }

    void read_statistic(MetricDetails& result) const {
        const ConfigValue* plain = ConfigReader::given(details_, "Statistics");
        const ConfigValue* extended = ConfigReader::given(details_, "ExtendedStatistics");
        if (plain != nullptr && extended != nullptr) {
            problem(
                *extended,
                "a metric has exactly one statistic; keep either \"Statistics\" or "
                "\"ExtendedStatistics\""
            );
        }
        if (const ConfigValue* percentile = only_item("ExtendedStatistics", "p95")) {
            if (!is_percentile(percentile->text)) {
                problem(
                    *percentile,
                    "expected a percentile from \"p0\" to \"p100\", found " + quoted(*percentile)
                );
            }
            result.statistic = percentile->text;
            result.is_percentile = true;
        }
        if (const ConfigValue* statistic = only_item("Statistics", "Average")) {
            check_statistic(*statistic);
            result.statistic = statistic->text;
            result.is_percentile = false;
        }
    }

    void check_statistic(const ConfigValue& statistic) const {
        if (is_percentile(statistic.text)) {
            problem(
                statistic,
                fmt::format("percentiles go to \"ExtendedStatistics\": [{}]", quoted(statistic))
            );
        } else if (std::ranges::find(kStatistics, statistic.text) == kStatistics.end()) {
            reader_.refuse_choice(statistic, kStatistics);
        }
    }

    void read_window(MetricDetails& result) const {
        read_period(result.period);
        reader_.read_seconds(details_, "MetricAggregationTimeSlice", kAboveZero, result.time_slice);
        const ConfigValue* period = ConfigReader::given(details_, "Period");
        const ConfigValue* slice = ConfigReader::given(details_, "MetricAggregationTimeSlice");
        const ConfigValue* chosen = slice == nullptr ? period : slice;
        if (chosen != nullptr && result.time_slice < result.period) {
            problem(
                *chosen,
                fmt::format(
                    "\"MetricAggregationTimeSlice\" ({} s{}) must not be shorter than \"Period\" "
                    "({} s)",
                    to_seconds(result.time_slice),
                    slice == nullptr ? ", the default" : "",
                    to_seconds(result.period)
                )
            );
        }
    }

    void read_period(Duration& target) const {
        constexpr std::array<std::int64_t, 5> kShortPeriods{1, 5, 10, 20, 30};
        const ConfigValue* period = ConfigReader::given(details_, "Period");
        if (period == nullptr) {
            return;
        }
        const std::int64_t seconds = period->integer.value_or(0);
        if (std::ranges::count(kShortPeriods, seconds) > 0 || (seconds > 0 && seconds % 60 == 0)) {
            reader_.read_seconds(details_, "Period", kAboveZero, target);
            return;
        }
        problem(
            *period,
            "expected 1, 5, 10, 20, 30 or a multiple of 60 seconds, found " + quoted(*period)
        );
    }

    void read_unit(std::string& target) const {
        const ConfigValue* unit = ConfigReader::given(details_, "Unit");
        if (unit == nullptr) {
            return;
        }
        if (std::ranges::find(kUnits, unit->text) == kUnits.end()) {
            reader_.refuse_choice(*unit, kUnits);
            return;
        }
        target = unit->text;
    }

    std::vector<Dimension> read_dimensions(const ConfigValue& list) const {
        constexpr std::array<std::string_view, 2> kKeys{"Name", "Value"};
        if (list.items.size() > kDimensionsMax) {
            problem(list, fmt::format("CloudWatch takes at most {} dimensions", kDimensionsMax));
        }
        std::vector<Dimension> dimensions;
        for (const ConfigValue& item : list.items) {
            const bool complete = item.is(Kind::Object) &&
                                  ConfigReader::given(item, "Name") != nullptr &&
                                  ConfigReader::given(item, "Value") != nullptr;
            if (!complete) {
                problem(item, R"(expected {"Name": "…", "Value": "…"})");
                continue;
            }
            reader_.refuse_unknown(item, "a dimension", kKeys);
            Dimension& dimension = dimensions.emplace_back();
            reader_.read(item, "Name", dimension.name);
            reader_.read(item, "Value", dimension.value);
        }
        return dimensions;
    }

    void problem(const ConfigValue& where, std::string message) const {
        reader_.problems().add(where, std::move(message));
    }

    const ConfigReader& reader_;
    const ConfigValue& details_;
};

}  // namespace

MetricDetails read_metric_details(const ConfigReader& reader, const ConfigValue& details) {
    return DetailsReader{reader, details}.read();
}

}  // namespace sosw

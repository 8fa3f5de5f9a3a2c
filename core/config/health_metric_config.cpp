#include "core/config/health_metric_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/base/strings.hpp"

namespace sosw {
namespace {

using Kind = ConfigValue::Kind;
using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 4> kMetricKeys{
    "details", "feelings", "feeling_comparison_operator", "treat_missing_data"};
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

constexpr std::array<std::pair<std::string_view, ComparisonOperator>, 18> kOperators{{
    {"<=", ComparisonOperator::LessEqual},
    {"le", ComparisonOperator::LessEqual},
    {"__le__", ComparisonOperator::LessEqual},
    {"<", ComparisonOperator::Less},
    {"lt", ComparisonOperator::Less},
    {"__lt__", ComparisonOperator::Less},
    {">=", ComparisonOperator::GreaterEqual},
    {"ge", ComparisonOperator::GreaterEqual},
    {"__ge__", ComparisonOperator::GreaterEqual},
    {">", ComparisonOperator::Greater},
    {"gt", ComparisonOperator::Greater},
    {"__gt__", ComparisonOperator::Greater},
    {"==", ComparisonOperator::Equal},
    {"eq", ComparisonOperator::Equal},
    {"__eq__", ComparisonOperator::Equal},
    {"!=", ComparisonOperator::NotEqual},
    {"ne", ComparisonOperator::NotEqual},
    {"__ne__", ComparisonOperator::NotEqual},
}};
constexpr std::array<std::pair<std::string_view, TreatMissingData>, 4> kTreatMissingData{{
    {"breaching", TreatMissingData::Breaching},
    {"notBreaching", TreatMissingData::NotBreaching},
    {"ignore", TreatMissingData::Ignore},
    {"missing", TreatMissingData::Missing},
}};
constexpr std::array<std::string_view, 4> kTreatMissingDataWords{
    "breaching", "notBreaching", "ignore", "missing"};

template <typename Table>
auto look_up(const Table& table, const ConfigValue& value) {
    const auto found = std::ranges::find_if(table, [&](const auto& entry) {
        return value.is(Kind::Text) && entry.first == value.text;
    });
    return found == table.end() ? std::nullopt : std::optional{found->second};
}

/// Targets must move strictly, or at least not backwards, with the status (M2).
bool in_order(ComparisonOperator comparison, double lower_status, double higher_status) {
    switch (comparison) {
        case ComparisonOperator::LessEqual:
            return higher_status < lower_status;
        case ComparisonOperator::Less:
            return higher_status <= lower_status;
        case ComparisonOperator::GreaterEqual:
            return higher_status > lower_status;
        case ComparisonOperator::Greater:
            return higher_status >= lower_status;
        case ComparisonOperator::Equal:
        case ComparisonOperator::NotEqual:
            return true;
    }
    return true;
}

std::string_view order_rule(ComparisonOperator comparison) {
    switch (comparison) {
        case ComparisonOperator::LessEqual:
            return "with <= the target must fall as the status rises";
        case ComparisonOperator::Less:
            return "with < the target must not rise with the status";
        case ComparisonOperator::GreaterEqual:
            return "with >= the target must rise with the status";
        case ComparisonOperator::Greater:
            return "with > the target must not fall as the status rises";
        case ComparisonOperator::Equal:
        case ComparisonOperator::NotEqual:
            break;
    }
    return {};
}

/// `p0` to `p100` with any number of decimals, as GetMetricStatistics takes it.
bool is_percentile(std::string_view text) {
    const bool shaped = text.size() > 1 && text.front() == 'p' &&
                        text.find_first_not_of("0123456789.", 1) == std::string_view::npos;
    const std::optional<double> percent = shaped ? number_of_key(text.substr(1)) : std::nullopt;
    return percent && *percent <= 100;
}

/// One metric being read.
class MetricReader {
public:
    MetricReader(const ConfigReader& reader, const ConfigMember& metric)
        : reader_{reader}, name_{metric.name}, value_{metric.value} {}

    HealthMetric read() {
        reader_.refuse_unknown(value_, "a health metric", kMetricKeys);
        HealthMetric metric{.name = name_};
        if (const ConfigValue* details = required("details", Kind::Object, "an object")) {
            metric.details = read_details(*details);
        }
        const std::optional<ComparisonOperator> comparison = read_operator();
        metric.comparison = comparison.value_or(metric.comparison);
        if (const ConfigValue* feelings = required("feelings", Kind::Object, "an object")) {
            metric.feelings = read_feelings(*feelings, comparison);
        }
        read_treat_missing_data(metric.treat_missing_data);
        return metric;
    }

private:
    /// The member `name`; that it is missing or of another kind is reported.
    const ConfigValue* required(std::string_view name, Kind kind, std::string_view wanted) const {
        const ConfigValue* value = ConfigReader::given(value_, name);
        if (value == nullptr) {
            const ConfigValue* written = value_.find(name);
            problem(
                written == nullptr ? value_ : *written,
                fmt::format("a health metric needs \"{}\", {}", name, wanted)
            );
            return nullptr;
        }
        if (!value->is(kind)) {
            problem(*value, fmt::format("expected {}, found {}", wanted, quoted(*value)));
            return nullptr;
        }
        return value;
    }

    std::optional<ComparisonOperator> read_operator() const {
        constexpr std::string_view kKey = "feeling_comparison_operator";
        constexpr std::string_view kWords =
            "one of <=, <, >=, >, ==, != (or le, lt, ge, gt, eq, ne)";
        const ConfigValue* value = required(kKey, Kind::Text, kWords);
        if (value == nullptr) {
            return std::nullopt;
        }
        const std::optional<ComparisonOperator> comparison = look_up(kOperators, *value);
        if (!comparison) {
            problem(*value, fmt::format("expected {}, found {}", kWords, quoted(*value)));
        }
        return comparison;
    }

    void read_treat_missing_data(TreatMissingData& target) const {
        const ConfigValue* value = ConfigReader::given(value_, "treat_missing_data");
        if (value == nullptr) {
            return;
        }
        if (const std::optional<TreatMissingData> treat = look_up(kTreatMissingData, *value)) {
            target = *treat;
            return;
        }
        choice_problem(*value, kTreatMissingDataWords);
    }

    std::vector<Feeling> read_feelings(
        const ConfigValue& object, std::optional<ComparisonOperator> comparison
    ) const {
        const auto by_status = members_by_status(reader_, object, "feelings");
        std::vector<Feeling> feelings;
        for (int status = 4; status >= 0; --status) {
            const ConfigValue* value = by_status.at(static_cast<std::size_t>(status));
            if (value == nullptr) {
                continue;
            }
            if (!value->is(Kind::Number)) {
                problem(*value, "expected a number as the target, found " + quoted(*value));
                continue;
            }
            const Feeling feeling{.status = *eco_status(status), .target = value->number};
            if (comparison && !feelings.empty()) {
                check_order(*comparison, feelings.back(), feeling, *value);
            }
            feelings.push_back(feeling);
        }
        return feelings;
    }

    void check_order(
        ComparisonOperator comparison,
        const Feeling& higher,
        const Feeling& lower,
        const ConfigValue& where
    ) const {
        if (!in_order(comparison, lower.target, higher.target)) {
            problem(
                where,
                fmt::format(
                    "{}, but status {} has {} and status {} has {}",
                    order_rule(comparison),
                    to_number(higher.status),
                    higher.target,
                    to_number(lower.status),
                    lower.target
                )
            );
        }
    }

    MetricDetails read_details(const ConfigValue& details) const {
        refuse_unknown_details(details);
        MetricDetails result;
        result.metric_name = read_metric_name(details);
        if (ConfigReader::given(details, "Namespace") == nullptr) {
            problem(details, "details need \"Namespace\", such as \"AWS/RDS\"");
        }
        reader_.read(details, "Namespace", result.metric_namespace);
        read_statistic(details, result);
        read_window(details, result);
        read_unit(details, result.unit);
        if (const ConfigValue* dimensions = reader_.list(details, "Dimensions")) {
            result.dimensions = read_dimensions(*dimensions);
        }
        return result;
    }

    void refuse_unknown_details(const ConfigValue& details) const {
        for (const ConfigMember& member : details.members) {
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
                reader_.refuse(member, "details of a metric", kDetailKeys);
            }
        }
    }

    /// `Name` is the documentation's word for `MetricName` (M4).
    std::string read_metric_name(const ConfigValue& details) const {
        const ConfigValue* metric_name = ConfigReader::given(details, "MetricName");
        const ConfigValue* name = ConfigReader::given(details, "Name");
        const ConfigValue* chosen = metric_name == nullptr ? name : metric_name;
        if (chosen == nullptr) {
            problem(
                details, "details need \"MetricName\" (or \"Name\"), such as \"CPUUtilization\""
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
    const ConfigValue* only_item(
        const ConfigValue& details, std::string_view name, std::string_view such_as
    ) const {
        const ConfigValue* list = ConfigReader::given(details, name);
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

    void read_statistic(const ConfigValue& details, MetricDetails& result) const {
        const ConfigValue* plain = ConfigReader::given(details, "Statistics");
        const ConfigValue* extended = ConfigReader::given(details, "ExtendedStatistics");
        if (plain != nullptr && extended != nullptr) {
            problem(
                *extended,
                "a metric has exactly one statistic; keep either \"Statistics\" or "
                "\"ExtendedStatistics\""
            );
        }
        if (const ConfigValue* percentile = only_item(details, "ExtendedStatistics", "p95")) {
            if (!is_percentile(percentile->text)) {
                problem(
                    *percentile,
                    "expected a percentile from \"p0\" to \"p100\", found " + quoted(*percentile)
                );
            }
            result.statistic = percentile->text;
            result.is_percentile = true;
        }
        if (const ConfigValue* statistic = only_item(details, "Statistics", "Average")) {
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
            choice_problem(statistic, kStatistics);
        }
    }

    void read_window(const ConfigValue& details, MetricDetails& result) const {
        const ConfigValue* period = ConfigReader::given(details, "Period");
        const ConfigValue* slice = ConfigReader::given(details, "MetricAggregationTimeSlice");
        const auto short_periods = {1, 5, 10, 20, 30};
        if (period != nullptr) {
            const std::int64_t seconds = period->integer.value_or(0);
            if (seconds > 0 &&
                (seconds % 60 == 0 || std::ranges::count(short_periods, seconds) > 0)) {
                reader_.read_seconds(details, "Period", {}, result.period);
            } else {
                problem(
                    *period,
                    "expected 1, 5, 10, 20, 30 or a multiple of 60 seconds, found " +
                        quoted(*period)
                );
            }
        }
        std::int64_t slice_seconds = 300;
        reader_.read(details, "MetricAggregationTimeSlice", 1, slice_seconds);
        result.time_slice = from_seconds(static_cast<double>(slice_seconds));
        const bool readable = slice == nullptr || slice->integer;
        if (readable && slice_seconds > 0 && result.time_slice < result.period) {
            problem(
                slice == nullptr ? *period : *slice,
                fmt::format(
                    "\"MetricAggregationTimeSlice\" ({} s{}) must not be shorter than \"Period\" "
                    "({:.0f} s)",
                    slice_seconds,
                    slice == nullptr ? ", the default" : "",
                    to_seconds(result.period)
                )
            );
        }
    }

    void read_unit(const ConfigValue& details, std::string& target) const {
        const ConfigValue* unit = ConfigReader::given(details, "Unit");
        if (unit == nullptr) {
            return;
        }
        if (std::ranges::find(kUnits, unit->text) == kUnits.end()) {
            choice_problem(*unit, kUnits);
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

    void choice_problem(const ConfigValue& value, Words choices) const {
        problem(
            value,
            fmt::format(
                "expected one of {}, found {}.{}",
                listed(choices),
                quoted(value),
                did_you_mean(value.text, choices)
            )
        );
    }

    void problem(const ConfigValue& where, std::string message) const {
        reader_.problems().add(where, std::move(message));
    }

    const ConfigReader& reader_;
    const std::string& name_;
    const ConfigValue& value_;
};

}  // namespace

std::vector<HealthMetric> read_health_metrics(
    const ConfigReader& reader, const ConfigValue& labourer
) {
    std::vector<HealthMetric> metrics;
    const ConfigValue* object = reader.object(labourer, "health_metrics");
    if (object == nullptr) {
        return metrics;
    }
    for (const ConfigMember& member : object->members) {
        if (member.value.is(Kind::Null)) {
            continue;
        }
        if (reader.object(*object, member.name) != nullptr) {
            metrics.push_back(MetricReader{reader, member}.read());
        }
    }
    return metrics;
}

std::array<const ConfigValue*, 5> members_by_status(
    const ConfigReader& reader, const ConfigValue& object, std::string_view what
) {
    std::array<const ConfigValue*, 5> by_status{};
    for (const ConfigMember& member : object.members) {
        const std::optional<double> key = number_of_key(member.name);
        const bool whole = key && *key >= 0 && *key <= 4 && std::trunc(*key) == *key;
        if (!whole) {
            reader.problems().add(
                member.value,
                fmt::format(
                    "{} are by eco status, a whole number from 0 to 4, found {}",
                    what,
                    quoted(std::string_view{member.name})
                )
            );
            continue;
        }
        const ConfigValue*& place = by_status.at(static_cast<std::size_t>(*key));
        if (place != nullptr && place->document == member.value.document) {
            reader.problems().add(
                member.value, fmt::format("status {} is given twice; keep one of them", *key)
            );
        }
        if (place == nullptr || place->document <= member.value.document) {
            place = &member.value;
        }
    }
    for (const ConfigValue*& place : by_status) {
        if (place != nullptr && place->is(Kind::Null)) {
            place = nullptr;
        }
    }
    return by_status;
}

}  // namespace sosw

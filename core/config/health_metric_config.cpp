#include "core/config/health_metric_config.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/config/metric_details_config.hpp"

namespace sosw {
namespace {

using Kind = ConfigValue::Kind;

constexpr std::array<std::string_view, 4> kMetricKeys{
    "details", "feelings", "feeling_comparison_operator", "treat_missing_data"};
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

/// One metric being read.
class MetricReader {
public:
    MetricReader(const ConfigReader& reader, const ConfigMember& metric)
        : reader_{reader}, name_{metric.name}, value_{metric.value} {}

    HealthMetric read() {
        reader_.refuse_unknown(value_, "a health metric", kMetricKeys);
        HealthMetric metric{.name = name_};
        if (const ConfigValue* details = required("details", Kind::Object, "an object")) {
            metric.details = read_metric_details(reader_, *details);
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
        reader_.refuse_choice(*value, kTreatMissingDataWords);
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
                    "{} are keyed by eco status, a whole number from 0 to 4; found {}",
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

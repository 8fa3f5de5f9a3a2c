#include "core/ecology/feelings.hpp"

namespace sosw {

bool compares(double value, ComparisonOperator comparison, double target) {
    switch (comparison) {
        case ComparisonOperator::LessEqual:
            return value <= target;
        case ComparisonOperator::Less:
            return value < target;
        case ComparisonOperator::GreaterEqual:
            return value >= target;
        case ComparisonOperator::Greater:
            return value > target;
        case ComparisonOperator::Equal:
            return value == target;
        case ComparisonOperator::NotEqual:
            return value != target;
    }
    return false;
}

EcoStatus get_health(double value, const HealthMetric& metric) {
    for (const Feeling& feeling : metric.feelings) {  // highest status first
        if (compares(value, metric.comparison, feeling.target)) {
            return feeling.status;
        }
    }
    return EcoStatus::Bad;
}

const char* symbol(ComparisonOperator comparison) {
    switch (comparison) {
        case ComparisonOperator::LessEqual:
            return "<=";
        case ComparisonOperator::Less:
            return "<";
        case ComparisonOperator::GreaterEqual:
            return ">=";
        case ComparisonOperator::Greater:
            return ">";
        case ComparisonOperator::Equal:
            return "==";
        case ComparisonOperator::NotEqual:
            return "!=";
    }
    return "?";
}

}  // namespace sosw

#include <algorithm>
#include <charconv>

#include "sim/report/figure_names.hpp"
#include "sim/report/summary.hpp"

namespace sosw::sim {

std::optional<double> count_named(const TaskCounts& tasks, std::string_view name) {
    struct Named {
        std::string_view name;
        std::int64_t TaskCounts::*count;
    };
    constexpr std::array<Named, 9> kCounts{{
        {"created", &TaskCounts::created},
        {"invoked", &TaskCounts::invoked},
        {"completed", &TaskCounts::completed},
        {"failed", &TaskCounts::failed},
        {"dead", &TaskCounts::dead},
        {"retried", &TaskCounts::retried},
        {"expired", &TaskCounts::expired},
        {"queued", &TaskCounts::queued_at_end},
        {"running", &TaskCounts::running_at_end},
    }};
    const auto* const found = std::ranges::find(kCounts, name, &Named::name);
    if (found == kCounts.end()) {
        return std::nullopt;
    }
    return static_cast<double>(tasks.*(found->count));
}

std::optional<double> statistic_named(const Statistics& statistics, std::string_view name) {
    const auto count = static_cast<double>(statistics.count);
    if (name == "count" || name == "sum") {
        return name == "count" ? count : statistics.mean * count;
    }
    struct Named {
        std::string_view name;
        double Statistics::*value;
    };
    constexpr std::array<Named, 6> kValues{{
        {"min", &Statistics::min},
        {"mean", &Statistics::mean},
        {"max", &Statistics::max},
        {"p50", &Statistics::p50},
        {"p95", &Statistics::p95},
        {"p99", &Statistics::p99},
    }};
    const auto* const found = std::ranges::find(kValues, name, &Named::name);
    if (found == kValues.end()) {
        return std::nullopt;
    }
    return statistics.*(found->value);
}

namespace {

std::optional<double> statistic_named(
    const std::optional<Statistics>& statistics, std::string_view name
) {
    return statistics ? statistic_named(*statistics, name) : std::nullopt;
}

std::optional<double> level_named(
    const Statistics& levels, std::int64_t at_end, std::string_view name
) {
    return name == "end" ? std::optional{static_cast<double>(at_end)}
                         : statistic_named(levels, name);
}

std::optional<double> time_in_status(const LabourerSummary& labourer, std::string_view status) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(status.data(), status.data() + status.size(), number);
    if (error != std::errc{} || end != status.data() + status.size() ||
        number >= labourer.time_in_status.size()) {
        return std::nullopt;
    }
    return to_seconds(labourer.time_in_status.at(number));
}

std::optional<double> metric_figure(const Summary& summary, const Figure& figure) {
    if (!figure.metric) {
        return std::nullopt;
    }
    const auto series = static_cast<std::int64_t>(*figure.metric) + 1;
    const auto found = std::ranges::find(summary.metrics, series, &MetricSummary::series);
    return found != summary.metrics.end() ? statistic_named(found->values, figure.statistic)
                                          : std::nullopt;
}

}  // namespace

std::optional<double> SummaryFigures::figure(const Figure& figure) const {
    const LabourerSummary* labourer = summary_.find_labourer(figure.name);
    const std::string& statistic = figure.statistic;
    switch (figure.family) {
        case FigureFamily::Tasks:
            return count_named(summary_.tasks, statistic);
        case FigureFamily::LimitRace:
            return static_cast<double>(summary_.limit_races);
        case FigureFamily::Throttled:
            return static_cast<double>(throttled_requests(summary_.throttles, figure.name));
        case FigureFamily::Cost:
            return cost_of(summary_.cost, statistic);
        case FigureFamily::Metric:
            return metric_figure(summary_, figure);
        case FigureFamily::QueueWait:
            if (figure.name.empty()) {
                return statistic_named(summary_.queue_wait, statistic);
            }
            break;
        case FigureFamily::Violations:
            return static_cast<double>(summary_.violations);
        default:
            break;
    }
    if (labourer == nullptr) {
        return std::nullopt;
    }
    switch (figure.family) {
        case FigureFamily::QueueWait:
            return statistic_named(labourer->queue_wait, statistic);
        case FigureFamily::Running:
            return level_named(labourer->running, labourer->tasks.running_at_end, statistic);
        case FigureFamily::Queue:
            return level_named(labourer->queue, labourer->tasks.queued_at_end, statistic);
        case FigureFamily::TimeInStatus:
            return time_in_status(*labourer, statistic);
        case FigureFamily::Labourer:
            return count_named(labourer->tasks, statistic);
        default:
            return std::nullopt;
    }
}

}  // namespace sosw::sim

#include "sim/report/chart_text.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/ecology/eco_status.hpp"

namespace sosw::sim {

namespace {

constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::string_view kZero = "·";
constexpr std::size_t kNameWidth = 16;
constexpr std::size_t kRangeWidth = kChartLabelWidth - kNameWidth - 4;

std::string_view block(double value, const ChartScale& scale) {
    const double range = scale.high - scale.low;
    const double share = range > 0 ? (value - scale.low) / range : 0;
    return kBlocks.at(static_cast<std::size_t>(std::clamp(std::lround(share * 7), long{0}, long{7}))
    );
}

std::string label(std::string_view name, std::string_view range, const Paint& paint) {
    return "  " + left_aligned(shortened(name, kNameWidth), kNameWidth) + " " +
           paint.dim(left_aligned(shortened(range, kRangeWidth), kRangeWidth)) + " ";
}

std::string range_text(double low, double high) {
    const std::string from = short_number(low);
    const std::string to = short_number(high);
    return from == to ? from : from + "–" + to;
}

std::string metric_line(
    std::string_view name,
    const std::optional<Statistics>& values,
    const ChartLine& line,
    const Paint& paint
) {
    if (!values) {
        return label(name, "no data", paint) + "\n";
    }
    const ChartScale scale{.low = values->min, .high = values->max};
    return label(name, range_text(scale.low, scale.high), paint) + sparkline(line, scale) + "\n";
}

std::string head_line(std::string_view name, const ChartAxis& axis, const Paint& paint) {
    const std::string head = left_aligned(shortened(name, kChartLabelWidth - 1), kChartLabelWidth);
    return paint.bold(head) + paint.dim(time_axis(axis)) + "\n";
}

/// One digit per column, each on the ground of its status; neighbours share the colour's codes.
std::string status_cells(const ChartLine& line, const Paint& paint) {
    std::string cells;
    for (auto at = line.begin(); at != line.end();) {
        const auto next =
            std::find_if(at, line.end(), [&](const auto& value) { return value != *at; });
        const auto length = static_cast<std::size_t>(next - at);
        if (*at) {
            const int status = static_cast<int>(**at);
            cells += paint.status(status, std::string(length, static_cast<char>('0' + status)));
        } else {
            cells += std::string(length, ' ');
        }
        at = next;
    }
    return cells;
}

std::string status_line(const LabourerSummary& labourer, const Paint& paint) {
    int low = 5;
    int high = -1;
    for (std::size_t status = 0; status < labourer.time_in_status.size(); ++status) {
        if (labourer.time_in_status.at(status) > Duration::zero()) {
            low = std::min(low, static_cast<int>(status));
            high = std::max(high, static_cast<int>(status));
        }
    }
    const std::string range = high < 0 ? "none" : range_text(low, high);
    return label("eco status", range, paint) + status_cells(labourer.status_line, paint) + "\n";
}

std::string count_line(
    std::string_view name,
    std::string_view range,
    const ChartLine& line,
    double high,
    const Paint& paint
) {
    return label(name, range, paint) + sparkline(line, {.low = 0, .high = high, .is_count = true}) +
           "\n";
}

std::string running_line(const LabourerSummary& labourer, const Paint& paint) {
    const double limit = std::floor(labourer.max_simultaneous);
    return count_line(
        "running",
        range_text(labourer.running.min, labourer.running.max) + " of " + short_number(limit),
        labourer.running_line,
        std::max(limit, labourer.running.max),
        paint
    );
}

std::string invoked_line(const LabourerSummary& labourer, const Paint& paint) {
    double high = 0;
    for (const std::optional<double>& value : labourer.invoked_line) {
        high = std::max(high, value.value_or(0));
    }
    return count_line("invoked", range_text(0, high), labourer.invoked_line, high, paint);
}

/// The shortest round distance of marks that leaves room for their texts.
Duration tick_distance(const ChartAxis& axis, Duration room) {
    using std::chrono::hours;
    using std::chrono::minutes;
    using std::chrono::seconds;
    constexpr std::array<Duration, 16> kDistances{
        seconds{1},
        seconds{5},
        seconds{10},
        seconds{30},
        minutes{1},
        minutes{5},
        minutes{10},
        minutes{15},
        minutes{30},
        hours{1},
        hours{2},
        hours{3},
        hours{6},
        hours{12},
        hours{24},
        hours{168}};
    const auto* const found =
        std::ranges::find_if(kDistances, [&](Duration distance) { return distance >= room; });
    if (found != kDistances.end()) {
        return *found;
    }
    return hours{168} * ((axis.column * axis.columns) / hours{168} / 5 + 1);
}

/// `08:00`, with seconds where marks are closer than a minute, the date where they are days apart.
std::string tick_text(Timestamp at, Duration distance) {
    const std::string text = format_timestamp(at);  // 2026-03-02T08:00:00Z
    if (distance >= std::chrono::hours{24}) {
        return text.substr(0, 10);
    }
    return text.substr(11, distance < std::chrono::minutes{1} ? 8 : 5);
}

}  // namespace

std::string sparkline(const ChartLine& line, const ChartScale& scale) {
    std::string text;
    for (const std::optional<double>& value : line) {
        if (!value) {
            text += ' ';
        } else if (scale.is_count && *value == 0) {
            text += kZero;
        } else {
            text += block(*value, scale);
        }
    }
    return text;
}

std::string time_axis(const ChartAxis& axis) {
    constexpr int kRoom = 12;
    const Duration distance = tick_distance(axis, axis.column * kRoom);
    const auto columns = static_cast<std::size_t>(axis.columns);
    std::string text(columns, ' ');
    const Duration since_epoch = axis.start.time_since_epoch();
    Timestamp at = axis.start + (distance - since_epoch % distance) % distance;
    for (; at < axis.start + axis.column * axis.columns; at += distance) {
        const auto column = static_cast<std::size_t>((at - axis.start) / axis.column);
        const std::string mark = "|" + tick_text(at, distance);
        if (column + mark.size() <= columns) {
            text.replace(column, mark.size(), mark);
        }
    }
    return text;
}

std::string labourer_chart(
    const LabourerSummary& labourer, const ChartAxis& axis, const Paint& paint
) {
    std::string text = head_line(labourer.labourer, axis, paint);
    for (const HealthMetricSummary& metric : labourer.health_metrics) {
        text += metric_line(metric.metric, metric.values, metric.line, paint);
    }
    text += status_line(labourer, paint);
    text += running_line(labourer, paint);
    text += count_line(
        "queue",
        range_text(labourer.queue.min, labourer.queue.max),
        labourer.queue_line,
        labourer.queue.max,
        paint
    );
    text += invoked_line(labourer, paint);
    return text;
}

std::string unfelt_metrics_chart(const Summary& summary, const Paint& paint) {
    std::string text;
    for (const MetricSummary& metric : summary.metrics) {
        if (!summary.is_felt(metric)) {
            text += text.empty() ? head_line("metrics that nobody feels", summary.axis, paint) : "";
            text += metric_line(metric.name, metric.values, metric.line, paint);
        }
    }
    return text;
}

std::string chart_legend(const ChartAxis& axis, const Paint& paint) {
    std::string statuses;
    for (const EcoStatus status : kEcoStatuses) {
        statuses += statuses.empty() ? "" : ", ";
        statuses += fmt::format("{} {}", to_number(status), to_string(status));
    }
    return paint.dim(fmt::format(
               "One column shows the worst of {}. Eco status: {}.",
               short_duration(axis.column),
               statuses
           )) +
           "\n";
}

}  // namespace sosw::sim

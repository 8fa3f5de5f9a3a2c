#pragma once

#include <string>

#include "sim/report/summary.hpp"
#include "sim/report/text_style.hpp"

/// The chart of a summary as characters: a block of lines per labourer, time to the right.

namespace sosw::sim {

/// What stands to the left of a line.
inline constexpr std::size_t kChartLabelWidth = 34;

/// Blocks `▁` to `█` for values from `low` to `high`, a blank where there is none, and `·` for the
/// zeros of a count.
struct ChartScale {
    double low = 0;
    double high = 0;
    bool is_count = false;
};
std::string sparkline(const ChartLine& line, const ChartScale& scale);

/// `|08:00     |08:30 …`: round times, each at the column in which it falls.
std::string time_axis(const ChartAxis& axis);

/// The metrics, eco status, running, queue and invocations of a labourer over time.
std::string labourer_chart(
    const LabourerSummary& labourer, const ChartAxis& axis, const Paint& paint
);

/// The metrics that no labourer feels; empty where there are none.
std::string unfelt_metrics_chart(const Summary& summary, const Paint& paint);

/// What a column and its signs mean.
std::string chart_legend(const ChartAxis& axis, const Paint& paint);

}  // namespace sosw::sim

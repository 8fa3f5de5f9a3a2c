#include "gui/model/record_heads.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

#include <fmt/format.h>

namespace sosw::gui {

namespace {

constexpr std::string_view kRun =
    "SELECT version, scenario, description, seed, start_us, duration_us, finished FROM run";

constexpr std::string_view kLabourers =
    "SELECT labourer, function, arn, max_simultaneous, max_attempts, duration_us, cooldown_us"
    " FROM labourer ORDER BY position";

constexpr std::string_view kMetrics = R"sql(
SELECT h.labourer, h.metric, h.statistic, h.comparison, h.series,
       COALESCE(s.namespace || ' ' || s.name || ' ' || s.dimensions, 'nothing reports it')
FROM health_metric AS h LEFT JOIN metric_series AS s USING (series)
ORDER BY h.labourer, h.position)sql";

constexpr std::string_view kFeelings =
    "SELECT labourer, metric, status, target FROM feeling ORDER BY labourer, metric, status DESC";

void read_run(sqlite::Database& record, RunView& view) {
    sqlite::Statement row{record, kRun};
    if (!row.step()) {
        return;
    }
    view.version = row.column_text(0);
    view.scenario = row.column_text(1);
    view.description = row.column_text(2);
    view.seed = std::bit_cast<std::uint64_t>(row.column_int64(3));
    view.start = from_epoch_microseconds(row.column_int64(4));
    view.duration = Duration{row.column_int64(5)};
    view.finished = row.column_int64(6) == 1;
}

void read_labourers(sqlite::Database& record, RunView& view) {
    sqlite::Statement row{record, kLabourers};
    while (row.step()) {
        view.labourers.push_back({
            .name = std::string{row.column_text(0)},
            .function = std::string{row.column_text(1)},
            .arn = std::string{row.column_text(2)},
            .max_simultaneous = row.column_double(3),
            .max_attempts = row.column_int64(4),
            .duration = Duration{row.column_int64(5)},
            .cooldown = Duration{row.column_int64(6)},
        });
    }
    view.tracks.resize(view.labourers.size());
}

MetricTrack* find_metric(RunView& view, std::string_view labourer, std::string_view metric) {
    const auto index = find_labourer(view, labourer);
    if (!index) {
        return nullptr;
    }
    auto& metrics = view.tracks[*index].metrics;
    const auto found = std::ranges::find(metrics, metric, &MetricTrack::metric);
    return found != metrics.end() ? &*found : nullptr;
}

void read_metrics(sqlite::Database& record, RunView& view) {
    sqlite::Statement row{record, kMetrics};
    while (row.step()) {
        if (const auto index = find_labourer(view, row.column_text(0))) {
            view.tracks[*index].metrics.push_back({
                .metric = std::string{row.column_text(1)},
                .title = fmt::format("{}, {}", row.column_text(5), row.column_text(2)),
                .comparison = std::string{row.column_text(3)},
            });
        }
    }
    sqlite::Statement feeling{record, kFeelings};
    while (feeling.step()) {
        if (MetricTrack* track =
                find_metric(view, feeling.column_text(0), feeling.column_text(1))) {
            track->feelings.push_back(
                {.status = static_cast<int>(feeling.column_int64(2)),
                 .target = feeling.column_double(3)}
            );
        }
    }
}

}  // namespace

void read_heads(sqlite::Database& record, RunView& view) {
    read_run(record, view);
    read_labourers(record, view);
    read_metrics(record, view);
}

std::vector<SeriesPlace> series_places(sqlite::Database& record, const RunView& view) {
    std::vector<SeriesPlace> places;
    std::vector<std::size_t> metrics(view.labourers.size());
    sqlite::Statement row{record, kMetrics};
    while (row.step()) {
        const auto index = find_labourer(view, row.column_text(0));
        if (!index) {
            continue;
        }
        const std::size_t metric = metrics[*index]++;
        if (!row.column_is_null(4)) {
            places.push_back({.labourer = *index, .metric = metric, .series = row.column_int64(4)});
        }
    }
    return places;
}

std::optional<LabourerIndex> find_labourer(const RunView& view, std::string_view name) {
    const auto found = std::ranges::find(view.labourers, name, &LabourerInfo::name);
    return found != view.labourers.end()
               ? std::optional{static_cast<LabourerIndex>(found - view.labourers.begin())}
               : std::nullopt;
}

}  // namespace sosw::gui

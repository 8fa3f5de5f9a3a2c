#include "gui/model/csv_tracks.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "sim/report/csv_export.hpp"

namespace sosw::gui {

namespace {

class Writer {
public:
    Writer(const RunView& run, const std::optional<TimeRange>& range)
        : run_{run},
          range_{range.value_or(TimeRange{.from = Duration::min(), .to = Duration::max()})} {}

    std::string take() { return std::move(text_); }

    void add(const std::string& labourer, const std::string& track, const SeriesPyramid& series) {
        const std::string names = sim::csv_cell(labourer) + "," + sim::csv_cell(track);
        for (std::size_t index = series.first_from(range_.from);
             index < series.size() && series[index].at <= range_.to;
             ++index) {
            const Timestamp at = run_.start + series[index].at;
            text_ += fmt::format(
                "{},{},{},{}\r\n",
                names,
                epoch_microseconds(at),
                format_timestamp(at),
                series[index].value
            );
        }
    }

private:
    const RunView& run_;
    TimeRange range_;
    std::string text_ = "labourer,track,at_us,at_utc,value\r\n";
};

}  // namespace

std::string csv_of_tracks(
    const RunView& run,
    std::span<const std::string> labourers,
    const std::optional<TimeRange>& range
) {
    Writer writer{run, range};
    for (std::size_t index = 0; index < run.labourers.size(); ++index) {
        const std::string& name = run.labourers[index].name;
        if (!labourers.empty() && std::ranges::find(labourers, name) == labourers.end()) {
            continue;
        }
        const LabourerTracks& tracks = run.tracks[index];
        for (const MetricTrack& metric : tracks.metrics) {
            writer.add(name, metric.metric, metric.points);
            writer.add(name, metric.metric + " as read", metric.readings);
        }
        writer.add(name, "status", tracks.status);
        writer.add(name, "allowed", tracks.allowed);
        writer.add(name, "desired", tracks.desired);
        writer.add(name, "running", tracks.running);
        writer.add(name, "queue", tracks.queue);
        writer.add(name, "retry", tracks.retry);
        writer.add(name, "invoked", tracks.invoked);
        writer.add(name, "wait p50", tracks.wait_p50);
        writer.add(name, "wait p95", tracks.wait_p95);
    }
    return writer.take();
}

}  // namespace sosw::gui

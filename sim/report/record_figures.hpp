#pragma once

#include <optional>

#include "backends/sqlite/database.hpp"
#include "sim/report/summary.hpp"
#include "sim/report/time_span.hpp"

/// The figures that expectations are about, from a record: also over a part of a run, and when a
/// maximum occurred.

namespace sosw::sim {

class RecordFigures final : public FigureSource {
public:
    /// `summary` is that of `record`; both must outlive it.
    RecordFigures(sqlite::Database& record, const Summary& summary)
        : record_{record}, summary_{summary} {}

    std::optional<double> figure(const Figure& figure) const override;
    std::optional<Timestamp> occurred(const Figure& figure) const override;

private:
    std::optional<TimeSpan> span_of(const FigureWindow& window) const;
    std::optional<double> in_span(const Figure& figure, const TimeSpan& span) const;
    std::optional<double> count(const Figure& figure, const TimeSpan& span) const;
    std::optional<double> level(const Figure& figure, const TimeSpan& span) const;
    std::optional<double> faults(const Figure& figure, const TimeSpan& span) const;
    std::optional<double> cost(const Figure& figure, const TimeSpan& span) const;
    std::optional<double> throttles(const Figure& figure, const TimeSpan& span) const;

    sqlite::Database& record_;
    const Summary& summary_;
};

}  // namespace sosw::sim

#include "sim/report/compared_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>

#include <fmt/format.h>

#include "core/ecology/eco_status.hpp"
#include "sim/report/csv_export.hpp"
#include "sim/report/levels_in_span.hpp"

namespace sosw::sim {

namespace {

enum class Preference { Lower, Higher, Neither };

/// Sums of the same numbers in another order differ by less.
constexpr double kNoise = 1e-9;

bool are_same(const std::optional<double>& a, const std::optional<double>& b) {
    if (!a || !b) {
        return a == b;
    }
    return std::abs(*a - *b) <= kNoise * std::max(std::abs(*a), std::abs(*b));
}

Judgement judgement_of(const ComparedFigure& figure, Preference preference) {
    if (are_same(figure.a, figure.b)) {
        return Judgement::Same;
    }
    if (!figure.a || !figure.b || preference == Preference::Neither) {
        return Judgement::Other;
    }
    const bool is_lower = *figure.b < *figure.a;
    return is_lower == (preference == Preference::Lower) ? Judgement::Better : Judgement::Worse;
}

/// Gathers figures of both runs.
class Comparer {
public:
    Comparer(const ComparedRun& a, const ComparedRun& b) : a_{a}, b_{b} {}

    using Value = std::function<std::optional<double>(const ComparedRun&)>;

    void add(std::string name, Preference preference, FigureUnit unit, const Value& value) {
        ComparedFigure figure{
            .name = std::move(name), .unit = unit, .a = value(a_), .b = value(b_)};
        figure.judgement = judgement_of(figure, preference);
        if (figure.a || figure.b) {
            figures_.push_back(std::move(figure));
        }
    }
    std::vector<ComparedFigure> take() { return std::move(figures_); }

    const ComparedRun& a() const { return a_; }
    const ComparedRun& b() const { return b_; }

private:
    ComparedRun a_;
    ComparedRun b_;
    std::vector<ComparedFigure> figures_;
};

struct NamedCount {
    std::string_view name;
    std::int64_t TaskCounts::*count;
    Preference preference;
};

constexpr std::array<NamedCount, 11> kCounts{{
    {"created", &TaskCounts::created, Preference::Neither},
    {"invoked", &TaskCounts::invoked, Preference::Neither},
    {"completed", &TaskCounts::completed, Preference::Higher},
    {"failed", &TaskCounts::failed, Preference::Lower},
    {"refused", &TaskCounts::refused, Preference::Lower},
    {"expired", &TaskCounts::expired, Preference::Lower},
    {"retried", &TaskCounts::retried, Preference::Lower},
    {"dead", &TaskCounts::dead, Preference::Lower},
    {"queued at the end", &TaskCounts::queued_at_end, Preference::Lower},
    {"running at the end", &TaskCounts::running_at_end, Preference::Neither},
    {"waiting for a retry at the end", &TaskCounts::retry_at_end, Preference::Lower},
}};

/// A figure of a table that records of earlier versions lack.
struct OptionalTable {
    std::string_view name;
    std::string_view table;
    std::string_view sql;
    Preference preference;
    FigureUnit unit;
};

constexpr std::array<OptionalTable, 5> kOptionalTables{{
    {"requests that tables throttled",
     "capacity",
     "SELECT SUM(throttled) FROM capacity",
     Preference::Lower,
     FigureUnit::Number},
    {"faults", "fault", "SELECT COUNT(*) FROM fault", Preference::Neither, FigureUnit::Number},
    {"jobs",
     "job",
     "SELECT NULLIF(COUNT(DISTINCT job), 0) FROM job",
     Preference::Neither,
     FigureUnit::Number},
    {"jobs not finished",
     "job",
     "SELECT NULLIF(COUNT(DISTINCT job), 0)"
     " - COUNT(DISTINCT job) FILTER (WHERE rows_done = rows) FROM job",
     Preference::Lower,
     FigureUnit::Number},
    {"cost in dollars",
     "cost",
     "SELECT SUM(amount_pico) / 1e12 FROM cost",
     Preference::Lower,
     FigureUnit::Dollars},
}};

std::optional<double> figure_of(sqlite::Database& record, const OptionalTable& table) {
    if (!has_table(record, table.table)) {
        return std::nullopt;
    }
    sqlite::Statement row{record, table.sql};
    return row.step() && !row.column_is_null(0) ? std::optional{row.column_double(0)}
                                                : std::nullopt;
}

void add_totals(Comparer& comparer) {
    for (const NamedCount& named : kCounts) {
        comparer.add(
            fmt::format("tasks {}", named.name),
            named.preference,
            FigureUnit::Number,
            [&](const ComparedRun& run) {
                return std::optional{static_cast<double>(run.summary.tasks.*named.count)};
            }
        );
    }
    const auto lower = Preference::Lower;
    for (const auto& [name, value] :
         {std::pair{"queue wait p50", &Statistics::p50},
          std::pair{"queue wait p95", &Statistics::p95},
          std::pair{"queue wait max", &Statistics::max}}) {
        comparer.add(name, lower, FigureUnit::Seconds, [&](const ComparedRun& run) {
            const auto& wait = run.summary.queue_wait;
            return wait ? std::optional{(*wait).*value} : std::nullopt;
        });
    }
    comparer.add("limit races", lower, FigureUnit::Number, [](const ComparedRun& run) {
        return std::optional{static_cast<double>(run.summary.limit_races)};
    });
    comparer.add("broken invariants", lower, FigureUnit::Number, [](const ComparedRun& run) {
        return std::optional{static_cast<double>(run.summary.violations)};
    });
    for (const OptionalTable& table : kOptionalTables) {
        comparer.add(
            std::string{table.name},
            table.preference,
            table.unit,
            [&](const ComparedRun& run) { return figure_of(run.record, table); }
        );
    }
    comparer.add(
        "expectations met",
        Preference::Higher,
        FigureUnit::Number,
        [](const ComparedRun& run) {
            return std::optional{static_cast<double>(run.summary.expectations_met())};
        }
    );
}

std::vector<std::string> labourers_of(const Comparer& comparer) {
    std::vector<std::string> labourers;
    for (const Summary* summary : {&comparer.a().summary, &comparer.b().summary}) {
        for (const LabourerSummary& labourer : summary->labourers) {
            if (std::ranges::find(labourers, labourer.labourer) == labourers.end()) {
                labourers.push_back(labourer.labourer);
            }
        }
    }
    return labourers;
}

/// Adds a figure of a labourer, which one of the runs may not have.
template <typename Read>
void add_of(
    Comparer& comparer,
    const std::string& labourer,
    std::string_view name,
    Preference preference,
    FigureUnit unit,
    const Read& read
) {
    comparer.add(
        fmt::format("{}: {}", labourer, name),
        preference,
        unit,
        [&](const ComparedRun& run) -> std::optional<double> {
            const LabourerSummary* found = run.summary.find_labourer(labourer);
            return found != nullptr ? read(*found) : std::nullopt;
        }
    );
}

Preference preference_of(EcoStatus status) {
    switch (status) {
        case EcoStatus::Bad:
        case EcoStatus::Poor:
            return Preference::Lower;
        case EcoStatus::Moderate:
            return Preference::Neither;
        case EcoStatus::Good:
        case EcoStatus::High:
            break;
    }
    return Preference::Higher;
}

void add_labourer(Comparer& comparer, const std::string& labourer) {
    using enum FigureUnit;
    using Of = const LabourerSummary&;
    const auto wait = [](double Statistics::*value) {
        return [value](Of of) {
            return of.queue_wait ? std::optional{(*of.queue_wait).*value} : std::nullopt;
        };
    };
    const auto lower = Preference::Lower;
    add_of(comparer, labourer, "queue wait p95", lower, Seconds, wait(&Statistics::p95));
    add_of(comparer, labourer, "queue wait max", lower, Seconds, wait(&Statistics::max));
    add_of(comparer, labourer, "queue max", lower, Number, [](Of of) {
        return std::optional{of.queue.max};
    });
    add_of(comparer, labourer, "running mean", Preference::Neither, Number, [](Of of) {
        return std::optional{of.running.mean};
    });
    add_of(comparer, labourer, "running max", Preference::Neither, Number, [](Of of) {
        return std::optional{of.running.max};
    });
    for (const EcoStatus status : kEcoStatuses) {
        const auto index = static_cast<std::size_t>(to_number(status));
        add_of(
            comparer,
            labourer,
            fmt::format("time in {} {}", to_number(status), to_string(status)),
            preference_of(status),
            Seconds,
            [&](Of of) { return std::optional{to_seconds(of.time_in_status.at(index))}; }
        );
    }
    comparer.add(
        labourer + ": flaps of the status",
        lower,
        Number,
        [&](const ComparedRun& run) -> std::optional<double> {
            if (run.summary.find_labourer(labourer) == nullptr) {
                return std::nullopt;
            }
            const TimeSpan whole{.from = run.summary.start, .to = run.summary.end + Duration{1}};
            const StatusesInSpan statuses = statuses_in_span(run.record, labourer, whole);
            return static_cast<double>(statuses.flaps);
        }
    );
}

std::string name_of(const MetricSummary& metric) {
    return metric.dimensions.empty() ? metric.name : metric.name + " " + metric.dimensions;
}

/// Lower is better where the labourers that feel it say so.
Preference preference_of(const Summary& summary, const MetricSummary& metric) {
    for (const LabourerSummary& labourer : summary.labourers) {
        for (const HealthMetricSummary& felt : labourer.health_metrics) {
            if (felt.series == metric.series) {
                return felt.comparison.starts_with('<')   ? Preference::Lower
                       : felt.comparison.starts_with('>') ? Preference::Higher
                                                          : Preference::Neither;
            }
        }
    }
    return Preference::Neither;
}

std::optional<Statistics> values_of(const Summary& summary, const std::string& name) {
    const auto found = std::ranges::find(summary.metrics, name, name_of);
    return found != summary.metrics.end() ? found->values : std::nullopt;
}

void add_metrics(Comparer& comparer) {
    const Summary& summary = comparer.a().summary;
    for (const MetricSummary& metric : summary.metrics) {
        const std::string name = name_of(metric);
        const Preference preference = preference_of(summary, metric);
        const auto add = [&](std::string_view statistic, double Statistics::*value) {
            comparer.add(
                fmt::format("metric {} {}", name, statistic),
                preference,
                FigureUnit::Number,
                [&](const ComparedRun& run) {
                    const auto values = values_of(run.summary, name);
                    return values ? std::optional{(*values).*value} : std::nullopt;
                }
            );
        };
        add("mean", &Statistics::mean);
        add("p95", &Statistics::p95);
        add("max", &Statistics::max);
    }
}

}  // namespace

std::vector<ComparedFigure> compared_figures(const ComparedRun& a, const ComparedRun& b) {
    Comparer comparer{a, b};
    add_totals(comparer);
    for (const std::string& labourer : labourers_of(comparer)) {
        add_labourer(comparer, labourer);
    }
    add_metrics(comparer);
    return comparer.take();
}

}  // namespace sosw::sim

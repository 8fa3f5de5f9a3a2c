#include "sim/report/run_difference.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>

#include "sim/report/compared_figures.hpp"

namespace sosw::sim {

namespace {

/// Name and value of every setting that matters to decisions.
constexpr std::string_view kSettings = R"sql(
SELECT 'scenario', scenario FROM run
UNION ALL SELECT 'seed', printf('%u', seed) FROM run
UNION ALL SELECT 'start', strftime('%Y-%m-%dT%H:%M:%SZ', start_us / 1000000, 'unixepoch') FROM run
UNION ALL SELECT 'duration', printf('%g s', duration_us / 1e6) FROM run
UNION ALL SELECT labourer || ': function', function FROM labourer
UNION ALL SELECT labourer || ': max_simultaneous_invocations', printf('%g', max_simultaneous)
FROM labourer
UNION ALL SELECT labourer || ': max_attempts', max_attempts FROM labourer
UNION ALL SELECT labourer || ': duration', printf('%g s', duration_us / 1e6) FROM labourer
UNION ALL SELECT labourer || ': cooldown', printf('%g s', cooldown_us / 1e6) FROM labourer
UNION ALL SELECT labourer || ': ' || metric || ' is felt as',
       statistic || ' over ' || printf('%g s', time_slice_us / 1e6) || ', period '
       || printf('%g s', period_us / 1e6)
FROM health_metric
UNION ALL SELECT f.labourer || ': ' || f.metric || ' feels ' || f.status || ' where',
       h.comparison || ' ' || printf('%g', f.target)
FROM feeling AS f JOIN health_metric AS h USING (labourer, metric))sql";

constexpr std::string_view kDecisions = R"sql(
SELECT at_us, labourer, explanation, decided, status, coefficient, max, running, desired, fetched,
       invoked, skipped, errors
FROM decision ORDER BY at_us, labourer, pass)sql";
/// Numbered by labourer, in place of their times: of a live run no decision is made at the instant
/// at which a simulated one is.
constexpr std::string_view kNumberedDecisions = R"sql(
SELECT at_us, labourer, explanation, decided, status, coefficient, max, running, desired, fetched,
       invoked, skipped, errors, ROW_NUMBER() OVER (PARTITION BY labourer ORDER BY at_us, pass)
FROM decision ORDER BY 14, labourer)sql";
constexpr int kFirstNumber = 3;
constexpr int kNumbers = 10;

using Settings = std::map<std::string, std::string>;

Settings settings_of(sqlite::Database& record) {
    Settings settings;
    sqlite::Statement rows{record, kSettings};
    while (rows.step()) {
        settings.emplace(rows.column_text(0), rows.column_text(1));
    }
    return settings;
}

std::optional<std::string> value_of(const Settings& settings, const std::string& name) {
    const auto found = settings.find(name);
    return found != settings.end() ? std::optional{found->second} : std::nullopt;
}

std::vector<ComparedSetting> differing_settings(const ComparedRun& a, const ComparedRun& b) {
    const Settings of_a = settings_of(a.record);
    const Settings of_b = settings_of(b.record);
    Settings all = of_a;
    all.insert(of_b.begin(), of_b.end());
    std::vector<ComparedSetting> differing;
    for (const auto& [name, ignored] : all) {
        ComparedSetting setting{.name = name, .a = value_of(of_a, name), .b = value_of(of_b, name)};
        if (setting.a != setting.b) {
            differing.push_back(std::move(setting));
        }
    }
    return differing;
}

/// What makes two decisions of a labourer the same one of two runs.
enum class Match { ByTime, ByNumber };

/// The decisions of a record, one after the other.
class DecisionReader {
public:
    DecisionReader(const ComparedRun& run, Match match)
        : rows_{run.record, match == Match::ByTime ? kDecisions : kNumberedDecisions},
          start_{run.summary.start},
          match_{match} {
        next();
    }
    bool has_more() const { return has_more_; }
    void next() {
        has_more_ = rows_.step();
        if (!has_more_) {
            return;
        }
        at_ = from_epoch_microseconds(rows_.column_int64(0)) - start_;
        labourer_ = rows_.column_text(1);
        position_ =
            match_ == Match::ByTime ? at_.count() : rows_.column_int64(kFirstNumber + kNumbers);
    }
    auto key() const { return std::tie(position_, labourer_); }
    std::string explanation() const { return std::string{rows_.column_text(2)}; }
    bool decides_like(const DecisionReader& other) const {
        for (int column = kFirstNumber; column < kFirstNumber + kNumbers; ++column) {
            if (rows_.column_text(column) != other.rows_.column_text(column)) {
                return false;
            }
        }
        return true;
    }
    DecisionDifference place() const { return {.at = at_, .labourer = labourer_}; }

private:
    sqlite::Statement rows_;
    Timestamp start_;
    Match match_;
    bool has_more_ = false;
    Duration at_{};
    std::int64_t position_ = 0;  ///< By which it finds its like.
    std::string labourer_;
};

void note(RunDifference& difference, const DecisionReader* a, const DecisionReader* b) {
    ++difference.decisions_that_differ;
    if (difference.first_decision) {
        return;
    }
    difference.first_decision = (a != nullptr ? a : b)->place();
    if (a != nullptr) {
        difference.first_decision->a = a->explanation();
    }
    if (b != nullptr) {
        difference.first_decision->b = b->explanation();
    }
}

void compare_decisions(RunDifference& difference, const ComparedRun& a, const ComparedRun& b) {
    const bool is_live = !a.summary.live.empty() || !b.summary.live.empty();
    const Match match = is_live ? Match::ByNumber : Match::ByTime;
    DecisionReader of_a{a, match};
    DecisionReader of_b{b, match};
    while (of_a.has_more() || of_b.has_more()) {
        ++difference.decisions;
        const bool take_a = of_a.has_more() && (!of_b.has_more() || of_a.key() <= of_b.key());
        const bool take_b = of_b.has_more() && (!of_a.has_more() || of_b.key() <= of_a.key());
        if (!take_a || !take_b || !of_a.decides_like(of_b)) {
            note(difference, take_a ? &of_a : nullptr, take_b ? &of_b : nullptr);
        }
        if (take_a) {
            of_a.next();
        }
        if (take_b) {
            of_b.next();
        }
    }
}

}  // namespace

bool RunDifference::any() const {
    return !settings.empty() || decisions_that_differ > 0 ||
           std::ranges::any_of(figures, [](const ComparedFigure& figure) {
               return figure.judgement != Judgement::Same;
           });
}

std::string_view to_string(Judgement judgement) {
    switch (judgement) {
        case Judgement::Same:
            return "same";
        case Judgement::Better:
            return "better";
        case Judgement::Worse:
            return "worse";
        case Judgement::Other:
            return "other";
    }
    return "unknown";
}

RunDifference compare_runs(const ComparedRun& a, const ComparedRun& b) {
    RunDifference difference{
        .settings = differing_settings(a, b), .figures = compared_figures(a, b)};
    compare_decisions(difference, a, b);
    return difference;
}

}  // namespace sosw::sim

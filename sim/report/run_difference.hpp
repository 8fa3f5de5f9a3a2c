#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "sim/report/summary.hpp"

/// Two runs side by side: what was set otherwise, which figures came out otherwise, and the first
/// decision that did, with both explanations.

namespace sosw::sim {

/// A record and its summary; both must outlive what uses them.
struct ComparedRun {
    sqlite::Database& record;
    const Summary& summary;
};

enum class FigureUnit { Number, Seconds, Dollars };
enum class Judgement { Same, Better, Worse, Other };

struct ComparedFigure {
    std::string name;
    FigureUnit unit = FigureUnit::Number;
    std::optional<double> a{};  ///< Nothing: the run has no such figure.
    std::optional<double> b{};
    /// Of B beside A; `Other` where neither direction is better.
    Judgement judgement = Judgement::Same;
};

/// Something that the scenario or sosw's configuration says.
struct ComparedSetting {
    std::string name;
    std::optional<std::string> a{};
    std::optional<std::string> b{};
};

/// A decision that only one of the runs took, or in which they differ.
struct DecisionDifference {
    Duration at{};  ///< Of the pass, since the run's start.
    std::string labourer{};
    std::optional<std::string> a{};  ///< Its explanation.
    std::optional<std::string> b{};
};

struct RunDifference {
    std::vector<ComparedSetting> settings{};  ///< Those that differ.
    std::vector<ComparedFigure> figures{};    ///< All.
    std::int64_t decisions = 0;               ///< Of either run.
    std::int64_t decisions_that_differ = 0;
    std::optional<DecisionDifference> first_decision{};

    /// Whether any setting, figure or decision does.
    bool any() const;
};

/// Decisions are matched by their time since the run's start and their labourer; where a run was
/// live, by their number and labourer. They differ where
/// status, maximum, running, desired, fetched or invoked do; a metric that was read otherwise and
/// decided the same is no difference.
RunDifference compare_runs(const ComparedRun& a, const ComparedRun& b);

struct DifferenceNames {
    std::string a;  ///< How the user named the record.
    std::string b;
};

/// For people, at most 100 columns wide but for explanations.
std::string difference_text(
    const RunDifference& difference,
    const DifferenceNames& names,
    const Summary& a,
    const Summary& b,
    bool colours
);
/// For programs; docs/summary.md lists the keys.
std::string difference_json(
    const RunDifference& difference,
    const DifferenceNames& names,
    const Summary& a,
    const Summary& b
);

/// `same`, `better`, `worse` or `other`.
std::string_view to_string(Judgement judgement);

}  // namespace sosw::sim

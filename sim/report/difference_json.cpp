#include <nlohmann/json.hpp>

#include "sim/report/run_difference.hpp"

namespace sosw::sim {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kIndent = 2;

template <typename T>
Json or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json run(const std::string& name, const Summary& summary) {
    return {
        {"record", name},
        {"scenario", summary.scenario},
        {"seed", summary.seed},
        {"start", format_timestamp(summary.start)},
        {"end", format_timestamp(summary.end)},
        {"interrupted", summary.interrupted},
        {"event_log_hash",
         summary.event_log_hash.empty() ? Json(nullptr) : Json(summary.event_log_hash)},
    };
}

Json unit(FigureUnit unit) {
    switch (unit) {
        case FigureUnit::Seconds:
            return "seconds";
        case FigureUnit::Dollars:
            return "dollars";
        case FigureUnit::Number:
            break;
    }
    return nullptr;
}

Json first_decision(const RunDifference& difference, const Summary& a) {
    if (!difference.first_decision) {
        return nullptr;
    }
    const DecisionDifference& first = *difference.first_decision;
    return {
        {"at", format_timestamp(a.start + first.at)},
        {"after_seconds", to_seconds(first.at)},
        {"labourer", first.labourer},
        {"a", or_null(first.a)},
        {"b", or_null(first.b)},
    };
}

}  // namespace

std::string difference_json(
    const RunDifference& difference,
    const DifferenceNames& names,
    const Summary& a,
    const Summary& b
) {
    Json object{{"a", run(names.a, a)}, {"b", run(names.b, b)}, {"differ", difference.any()}};
    object["settings"] = Json::array();
    for (const ComparedSetting& setting : difference.settings) {
        object["settings"].push_back(
            {{"setting", setting.name}, {"a", or_null(setting.a)}, {"b", or_null(setting.b)}}
        );
    }
    object["figures"] = Json::array();
    for (const ComparedFigure& figure : difference.figures) {
        object["figures"].push_back(
            {{"figure", figure.name},
             {"unit", unit(figure.unit)},
             {"a", or_null(figure.a)},
             {"b", or_null(figure.b)},
             {"b_is", to_string(figure.judgement)}}
        );
    }
    object["decisions"] = difference.decisions;
    object["decisions_that_differ"] = difference.decisions_that_differ;
    object["first_decision_that_differs"] = first_decision(difference, a);
    return object.dump(kIndent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sosw::sim

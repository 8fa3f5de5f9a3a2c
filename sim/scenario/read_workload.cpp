#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/payload.hpp"
#include "sim/scenario/scenario_parts.hpp"
#include "sim/scenario/workload_parts.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

constexpr std::array<std::string_view, 2> kArrivals{"poisson", "even"};
constexpr std::array<std::string_view, 2> kTargets{"sosw_orchestrator", "sosw_scavenger"};
/// Shorter phases and passes would be more events than a run could bear.
constexpr Duration kShortest = std::chrono::seconds{1};

WorkloadPhase read_phase(const ScenarioReader& reader, const ConfigValue& object) {
    WorkloadPhase phase;
    if (!reader.is_object(object, "a phase", keys::kPhase)) {
        return phase;
    }
    const ConfigValue* duration = reader.required(object, "duration", "a phase", "such as \"30m\"");
    if (duration != nullptr) {
        phase.duration = reader.duration(*duration, {.min = kShortest}).value_or(kShortest);
    }
    const ConfigValue* rate = reader.required(object, "rate", "a phase", "such as \"20/min\"");
    if (rate != nullptr) {
        phase.rate_per_second = reader.rate(*rate).value_or(0);
    }
    phase.ramp_to_per_second = phase.rate_per_second;
    if (const ConfigValue* ramp_to = ConfigReader::given(object, "ramp_to")) {
        phase.ramp_to_per_second = reader.rate(*ramp_to).value_or(0);
    }
    if (const ConfigValue* arrivals = ConfigReader::given(object, "arrivals")) {
        const bool even = reader.choice(*arrivals, kArrivals) == "even";
        phase.arrivals = even ? Arrivals::Even : Arrivals::Poisson;
    }
    return phase;
}

std::vector<WorkloadPhase> read_phases(const ScenarioReader& reader, const ConfigValue& workload) {
    std::vector<WorkloadPhase> phases;
    const ConfigValue* list = reader.list(workload, "phases");
    if (list == nullptr) {
        return phases;
    }
    if (list->items.empty()) {
        reader.problem(
            *list,
            R"(expected at least one phase, a list such as [{"duration": "30m", "rate": "20/min"}])"
        );
    }
    for (const ConfigValue& item : list->items) {
        phases.push_back(read_phase(reader, item));
    }
    return phases;
}

void read_when(const ScenarioReader& reader, const ConfigValue& object, Workload& workload) {
    reader.read(object, "start", DurationRange{}, workload.start);
    reader.read(object, "end", DurationRange{}, workload.end);
    if (workload.end <= workload.start) {
        reader.problem(
            object,
            fmt::format(
                "a workload must end after its start, {}; both count from the scenario's start",
                format_duration(workload.start)
            )
        );
    }
    reader.read(object, "repeat", workload.repeat);
    if (workload.repeat && ConfigReader::given(object, "phases") == nullptr &&
        ConfigReader::given(object, "trace") == nullptr) {
        reader.problem(*object.find("repeat"), "only phases and traces can be repeated");
    }
}

Workload read_one_workload(const ScenarioReader& reader, const ConfigValue& object) {
    Workload workload;
    if (!reader.is_object(object, "a workload", keys::kWorkload)) {
        return workload;
    }
    const bool replays = ConfigReader::given(object, "trace") != nullptr;
    if (!replays) {
        refuse_trace_settings(reader, object);
    }
    if (!replays && ConfigReader::given(object, "job") == nullptr) {
        reader.required(object, "labourer", "a workload", "whose tasks it creates");
    }
    check_job_settings(reader, object);
    reader.read(object, "labourer", workload.labourer);
    if (const ConfigValue* payload = reader.object(object, "payload")) {
        if (!replays) {  // The columns of a trace are known later.
            check_placeholders(reader, *payload, {});
        }
        workload.payload = payload_text(*payload);
    }
    read_when(reader, object, workload);
    if (has_one_pattern(reader, object)) {
        workload.phases = read_phases(reader, object);
        workload.pattern = read_pattern(reader, object);
    }
    return workload;
}

/// Cron tells its times itself.
void refuse_rate_settings(const ScenarioReader& reader, const ConfigValue& object) {
    for (const std::string_view name : {"offset", "jitter"}) {
        if (const ConfigValue* value = ConfigReader::given(object, name)) {
            reader.problem(
                *value,
                fmt::format(
                    "\"{}\" is of a rate; a cron expression has its times in \"schedule\"", name
                )
            );
        }
    }
}

void read_rule_schedule(const ScenarioReader& reader, const ConfigValue& object, Rule& rule) {
    const ConfigValue* written =
        reader.required(object, "schedule", "a rule", "such as \"rate(1 minute)\"");
    const auto schedule = written != nullptr ? read_schedule(reader, *written) : std::nullopt;
    if (!schedule) {
        return;
    }
    if (schedule->period() > Duration::zero()) {
        rule.every = schedule->period();
    } else {
        rule.cron = schedule;
        refuse_rate_settings(reader, object);
    }
}

Rule read_rule(const ScenarioReader& reader, const ConfigValue& object) {
    Rule rule;
    if (!reader.is_object(object, "a rule", keys::kRule)) {
        return rule;
    }
    const ConfigValue* target =
        reader.required(object, "target", "a rule", "sosw_orchestrator or sosw_scavenger");
    if (target != nullptr) {
        const bool scavenger = reader.choice(*target, kTargets) == "sosw_scavenger";
        rule.target = scavenger ? RuleTarget::Scavenger : RuleTarget::Orchestrator;
    }
    read_rule_schedule(reader, object, rule);
    reader.read(object, "offset", DurationRange{}, rule.offset);
    reader.read(object, "jitter", rule.jitter);
    reader.read_probability(object, "skip_probability", rule.skip_probability);
    reader.read_probability(object, "duplicate_probability", rule.duplicate_probability);
    return rule;
}

}  // namespace

std::vector<Workload> read_workload(const ScenarioReader& reader, const ConfigValue& root) {
    std::vector<Workload> workload;
    if (const ConfigValue* list = reader.list(root, "workload")) {
        for (const ConfigValue& item : list->items) {
            workload.push_back(read_one_workload(reader, item));
        }
    }
    return workload;
}

std::vector<Rule> read_rules(const ScenarioReader& reader, const ConfigValue& root) {
    if (ConfigReader::given(root, "rules") == nullptr) {
        return {{.target = RuleTarget::Orchestrator}, {.target = RuleTarget::Scavenger}};
    }
    std::vector<Rule> rules;
    if (const ConfigValue* list = reader.list(root, "rules")) {
        for (const ConfigValue& item : list->items) {
            rules.push_back(read_rule(reader, item));
        }
    }
    return rules;
}

std::vector<Expectation> read_expectations(const ScenarioReader& reader, const ConfigValue& root) {
    std::vector<Expectation> expectations;
    const ConfigValue* list = reader.list(root, "expect");
    if (list == nullptr) {
        return expectations;
    }
    for (const ConfigValue& item : list->items) {
        Expectation& expectation = expectations.emplace_back();
        const std::optional<std::string> text = reader.text(item);
        if (!text) {
            continue;
        }
        if (tl::expected<Expectation, std::string> parsed = parse_expectation(*text)) {
            expectation = std::move(*parsed);
        } else {
            reader.problem(item, std::move(parsed).error());
        }
    }
    return expectations;
}

}  // namespace sosw::sim

#include "sim/scenario/cross_checks.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/base/strings.hpp"

namespace sosw::sim {
namespace {

using Words = std::vector<std::string_view>;

Words function_names(const Scenario& scenario) {
    Words names;
    for (const FunctionModel& function : scenario.functions) {
        names.emplace_back(function.name);
    }
    return names;
}

Words labourer_ids(const Scenario& scenario) {
    Words ids;
    for (const LabourerConfig& labourer : scenario.config.orchestrator.task_manager.labourers) {
        ids.emplace_back(labourer.id);
    }
    return ids;
}

bool contains(const Words& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

/// ` Did you mean "x"? Known are: x, y`, or that there are none.
std::string known(std::string_view word, const Words& words) {
    return words.empty()
               ? std::string{" There are none so far"}
               : fmt::format("{} Known are: {}", did_you_mean(word, words), listed(words));
}

/// The value at `path` below `value`, or the nearest one above it.
const ConfigValue& nearest(const ConfigValue& value, std::initializer_list<std::string_view> path) {
    const ConfigValue* found = &value;
    for (const std::string_view name : path) {
        const ConfigValue* next = found->find(name);
        if (next == nullptr) {
            break;
        }
        found = next;
    }
    return *found;
}

void check_metrics(
    const ScenarioReader& reader, const ConfigValue& list, const Scenario& scenario
) {
    const Words functions = function_names(scenario);
    for (std::size_t index = 0; index < scenario.metrics.size(); ++index) {
        const MetricModel& metric = scenario.metrics[index];
        const ConfigValue& place = list.items[index];
        const bool repeated = std::any_of(
            scenario.metrics.begin(),
            scenario.metrics.begin() + static_cast<std::ptrdiff_t>(index),
            [&](const MetricModel& earlier) {
                return earlier.metric_namespace == metric.metric_namespace &&
                       earlier.name == metric.name && earlier.dimensions == metric.dimensions;
            }
        );
        if (repeated && !metric.name.empty()) {
            reader.problem(
                place,
                fmt::format(
                    "the metric {} of {} with these dimensions is there already; keep one of them",
                    metric.name,
                    metric.metric_namespace
                )
            );
        }
        const auto check_function = [&](std::string_view load, std::string_view function) {
            if (!contains(functions, function)) {
                reader.problem(
                    nearest(place, {"value", load, function}),
                    fmt::format(
                        "there is no function {} in \"functions\".{}",
                        quoted(function),
                        known(function, functions)
                    )
                );
            }
        };
        for (const auto& [function, coefficient] : metric.per_running) {
            check_function("per_running", function);
        }
        for (const InvocationLoad& load : metric.per_invocation) {
            check_function("per_invocation", load.function);
        }
    }
}

void check_arns(const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario) {
    for (std::size_t index = 0; index < scenario.functions.size(); ++index) {
        const FunctionModel& function = scenario.functions[index];
        const auto first = std::ranges::find(scenario.functions, function.arn, &FunctionModel::arn);
        if (&*first != &function) {
            reader.problem(
                nearest(root, {"functions", function.name, "arn"}),
                fmt::format(
                    "the function \"{}\" has this ARN already; each function needs its own",
                    first->name
                )
            );
        }
    }
}

void check_concurrency(
    const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario
) {
    std::int64_t reserved = 0;
    for (const FunctionModel& function : scenario.functions) {
        reserved += function.reserved_concurrency.value_or(0);
    }
    if (reserved > scenario.account_concurrency) {
        reader.problem(
            nearest(root, {"functions"}),
            fmt::format(
                "\"reserved_concurrency\" adds up to {}, more than \"account_concurrency\", {}; "
                "lower one or raise the other",
                reserved,
                scenario.account_concurrency
            )
        );
    }
}

std::string dimensions_text(const std::vector<Dimension>& dimensions) {
    std::string text;
    for (const Dimension& dimension : dimensions) {
        text +=
            fmt::format("{}{}={}", text.empty() ? " with " : ", ", dimension.name, dimension.value);
    }
    return text.empty() ? " without dimensions" : text;
}

/// What would make the metric that `details` asks for exist.
std::string metric_remedy(const Scenario& scenario, const MetricDetails& details) {
    const auto similar = std::ranges::find_if(scenario.metrics, [&](const MetricModel& metric) {
        return metric.name == details.metric_name;
    });
    if (similar != scenario.metrics.end()) {
        return fmt::format(
            "there is one of {}{}; make them equal",
            similar->metric_namespace,
            dimensions_text(similar->dimensions)
        );
    }
    std::string dimensions;
    for (const Dimension& dimension : details.dimensions) {
        dimensions += fmt::format(
            "{}\"{}\": \"{}\"", dimensions.empty() ? "" : ", ", dimension.name, dimension.value
        );
    }
    return fmt::format(
        R"(add {{"namespace": "{}", "name": "{}", "dimensions": {{{}}}, "value": {{"base": 20}}}} there)",
        details.metric_namespace,
        details.metric_name,
        dimensions
    );
}

/// What nothing reports; a metric of a service is noted instead, as somebody asks for it.
void check_health_metric(
    const ScenarioReader& reader,
    const ConfigValue& place,
    Scenario& scenario,
    const MetricDetails& details
) {
    if (find_series(scenario, details)) {
        return;
    }
    std::string remedy = metric_remedy(scenario, details);
    if (is_service_namespace(details.metric_namespace)) {
        tl::expected<ServiceMetric, std::string> metric = service_metric(scenario, details);
        if (metric && scenario.service_metrics_model.enabled) {
            scenario.service_metrics.push_back(*std::move(metric));
            return;
        }
        remedy = metric ? "\"service_metrics\" is false" : metric.error();
    }
    reader.problem(
        place,
        fmt::format(
            "nothing in \"metrics\" of the scenario reports {} of {}{}; {}",
            details.metric_name,
            details.metric_namespace,
            dimensions_text(details.dimensions),
            remedy
        )
    );
}

void check_labourer(
    const ScenarioReader& reader,
    const ConfigValue& config,
    Scenario& scenario,
    const LabourerConfig& labourer
) {
    if (!labourer.arn.empty() && find_function(scenario, labourer.arn) == nullptr) {
        const std::string_view name =
            std::string_view{labourer.arn}.substr(labourer.arn.rfind(':') + 1);
        reader.problem(
            nearest(config, {"task_config", "labourers", labourer.id, "arn"}),
            fmt::format(
                "there is no function {} in \"functions\" of the scenario; add it there.{}",
                quoted(name),
                known(name, function_names(scenario))
            )
        );
    }
    for (const HealthMetric& metric : labourer.health_metrics) {
        const MetricDetails& details = metric.details;
        const bool readable = !details.metric_name.empty() && !details.metric_namespace.empty();
        if (readable) {
            check_health_metric(
                reader,
                nearest(
                    config,
                    {"task_config",
                     "labourers",
                     labourer.id,
                     "health_metrics",
                     metric.name,
                     "details"}
                ),
                scenario,
                details
            );
        }
    }
}

void check_workloads(
    const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario
) {
    const Words labourers = labourer_ids(scenario);
    for (std::size_t index = 0; index < scenario.workload.size(); ++index) {
        const std::string& labourer = scenario.workload[index].labourer;
        if (!labourer.empty() && !contains(labourers, labourer)) {
            reader.problem(
                nearest(root.find("workload")->items[index], {"labourer"}),
                fmt::format(
                    "there is no labourer {} in the configuration.{}",
                    quoted(std::string_view{labourer}),
                    known(labourer, labourers)
                )
            );
        }
    }
}

bool names_labourer(const Figure& figure) {
    switch (figure.family) {
        case FigureFamily::Metric:
        case FigureFamily::Faults:
        case FigureFamily::Throttled:
            return false;
        default:
            return !figure.name.empty();
    }
}

/// A stretch of time that begins when the run is over has nothing in it.
void check_window(
    const ScenarioReader& reader,
    const ConfigValue& place,
    const Scenario& scenario,
    const FigureWindow& window
) {
    const bool begins_later =
        window.kind == WindowKind::After || window.kind == WindowKind::Between;
    if (begins_later && window.from >= scenario.duration) {
        reader.problem(
            place,
            fmt::format(
                "expected a time within the scenario, which lasts {}, found {}",
                format_duration(scenario.duration),
                format_duration(window.from)
            )
        );
    }
}

/// The models that `name` may mean: that of a labourer's health metric, or one with that name in
/// CloudWatch.
std::vector<std::size_t> metrics_named(const Scenario& scenario, std::string_view name) {
    std::vector<std::size_t> found;
    const auto add = [&](std::int64_t series) {
        const auto index = static_cast<std::size_t>(series - 1);
        if (std::ranges::find(found, index) == found.end()) {
            found.push_back(index);
        }
    };
    for (const LabourerConfig& labourer : scenario.config.orchestrator.task_manager.labourers) {
        for (const HealthMetric& metric : labourer.health_metrics) {
            const auto series =
                metric.name == name ? find_series(scenario, metric.details) : std::nullopt;
            if (series) {
                add(*series);
            }
        }
    }
    if (found.empty()) {
        for (const MetricModel& metric : scenario.metrics) {
            if (metric.name == name) {
                add(&metric - scenario.metrics.data() + 1);
            }
        }
    }
    return found;
}

Words metric_names(const Scenario& scenario) {
    Words names;
    const auto add = [&](std::string_view name) {
        if (!contains(names, name)) {
            names.push_back(name);
        }
    };
    for (const LabourerConfig& labourer : scenario.config.orchestrator.task_manager.labourers) {
        for (const HealthMetric& metric : labourer.health_metrics) {
            add(metric.name);
        }
    }
    for (const MetricModel& metric : scenario.metrics) {
        add(metric.name);
    }
    return names;
}

void resolve_metric(
    const ScenarioReader& reader, const ConfigValue& place, const Scenario& scenario, Figure& figure
) {
    const std::vector<std::size_t> found = metrics_named(scenario, figure.name);
    if (found.empty()) {
        reader.problem(
            place,
            fmt::format(
                "there is no metric {}.{}",
                quoted(std::string_view{figure.name}),
                known(figure.name, metric_names(scenario))
            )
        );
    } else if (found.size() > 1) {
        reader.problem(
            place,
            fmt::format(
                "{} means {} different metrics; give the health metrics names of their own",
                quoted(std::string_view{figure.name}),
                found.size()
            )
        );
    } else {
        figure.metric = found.front();
    }
}

void check_expectations(const ScenarioReader& reader, const ConfigValue& root, Scenario& scenario) {
    const Words labourers = labourer_ids(scenario);
    for (std::size_t index = 0; index < scenario.expect.size(); ++index) {
        Figure& figure = scenario.expect[index].figure;
        const ConfigValue& place = root.find("expect")->items[index];
        if (names_labourer(figure) && !contains(labourers, figure.name)) {
            reader.problem(
                place,
                fmt::format(
                    "there is no labourer {} in the configuration.{}",
                    quoted(std::string_view{figure.name}),
                    known(figure.name, labourers)
                )
            );
        }
        check_window(reader, place, scenario, figure.window);
        if (figure.family == FigureFamily::Metric) {
            resolve_metric(reader, place, scenario, figure);
        }
    }
}

}  // namespace

void check_world(const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario) {
    check_arns(reader, root, scenario);
    check_concurrency(reader, root, scenario);
    if (!scenario.metrics.empty()) {
        check_metrics(reader, *root.find("metrics"), scenario);
    }
}

void check_labourers(
    const ScenarioReader& reader, const ScenarioOrigins& origins, Scenario& scenario
) {
    for (const LabourerConfig& labourer : scenario.config.orchestrator.task_manager.labourers) {
        check_labourer(reader, origins.orchestrator, scenario, labourer);
    }
    for (const LabourerConfig& labourer : scenario.config.scavenger.task_manager.labourers) {
        check_labourer(reader, origins.scavenger, scenario, labourer);
    }
    if (!scenario.prices && std::ranges::any_of(scenario.expect, [](const Expectation& expected) {
            return expected.figure.family == FigureFamily::Cost;
        })) {
        scenario.prices.emplace();
    }
    check_workloads(reader, origins.root, scenario);
    check_expectations(reader, origins.root, scenario);
}

}  // namespace sosw::sim

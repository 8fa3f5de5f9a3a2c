#include "cli/metric_name.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/base/strings.hpp"
#include "core/ecology/metric_statistics.hpp"

namespace sosw::cli {

namespace {

/// A metric as one labourer has it.
struct Configured {
    const LabourerConfig* labourer = nullptr;
    const HealthMetric* metric = nullptr;
};

std::vector<Configured> configured_metrics(const SoswConfig& config, const std::string& labourer) {
    std::vector<Configured> all;
    for (const LabourerConfig& one : config.task_manager.labourers) {
        if (!labourer.empty() && one.id != labourer) {
            continue;
        }
        for (const HealthMetric& metric : one.health_metrics) {
            all.push_back({&one, &metric});
        }
    }
    return all;
}

Diagnostic unknown_metric(const MetricName& name, const std::vector<Configured>& all) {
    std::vector<std::string_view> names;
    names.reserve(all.size());
    for (const Configured& one : all) {
        names.push_back(one.metric->name);
    }
    return {
        .file = "METRIC",
        .message = fmt::format(
            "no labourer{} has a health metric \"{}\" in the files of --config; metrics of "
            "CloudWatch are written NAMESPACE/NAME, such as AWS/RDS/CPUUtilization.{}",
            name.labourer.empty() ? "" : " \"" + name.labourer + "\"",
            name.metric,
            did_you_mean(name.metric, names)
        )};
}

Checked<MetricDetails> find_configured(const MetricName& name, const SoswConfig& config) {
    const std::vector<Configured> all = configured_metrics(config, name.labourer);
    std::vector<Configured> found = all;
    std::erase_if(found, [&](const Configured& one) { return one.metric->name != name.metric; });
    if (found.empty()) {
        return tl::make_unexpected(Diagnostics{unknown_metric(name, all)});
    }
    const MetricDetails& first = found.front().metric->details;
    for (const Configured& other : found) {
        if (!is_same_metric(first, other.metric->details)) {
            return tl::make_unexpected(Diagnostics{
                {.file = "METRIC",
                 .message = fmt::format(
                     "\"{}\" is one metric for {} and another one for {}; say which with "
                     "--labourer",
                     name.metric,
                     found.front().labourer->id,
                     other.labourer->id
                 )}});
        }
    }
    return first;
}

std::vector<Dimension> read_dimensions(
    const std::vector<std::string>& texts, Diagnostics& problems
) {
    std::vector<Dimension> dimensions;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
            problems.push_back(
                {.file = "--dimension",
                 .message = fmt::format("expected NAME=VALUE, found \"{}\"", text)}
            );
            continue;
        }
        dimensions.push_back({text.substr(0, equals), text.substr(equals + 1)});
    }
    return dimensions;
}

}  // namespace

Checked<MetricDetails> find_metric(const MetricName& name, const SoswConfig& config) {
    Diagnostics problems;
    std::vector<Dimension> dimensions = read_dimensions(name.dimensions, problems);
    const std::size_t slash = name.metric.rfind('/');
    if (slash == std::string::npos && !name.dimensions.empty()) {
        problems.push_back(
            {.file = "--dimension",
             .message = "a configured metric has its own; give dimensions with NAMESPACE/NAME"}
        );
    }
    if (!problems.empty()) {
        return tl::make_unexpected(std::move(problems));
    }
    if (slash == std::string::npos) {
        return find_configured(name, config);
    }
    return MetricDetails{
        .metric_namespace = name.metric.substr(0, slash),
        .metric_name = name.metric.substr(slash + 1),
        .dimensions = std::move(dimensions)};
}

}  // namespace sosw::cli

#include "tests/support/config_builders.hpp"

#include <cstdio>

#include "core/base/ensure.hpp"
#include "core/config/loader.hpp"

namespace sosw::test {

std::string arn_of(std::string_view labourer) {
    return "arn:aws:lambda:us-west-2:000000000000:function:" + std::string{labourer};
}

LabourerConfig labourer_config(std::string id, double max_simultaneous_invocations) {
    LabourerConfig config{.id = std::move(id), .arn = {}};
    config.arn = arn_of(config.id);
    config.max_simultaneous_invocations = max_simultaneous_invocations;
    return config;
}

SoswConfig sosw_config(std::vector<LabourerConfig> labourers) {
    SoswConfig config = load_or_die("{}");
    config.task_manager.labourers = std::move(labourers);
    return config;
}

HealthMetric health_metric(
    const std::string& name,
    ComparisonOperator comparison,
    std::initializer_list<std::pair<EcoStatus, double>> feelings
) {
    HealthMetric metric{
        .name = name,
        .details = {.metric_namespace = "AWS/RDS", .metric_name = name},
        .comparison = comparison};
    for (const auto& [status, target] : feelings) {
        metric.feelings.push_back({.status = status, .target = target});
    }
    return metric;
}

HealthMetric cpu_metric(const std::string& name) {
    return health_metric(
        name, ComparisonOperator::LessEqual, {{EcoStatus::High, 25}, {EcoStatus::Good, 50}}
    );
}

SoswConfig load_or_die(const std::string& json) {
    const std::vector<ConfigDocument> documents{{.file = "test.json", .text = json}};
    Checked<SoswConfig> config = load_config(documents);
    if (!config) {
        for (const Diagnostic& diagnostic : config.error()) {
            std::fprintf(stderr, "%s\n", to_string(diagnostic).c_str());
        }
    }
    ENSURE(config.has_value());
    return *std::move(config);
}

}  // namespace sosw::test

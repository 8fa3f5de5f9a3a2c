#include "sim/live/deployed_ports.hpp"

#include <utility>

#include <fmt/format.h>

namespace sosw::sim {

DeployedLambda::DeployedLambda(
    Lambda& next,
    const Scenario& scenario,
    std::string prefix,
    const Clock& clock,
    ExecutionLog& executions
)
    : next_{next},
      scenario_{scenario},
      prefix_{std::move(prefix)},
      clock_{clock},
      executions_{executions} {}

Result<InvokeOutput> DeployedLambda::invoke(const InvokeInput& input) {
    const FunctionModel* function = find_function(scenario_, input.function_name);
    if (function == nullptr) {
        return fail(
            ErrorCode::NotFound,
            "ResourceNotFoundException",
            "the scenario has no function " + input.function_name
        );
    }
    InvokeInput addressed = input;
    addressed.function_name = prefix_ + function->name;
    InvokeOutput output = TRY(next_.invoke(addressed));
    const Timestamp now = clock_.now();
    executions_.accepted(
        {.request_id = output.request_id,
         .function_name = function->name,
         .invocation_type = input.invocation_type,
         .accepted_at = now,
         .at = now,
         .payload = input.payload}
    );
    return output;
}

Result<FunctionConfiguration> DeployedLambda::get_function_configuration(
    const std::string& function_name
) {
    const FunctionModel* function = find_function(scenario_, function_name);
    return next_.get_function_configuration(
        function != nullptr ? prefix_ + function->name : function_name
    );
}

DeployedCloudWatch::DeployedCloudWatch(
    CloudWatch& next, const Scenario& scenario, std::string prefix
)
    : next_{next}, scenario_{scenario}, prefix_{std::move(prefix)} {}

Result<void> DeployedCloudWatch::put_metric_data(const PutMetricDataInput& input) {
    PutMetricDataInput own = input;
    own.metric_namespace.insert(0, prefix_);
    return next_.put_metric_data(own);
}

Result<GetMetricStatisticsOutput> DeployedCloudWatch::get_metric_statistics(
    const GetMetricStatisticsInput& input
) {
    GetMetricStatisticsInput own = input;
    const MetricDetails details{
        .metric_namespace = input.metric_namespace,
        .metric_name = input.metric_name,
        .dimensions = input.dimensions};
    if (find_metric(scenario_, details) != nullptr) {
        own.metric_namespace.insert(0, prefix_);
        return next_.get_metric_statistics(own);
    }
    for (Dimension& dimension : own.dimensions) {
        // Tables bear the prefix in the configuration already.
        if (dimension.name == "FunctionName" &&
            find_function(scenario_, dimension.value) != nullptr) {
            dimension.value.insert(0, prefix_);
        }
    }
    return next_.get_metric_statistics(own);
}

Result<PublishOutput> SilentSns::publish(const PublishInput& /*input*/) {
    return PublishOutput{.message_id = fmt::format("not-sent-{}", ++published_)};
}

}  // namespace sosw::sim

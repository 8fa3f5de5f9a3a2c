#pragma once

#include <cstdint>
#include <string>

#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/sns.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/execution_log.hpp"

/// Real services under a scenario's own names: what was deployed under a prefix is reached as the
/// configuration calls it, so that the record of a live run has the names that the simulated one
/// has.

namespace sosw::sim {

/// Reaches the stand-ins of a scenario's functions, and tells the log what Lambda accepted.
class DeployedLambda final : public Lambda {
public:
    /// All must outlive this object.
    DeployedLambda(
        Lambda& next,
        const Scenario& scenario,
        std::string prefix,
        const Clock& clock,
        ExecutionLog& executions
    );

    Result<InvokeOutput> invoke(const InvokeInput& input) override;
    Result<FunctionConfiguration> get_function_configuration(const std::string& function_name
    ) override;

private:
    Lambda& next_;
    const Scenario& scenario_;
    std::string prefix_;
    const Clock& clock_;
    ExecutionLog& executions_;
};

/// Keeps a scenario's metrics in namespaces of the run's own, since nobody may report into `AWS/…`.
/// What AWS itself reports about functions and tables is asked for by their deployed names.
class DeployedCloudWatch final : public CloudWatch {
public:
    /// `next` and `scenario` must outlive this object.
    DeployedCloudWatch(CloudWatch& next, const Scenario& scenario, std::string prefix);

    Result<void> put_metric_data(const PutMetricDataInput& input) override;
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override;

private:
    CloudWatch& next_;
    const Scenario& scenario_;
    std::string prefix_;
};

/// Takes messages and sends them to nobody: a rehearsal alarms no one.
class SilentSns final : public Sns {
public:
    Result<PublishOutput> publish(const PublishInput& input) override;

private:
    std::int64_t published_ = 0;
};

}  // namespace sosw::sim

#pragma once

#include <optional>

#include "backends/wrap/faulty_ports.hpp"
#include "backends/wrap/latency.hpp"
#include "backends/wrap/skewed_clock.hpp"
#include "sim/world/consumption_tally.hpp"
#include "sim/world/fault_plan.hpp"
#include "sim/world/observed_ports.hpp"

namespace sosw::sim {

/// The emulated services.
struct Services {
    DynamoDb& dynamo_db;
    CloudWatch& cloud_watch;
    Lambda& lambda;
    Sns& sns;
};

/// How long the calls of one pass take, by service.
struct PassLatency {
    LatencySampler dynamo_db{};
    LatencySampler lambda{};
    LatencySampler cloud_watch{};
    LatencySampler sns{};
};

/// The ports of one pass, from the emulations outwards: observed, then faulty where the scenario
/// has faults for it, then delayed. Refused invocations are observed behind the faults. A lost
/// reply is thus one of a call that took effect and its time.
class PassPorts {
public:
    // The services are references, which an initializer cannot leave out.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
    struct Pass {
        Services services;
        Clock& clock;
        Chronicle& chronicle;
        PassLog& log;
        const TaskManagerConfig& config;
        PassNumber number = 0;
        FaultTarget target = FaultTarget::Orchestrator;
        ConsumptionTally* tally = nullptr;  ///< Null: nobody counts.
    };

    PassPorts(const Pass& pass, PassLatency latency, FaultPlan& plan);
    PassPorts(const PassPorts&) = delete;
    PassPorts& operator=(const PassPorts&) = delete;

    DynamoDb& dynamo_db() { return slow_dynamo_db_; }
    Lambda& lambda() { return slow_lambda_; }
    CloudWatch& cloud_watch() { return slow_cloud_watch_; }
    Sns& sns() { return slow_sns_; }

private:
    struct Faulty {
        Faulty(PassPorts& ports, const Pass& pass, FaultPlan& plan);

        CallerFaults faults;
        FaultyDynamoDb dynamo_db;
        FaultyLambda lambda;
        FaultyCloudWatch cloud_watch;
        FaultySns sns;
    };

    TalliedDynamoDb tallied_dynamo_db_;
    ObservedDynamoDb dynamo_db_;
    ObservedLambda lambda_;
    std::optional<Faulty> faulty_;
    RefusalObserver refusals_;
    LatencyDynamoDb slow_dynamo_db_;
    LatencyLambda slow_lambda_;
    LatencyCloudWatch slow_cloud_watch_;
    LatencySns slow_sns_;
};

}  // namespace sosw::sim

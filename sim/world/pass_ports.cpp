#include "sim/world/pass_ports.hpp"

#include <string>
#include <utility>

namespace sosw::sim {

PassPorts::Faulty::Faulty(PassPorts& ports, const Pass& pass, FaultPlan& plan)
    : faults{plan, {.target = pass.target, .pass = pass.number}},
      dynamo_db{pass.clock, ports.dynamo_db_, faults},
      lambda{pass.clock, ports.lambda_, faults},
      cloud_watch{pass.clock, pass.services.cloud_watch, faults},
      sns{pass.clock, pass.services.sns, faults} {}

PassPorts::PassPorts(const Pass& pass, PassLatency latency, FaultPlan& plan)
    : tallied_dynamo_db_{pass.services.dynamo_db, pass.tally, "pass " + std::to_string(pass.number)},
      dynamo_db_{tallied_dynamo_db_, pass.chronicle, pass.config, pass.number},
      lambda_{pass.services.lambda, pass.log, pass.number},
      faulty_{},
      refusals_{
          plan.strikes_calls_of(pass.target) ? faulty_.emplace(*this, pass, plan).lambda
                                             : static_cast<Lambda&>(lambda_),
          pass.chronicle,
          pass.number},
      slow_dynamo_db_{
          pass.clock,
          faulty_ ? faulty_->dynamo_db : static_cast<DynamoDb&>(dynamo_db_),
          std::move(latency.dynamo_db)},
      slow_lambda_{pass.clock, refusals_, std::move(latency.lambda)},
      slow_cloud_watch_{
          pass.clock,
          faulty_ ? faulty_->cloud_watch : pass.services.cloud_watch,
          std::move(latency.cloud_watch)},
      slow_sns_{pass.clock, faulty_ ? faulty_->sns : pass.services.sns, std::move(latency.sns)} {}

}  // namespace sosw::sim

#pragma once

#include <string>

#include <tl/expected.hpp>

#include "backends/aws/runtime_client.hpp"
#include "cli/backend.hpp"
#include "core/base/diagnostics.hpp"
#include "sim/live/stand_in.hpp"
#include "sim/live/stand_in_model.hpp"

namespace sosw::cli {

/// The model in this process's environment. Problems: those of `read_stand_in`; there is none.
Checked<sim::StandInModel> stand_in_of_environment();

/// A stand-in of a live run as a Lambda function.
class StandInFunction {
public:
    using Answer = tl::expected<std::string, aws::RuntimeFailure>;

    /// `ports.clock` sleeps while the stand-in works. All must outlive this object.
    StandInFunction(OperationPorts ports, const sim::StandInModel& model)
        : stand_in_{ports.clock, ports.dynamo_db, model} {}

    /// Never throws.
    Answer handle(const aws::RuntimeInvocation& invocation);

private:
    sim::StandIn stand_in_;
};

}  // namespace sosw::cli

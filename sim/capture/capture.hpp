#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "core/config/config.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/lambda.hpp"
#include "sim/capture/captured.hpp"
#include "sim/capture/task_reader.hpp"

/// Reads what happened around the labourers of a configuration, so that it can be simulated: the
/// metrics they felt, the tasks that were created, and how their functions did. Nothing is written.
///
/// A scenario has what was measured, not what caused it: metrics are replayed whatever the tasks
/// of the scenario do.

namespace sosw::sim {

/// They must outlive the call.
struct CapturePorts {
    Clock& clock;
    DynamoDb& dynamo_db;
    CloudWatch& cloud_watch;
    Lambda& lambda;
};

struct CaptureOptions {
    CaptureSpan span{};
    Payloads payloads = Payloads::Keep;
};

/// What could not be read, and why.
struct CaptureError {
    std::string subject;  ///< Such as `metric AWS/RDS/CPUUtilization`, for people.
    Error error;
};

/// `from` to `to` in whole minutes, none of it left out; from further back in whole five minutes or
/// hours, as CloudWatch keeps them at `now`.
CaptureSpan aligned_span(Timestamp from, Timestamp to, Timestamp now);

/// Everything, or all that went wrong; but where a service cannot be reached, no other question is
/// asked. A function whose settings Lambda does not tell is no error: a warning says so.
///
/// Requires a span of at least a minute.
tl::expected<Capture, std::vector<CaptureError>> capture(
    CapturePorts ports, const SoswConfig& config, const CaptureOptions& options
);

}  // namespace sosw::sim

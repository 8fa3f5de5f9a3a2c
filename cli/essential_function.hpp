#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "backends/aws/runtime_client.hpp"
#include "cli/backend.hpp"
#include "cli/function_environment.hpp"
#include "cli/function_log.hpp"
#include "core/base/random.hpp"
#include "core/config/config.hpp"
#include "core/config/config_source.hpp"
#include "core/ecology/ecology_manager.hpp"
#include "core/essentials/stop_requested.hpp"

namespace sosw::cli {

/// One of sosw's parts as a Lambda function: an event goes in, a summary comes out.
///
/// The configuration is read anew for each event, so that a changed threshold holds from the next
/// pass on. What metrics felt like stays in the process, as it does in sosw.
class EssentialFunction {
public:
    using Answer = tl::expected<std::string, aws::RuntimeFailure>;

    /// `real_clock` is the one that deadlines are of, whatever the ports' clock shows. Everything
    /// but `random` must outlive this object; `random` must be of this process alone.
    EssentialFunction(
        const FunctionEnvironment& environment,
        const Clock& real_clock,
        OperationPorts ports,
        SchedulerPorts scheduler_ports,
        const Random& random,
        FunctionLog& log
    );
    EssentialFunction(const EssentialFunction&) = delete;
    EssentialFunction& operator=(const EssentialFunction&) = delete;

    /// A pass stops in time before the deadline and says what it left. One in which something
    /// failed ends as a failure, after it did all the rest (M10). Never throws.
    Answer handle(const aws::RuntimeInvocation& invocation);

private:
    Answer handle_with(const SoswConfig& config, const aws::RuntimeInvocation& invocation);
    Answer orchestrate(const SoswConfig& config, const StopRequested& stop);
    Answer scavenge(const SoswConfig& config, const StopRequested& stop);
    Answer assist(const SoswConfig& config, const std::string& event);
    /// A job, or a `file_name`. What there is no time for is left to a sibling.
    Answer schedule(const SoswConfig& config, const aws::RuntimeInvocation& invocation);

    tl::expected<SoswConfig, aws::RuntimeFailure> read_config();
    StopRequested before(Timestamp deadline) const;

    const FunctionEnvironment& environment_;
    const Clock& real_clock_;
    OperationPorts ports_;
    SchedulerPorts scheduler_ports_;
    std::unique_ptr<ConfigSource> config_source_;
    Random task_ids_;
    FunctionLog& log_;
    EcologyMemory memory_{};
};

}  // namespace sosw::cli

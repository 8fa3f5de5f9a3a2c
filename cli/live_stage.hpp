#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "cli/backend.hpp"
#include "cli/exit_code.hpp"
#include "cli/followed_clock.hpp"
#include "cli/stand_in_package.hpp"
#include "core/base/diagnostics.hpp"
#include "sim/live/live_plan.hpp"
#include "sim/live/live_run.hpp"
#include "sim/scenario/scenario.hpp"

/// `sosw run --backend aws`: scenarios on real services.

namespace sosw::cli {

struct LiveStageOptions {
    BackendOptions place{};
    std::string prefix{};   ///< Of all names. Empty: one that nobody has.
    std::string role{};     ///< An ARN, needed but for `sosw serve`.
    std::string package{};  ///< An archive, likewise.
    bool ignore_faults = false;
};

/// A scenario as it was loaded.
struct LiveInput {
    std::string file;
    sim::Scenario scenario;
};

/// The place for live runs: the account or endpoint, its clock, and what the stand-ins run.
class LiveStage {
public:
    /// Called with the record when a run has ended.
    using Conclude = std::function<void(sim::Recorder&)>;

    /// Plans all `inputs` and finds everything that is needed. Problems: of all of that at once.
    /// Throws `std::runtime_error` where an endpoint on this machine does not answer.
    static Checked<std::unique_ptr<LiveStage>> open(
        const LiveStageOptions& options, std::vector<LiveInput> inputs
    );
    LiveStage(const LiveStage&) = delete;
    LiveStage& operator=(const LiveStage&) = delete;
    ~LiveStage();

    /// Says what the runs will not do as the scenarios say, and asks before a real account is
    /// changed. Returns how the command ends where it may not go on.
    std::optional<ExitCode> refusal();

    /// Deploys for input `index`, runs it, and removes what was deployed, whatever happens; says
    /// what could not be removed. The prefix belongs to `options.prefix`, the rest is the stage's.
    ///
    /// Returns how the command ends where there was no run, or something was left behind.
    std::optional<ExitCode> run(
        std::size_t index,
        sim::LiveOptions options,
        const std::stop_token& stop,
        const sim::LiveRun::OnProgress& on_progress,
        const Conclude& conclude
    );

private:
    struct Planned {
        std::string file;
        std::string prefix;
        sim::LivePlan plan{};
    };

    LiveStage(const LiveStageOptions& options, std::unique_ptr<Backend> backend);

    Diagnostics plan(std::vector<LiveInput> inputs);
    /// The endpoint's clock and command, or else role and archive.
    Diagnostics find_stand_ins();
    void complete(sim::DeploymentPlan& plan) const;
    /// Removes everything; false, and says what and how to remove it, where something is left.
    bool remove(sim::Deployment& deployment) const;
    std::string command_to_remove(const sim::Leftover& leftover) const;
    std::string place_text() const;
    Clock& clock();

    LiveStageOptions options_;
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<FollowedClock> endpoint_clock_{};  ///< Of `sosw serve`.
    std::optional<StandInPackage> package_{};          ///< Elsewhere.
    std::optional<RealAccount> account_{};             ///< Of a real one, once it was asked for.
    std::vector<Planned> planned_{};
};

}  // namespace sosw::cli

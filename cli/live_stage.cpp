#include "cli/live_stage.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "backends/aws/service_url.hpp"
#include "cli/complain.hpp"
#include "cli/operation.hpp"
#include "cli/process_random.hpp"
#include "cli/shell_word.hpp"
#include "cli/write_consent.hpp"
#include "sim/live/stand_in_model.hpp"

namespace sosw::cli {

namespace {

/// `sosw serve` runs this program itself, which knows its clock.
constexpr const char* kCommandVariable = "SOSW_COMMAND";
/// How late a server may be that has much to do, in real time.
constexpr Duration kServerLateness = std::chrono::seconds{2};
/// No endpoint asks who a function may act as, but the field must be there.
constexpr const char* kNobodysRole = "arn:aws:iam::000000000000:role/sosw";

std::string own_program() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

std::string some_prefix() {
    constexpr std::size_t kDigits = 6;
    Random random = process_random().fork("live run");
    return "sosw-live-" + random.uuid_hex().substr(0, kDigits) + "-";
}

void append(Diagnostics& to, Diagnostics from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// So late, what a run shows may be this machine and not the scenario.
void tell_lateness(const std::string& file, Duration latest) {
    constexpr Duration kWorthTelling = std::chrono::minutes{1};
    if (latest >= kWorthTelling) {
        complain(Diagnostics{
            {.file = file,
             .message = fmt::format(
                 "things were done up to {} late: this machine or the services could not keep up",
                 format_duration(std::chrono::round<std::chrono::seconds>(latest))
             )}});
    }
}

}  // namespace

LiveStage::LiveStage(const LiveStageOptions& options, std::unique_ptr<Backend> backend)
    : options_{options}, backend_{std::move(backend)} {
    if (options_.prefix.empty()) {
        options_.prefix = some_prefix();
    }
}

LiveStage::~LiveStage() = default;

Checked<std::unique_ptr<LiveStage>> LiveStage::open(
    const LiveStageOptions& options, std::vector<LiveInput> inputs
) {
    Diagnostics problems;
    auto backend = keep(open_backend(options.place, FilePresence::MustExist), problems);
    const bool is_open = backend.has_value();
    std::unique_ptr<LiveStage> stage{
        new LiveStage{options, is_open ? *std::move(backend) : nullptr}};
    if (std::string problem = sim::problem_of_prefix(stage->options_.prefix); !problem.empty()) {
        problems.push_back({.file = "--prefix", .message = std::move(problem)});
    }
    append(problems, stage->plan(std::move(inputs)));
    if (is_open) {
        append(problems, stage->find_stand_ins());
    }
    if (!problems.empty()) {
        return tl::make_unexpected(std::move(problems));
    }
    for (Planned& planned : stage->planned_) {
        stage->complete(planned.plan.deployment);
    }
    return stage;
}

Diagnostics LiveStage::plan(std::vector<LiveInput> inputs) {
    Diagnostics problems;
    const bool is_one = inputs.size() == 1;
    for (LiveInput& input : inputs) {
        // One run may still be deleting its tables when the next one makes its own.
        const std::string number = std::to_string(planned_.size() + 1) + "-";
        Planned planned{.file = input.file, .prefix = options_.prefix + (is_one ? "" : number)};
        auto plan = keep(
            sim::plan_live_run(
                input.file,
                std::move(input.scenario),
                {.prefix = planned.prefix, .ignore_faults = options_.ignore_faults}
            ),
            problems
        );
        if (plan) {
            planned.plan = *std::move(plan);
        }
        planned_.push_back(std::move(planned));
    }
    return problems;
}

Diagnostics LiveStage::find_stand_ins() {
    if (const auto url = backend_->loopback_url()) {
        auto clock = FollowedClock::find(aws::parse_service_url(*url).value());
        if (clock) {
            endpoint_clock_ = *std::move(clock);
            return {};
        }
        if (clock.error().code != ErrorCode::NotFound) {
            throw std::runtime_error{to_string(clock.error())};
        }
    }
    Diagnostics problems;
    if (options_.role.empty()) {
        problems.push_back(
            {.file = "--role",
             .message = "is needed: the ARN of a role that the functions act as, which may write "
                        "to the run's tables (docs/live.md has its policy)"}
        );
    } else if (!options_.role.starts_with("arn:") || options_.role.find(":role/") == std::string::npos) {
        problems.push_back(
            {.file = "--role",
             .message = fmt::format(
                 "expected the ARN of a role, such as arn:aws:iam::123456789012:role/rehearsal, "
                 "found \"{}\"",
                 options_.role
             )}
        );
    }
    if (options_.package.empty()) {
        problems.push_back(
            {.file = "--package",
             .message = "is needed: this program as Lambda runs it; `./dev package` makes "
                        "build/sosw-lambda.zip"}
        );
    } else {
        package_ = keep(read_stand_in_package(options_.package), problems);
    }
    return problems;
}

void LiveStage::complete(sim::DeploymentPlan& plan) const {
    for (sim::StandInFunction& function : plan.functions) {
        CreateFunctionInput& create = function.create;
        if (endpoint_clock_ != nullptr) {
            create.role = options_.role.empty() ? kNobodysRole : options_.role;
            create.environment[kCommandVariable] =
                shell_word(own_program()) + " bootstrap --endpoint-time";
        } else {
            create.role = options_.role;
            create.architecture = package_->architecture;
            create.zip_file = package_->zip_file;
        }
    }
}

std::optional<ExitCode> LiveStage::refusal() {
    for (const Planned& planned : planned_) {
        for (const std::string& warning : planned.plan.warnings) {
            complain(Diagnostics{{.file = planned.file, .message = warning}});
        }
    }
    const PlaceOptions place{.backend = options_.place};
    const std::string deed = fmt::format(
        "make tables and functions whose names begin with {}, run {} on them, and remove them,",
        options_.prefix,
        planned_.size() == 1 ? planned_.front().plan.scenario.name
                             : fmt::format("{} scenarios", planned_.size())
    );
    if (const auto refused = refusal_to_write(*backend_, place, deed)) {
        return refused;
    }
    Result<std::optional<RealAccount>> account = backend_->real_account();
    if (!account) {
        complain(to_string(account.error()));
        return exit_code_of(account.error());
    }
    account_ = *std::move(account);
    return std::nullopt;
}

Clock& LiveStage::clock() {
    return endpoint_clock_ != nullptr ? *endpoint_clock_ : backend_->ports().clock;
}

std::string LiveStage::place_text() const {
    return account_ ? fmt::format("AWS account {}, region {}", account_->id, account_->region)
                    : backend_->loopback_url().value_or("an endpoint");
}

std::optional<ExitCode> LiveStage::run(
    std::size_t index,
    sim::LiveOptions options,
    const std::stop_token& stop,
    const sim::LiveRun::OnProgress& on_progress,
    const Conclude& conclude
) {
    Planned& planned = planned_.at(index);
    const OperationPorts ports = backend_->ports();
    SystemClock patience;
    sim::Deployment deployment{patience, ports.dynamo_db, *backend_->function_administration()};
    complain(Diagnostics{
        {.file = planned.file,
         .message = fmt::format(
             "live at {}, under the names {}…, which are removed at the end",
             place_text(),
             planned.prefix
         )}});
    if (const auto created = deployment.create(planned.plan.deployment, stop); !created) {
        complain(to_string(created.error()));
        const bool is_clean = remove(deployment);
        if (stop.stop_requested()) {
            return ExitCode::Interrupted;
        }
        return is_clean ? exit_code_of(created.error()) : ExitCode::Environment;
    }
    options.prefix = planned.prefix;
    if (endpoint_clock_ != nullptr) {
        const double lateness = to_seconds(kServerLateness) * endpoint_clock_->mode().speed;
        options.timeout_grace = std::max(options.timeout_grace, from_seconds(lateness));
    }
    options.executions_table = planned.plan.executions_table;
    options.durations_table = planned.plan.durations_table;
    options.environment = {{"live", place_text()}, {"prefix", planned.prefix}};
    if (account_) {
        options.environment.emplace_back("account", account_->id);
        options.environment.emplace_back("region", account_->region);
    }
    try {
        sim::LiveRun live{
            std::move(planned.plan.scenario),
            {.clock = clock(),
             .dynamo_db = ports.dynamo_db,
             .cloud_watch = ports.cloud_watch,
             .lambda = ports.lambda},
            options};
        live.run(stop, on_progress);
        tell_lateness(planned.file, live.latest());
        const bool is_clean = remove(deployment);
        conclude(live.recorder());
        return is_clean ? std::nullopt : std::optional{ExitCode::Environment};
    } catch (...) {
        remove(deployment);
        throw;
    }
}

bool LiveStage::remove(sim::Deployment& deployment) const {
    const std::vector<sim::Leftover> leftovers = deployment.remove();
    for (const sim::Leftover& leftover : leftovers) {
        complain(fmt::format(
            "{} is left behind: {}. Remove it with: {}",
            leftover.name,
            to_string(leftover.error),
            command_to_remove(leftover)
        ));
    }
    if (account_) {
        complain(
            "Lambda keeps the log groups /aws/lambda/" + options_.prefix +
            "…, and CloudWatch the metrics for 15 months; the former can be deleted by hand"
        );
    }
    return leftovers.empty();
}

std::string LiveStage::command_to_remove(const sim::Leftover& leftover) const {
    std::string command = leftover.kind == sim::DeployedKind::Table
                              ? "aws dynamodb delete-table --table-name "
                              : "aws lambda delete-function --function-name ";
    command += shell_word(leftover.name);
    const BackendOptions& place = options_.place;
    for (const auto& [name, value] :
         {std::pair{" --profile ", &place.profile},
          std::pair{" --region ", &place.region},
          std::pair{" --endpoint-url ", &place.endpoint_url}}) {
        command += value->empty() ? std::string{} : name + shell_word(*value);
    }
    return command;
}

}  // namespace sosw::cli

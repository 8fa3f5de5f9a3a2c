#include "cli/schedule_command.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/wire/json_writer.hpp"
#include "cli/command_clock.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/json_argument.hpp"
#include "cli/operation.hpp"
#include "cli/process_random.hpp"
#include "cli/task_kit.hpp"
#include "cli/write_consent.hpp"
#include "core/essentials/scheduler/scheduler.hpp"
#include "core/tasks/json_text.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::cli {

namespace {

struct ScheduleOptions {
    PlaceOptions place{};
    std::string job{};
    bool dry_run = false;
};

constexpr std::size_t kTasksShown = 20;

/// What is told: the plans of all jobs, and what became of them.
struct Told {
    std::vector<JobPlan> plans{};
    std::optional<ScheduleResult> result{};  ///< Absent: a rehearsal.
};

/// The job as the user named it: a file, `-` for standard input, or JSON itself.
Checked<AttributeValue> read_job(const std::string& job) {
    const bool is_json = job.starts_with('{') || job.starts_with('@');
    return json_argument("JOB", is_json ? job : "@" + job);
}

Result<std::vector<JobPlan>> plan_jobs(
    const AttributeValue& event, const SoswConfig& config, Timestamp now
) {
    std::vector<JobPlan> plans;
    for (const Job& job : TRY(extract_jobs(event))) {
        plans.push_back(TRY(plan_job(job, config, date_of(now))));
    }
    return plans;
}

/// Creates all tasks at once: the file is written as a whole, so that nothing has to be resumed.
Result<ScheduleResult> create_tasks(
    OperationPorts ports, const SoswConfig& config, const AttributeValue& event
) {
    TaskKit kit{ports, config.task_manager};
    MemoryQueueFiles queue_files;
    Scheduler scheduler{ports.clock, ports.dynamo_db, kit.tasks(), queue_files, config};
    scheduler.set_pace(Scheduler::Pace::Unlimited);
    return scheduler.handle(
        event, {.request_id = process_random().fork("scheduler requests").uuid_hex()}
    );
}

/// Calls `tell(plan, task, id)` for each task in order; `id` is empty in a rehearsal.
template <typename Tell>
void for_each_task(const Told& told, Tell tell) {
    std::int64_t row = 0;
    for (const JobPlan& plan : told.plans) {
        for (const Map& task : plan.tasks) {
            tell(plan, task, told.result ? task_id_of(told.result->queue_file, row) : "");
            ++row;
        }
    }
}

std::string json_of(const Told& told) {
    std::string text;
    wire::JsonWriter json{text};
    json.begin_object();
    json.key("tasks");
    json.begin_array();
    for_each_task(told, [&](const JobPlan& plan, const Map& task, const std::string& id) {
        json.begin_object();
        json.member("labourer", plan.labourer_id);
        if (!id.empty()) {
            json.member("task_id", id);
        }
        json.key("attributes");
        json.raw(to_json(task));
        json.end_object();
    });
    json.end_array();
    json.key("warnings");
    json.begin_array();
    for (const JobPlan& plan : told.plans) {
        for (const std::string& warning : plan.warnings) {
            json.string(warning);
        }
    }
    json.end_array();
    json.end_object();
    return text + "\n";
}

void tell_text(const Told& told) {
    std::size_t shown = 0;
    const JobPlan* last = nullptr;
    for_each_task(told, [&](const JobPlan& plan, const Map& task, const std::string& id) {
        if (last != &plan) {
            last = &plan;
            fmt::print(
                "{} {} of {}{}:\n",
                told.result ? "Created" : "Would create",
                sim::counted(std::ssize(plan.tasks), "task"),
                plan.labourer_id,
                told.result ? ", at the end of its queue" : ""
            );
        }
        if (shown++ < kTasksShown) {
            fmt::print("  {}{}{}\n", id, id.empty() ? "" : "  ", to_json(task));
        }
    });
    if (shown > kTasksShown) {
        fmt::print("  … and {} more, which --json lists\n", shown - kTasksShown);
    }
}

void tell(const Told& told, const ScheduleOptions& options) {
    if (options.place.json) {
        fmt::print("{}", json_of(told));
        return;
    }
    tell_text(told);
    for (const JobPlan& plan : told.plans) {
        for (const std::string& warning : plan.warnings) {
            complain("warning: " + warning);
        }
    }
}

/// A rehearsal needs no tables: what a job becomes follows from the configuration and the day.
ExitCode rehearse(
    const AttributeValue& event, const SoswConfig& config, const ScheduleOptions& options
) {
    const auto clock = CommandClock::parse(options.place.backend.now);
    if (!clock) {
        complain("--now: expected a time such as 2026-03-02T08:00:00Z, or a distance such as +15m");
        return ExitCode::WrongInput;
    }
    Result<std::vector<JobPlan>> plans = plan_jobs(event, config, clock->now());
    if (!plans) {
        complain(to_string(plans.error()));
        return ExitCode::WrongInput;
    }
    tell({.plans = *std::move(plans)}, options);
    return ExitCode::Done;
}

ExitCode create(
    Backend& backend,
    const AttributeValue& event,
    const SoswConfig& config,
    const ScheduleOptions& options
) {
    Result<std::vector<JobPlan>> plans = plan_jobs(event, config, backend.ports().clock.now());
    if (!plans) {
        complain(to_string(plans.error()));
        return ExitCode::WrongInput;
    }
    Result<ScheduleResult> result = create_tasks(backend.ports(), config, event);
    if (!result) {
        complain(to_string(result.error()));
        return ExitCode::NotAsExpected;
    }
    backend.commit();
    tell({.plans = *std::move(plans), .result = *std::move(result)}, options);
    return ExitCode::Done;
}

/// A rehearsal needs a place only where the configuration is kept there.
Place open_as_needed(const ScheduleOptions& options, Diagnostics& problems) {
    const PlaceOptions& place = options.place;
    if (options.dry_run) {
        return place.deployed.source.empty() ? open_no_place(place, problems)
                                             : open_place(place, FilePresence::MustExist, problems);
    }
    if (place.backend.backend == "file" && place.backend.db.empty()) {
        problems.push_back(
            {.file = "--db", .message = "is required, unless with --dry-run: an emulation file"}
        );
        return open_no_place(place, problems);
    }
    return open_place_with_tables(place, problems);
}

ExitCode schedule(const ScheduleOptions& options) {
    Diagnostics problems;
    const Place place = open_as_needed(options, problems);
    const auto event = keep(read_job(options.job), problems);
    if (!problems.empty()) {
        complain(problems);
        return ExitCode::WrongInput;
    }
    if (options.dry_run) {
        return rehearse(*event, *place.config, options);
    }
    if (const auto refusal = refusal_to_write(*place.backend, options.place, "create tasks")) {
        return *refusal;
    }
    return create(*place.backend, *event, *place.config, options);
}

constexpr std::string_view kExamples =
    "\nA job is an object with lambda_name, the labourer; all else goes to its tasks. It may come "
    "in the\n"
    "envelopes of SNS and SQS. Attributes in job_schema.chunkable_attrs are cut where the job "
    "says\n"
    "isolate_ATTRs or max_ATTRs_per_batch, and period becomes dates.\n"
    "\nExamples:\n"
    "  sosw schedule job.json --config scheduler.json --dry-run\n"
    "  sosw schedule job.json --config scheduler.json --db dev.db\n"
    "  sosw schedule '{\"lambda_name\": \"reports\", \"period\": \"last_week\"}' --config "
    "scheduler.json --db dev.db";

}  // namespace

void add_schedule(CLI::App& app, Commands& commands) {
    const auto options = std::make_shared<ScheduleOptions>();
    CLI::App* command = app.add_subcommand("schedule", "Make tasks out of a business job");
    command->footer(std::string{kExamples})->group(std::string{kOperations});
    command->add_option("JOB", options->job, "A file, - for standard input, or JSON")
        ->type_name("FILE|JSON")
        ->required();
    options->place.deployed.function = "sosw_scheduler";
    add_place(*command, options->place, ConfigNeed::Required);
    command->add_flag("--dry-run", options->dry_run, "Only show the tasks; needs no --db");
    commands.add(*command, [options] { return schedule(*options); });
}

}  // namespace sosw::cli

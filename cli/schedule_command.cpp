#include "cli/schedule_command.hpp"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/directory_queue_files.hpp"
#include "backends/time_zone.hpp"
#include "backends/wire/json_writer.hpp"
#include "cli/command_clock.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/json_argument.hpp"
#include "cli/operation.hpp"
#include "cli/pass_summary.hpp"
#include "cli/process_random.hpp"
#include "cli/shell_word.hpp"
#include "cli/task_kit.hpp"
#include "cli/write_consent.hpp"
#include "core/essentials/scheduler/s3_queue_files.hpp"
#include "core/essentials/scheduler/scheduler.hpp"
#include "core/tasks/json_text.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::cli {

namespace {

struct ScheduleOptions {
    PlaceOptions place{};
    std::string job{};          ///< Empty: one that is in a queue file already.
    std::string queue_files{};  ///< A directory.
    std::string resume{};       ///< The name of a queue file.
    bool take_over = false;
    bool dry_run = false;

    bool on_aws() const { return place.backend.backend == "aws"; }
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
        plans.push_back(TRY(plan_job(job, config, local_date_of(config.scheduler)(now))));
    }
    return plans;
}

/// In an emulation file a new job is created as a whole or not at all, so that nothing has to be
/// resumed; what can be are files that `sosw serve` left there.
std::unique_ptr<QueueFiles> open_queue_files(
    Backend& backend, const SoswConfig& config, const ScheduleOptions& options
) {
    if (!options.queue_files.empty()) {
        return std::make_unique<DirectoryQueueFiles>(options.queue_files);
    }
    if (!options.on_aws() && options.resume.empty()) {
        return std::make_unique<MemoryQueueFiles>();
    }
    return std::make_unique<S3QueueFiles>(backend.s3(), config.scheduler);
}

std::string advice_to_resume(const std::string& file, const ScheduleOptions& options) {
    std::string text = "sosw schedule --resume " + shell_word(file);
    if (!options.queue_files.empty()) {
        text += " --queue-files " + shell_word(options.queue_files);
    }
    return text + " " + same_place(options.place);
}

/// The id of the request that made a queue file, as its name has it; the name itself where it has
/// none.
std::string request_id_of(const std::string& file, const SchedulerConfig& config) {
    const std::size_t dot = std::min(config.queue_file.rfind('.'), config.queue_file.size());
    const std::string begin = config.queue_file.substr(0, dot) + "_";
    const std::string end = config.queue_file.substr(dot);
    const bool fits =
        file.size() > begin.size() + end.size() && file.starts_with(begin) && file.ends_with(end);
    return fits ? file.substr(begin.size(), file.size() - begin.size() - end.size()) : file;
}

/// Creates the tasks of `event`, or of the file that is to be resumed.
Result<ScheduleResult> create_tasks(
    Backend& backend,
    const AttributeValue& event,
    const SoswConfig& config,
    const ScheduleOptions& options
) {
    const OperationPorts ports = backend.ports();
    TaskKit kit{ports, config.task_manager};
    const std::unique_ptr<QueueFiles> queue_files = open_queue_files(backend, config, options);
    Scheduler scheduler{ports.clock, ports.dynamo_db, kit.tasks(), *queue_files, config};
    scheduler.set_local_date(local_date_of(config.scheduler));
    scheduler.set_pace(options.on_aws() ? Scheduler::Pace::ByCapacity : Scheduler::Pace::Unlimited);
    const SchedulerRequest request{
        .request_id = options.take_over ? request_id_of(options.resume, config.scheduler)
                                        : process_random().fork("scheduler requests").uuid_hex()};
    const std::string file =
        options.resume.empty() ? scheduler.queue_file_of(request) : options.resume;
    if (options.on_aws()) {
        complain("should this be stopped, go on with: " + advice_to_resume(file, options));
    }
    return scheduler.handle(event, request);
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
    if (const auto refusal = refusal_to_write(backend, options.place, "create tasks")) {
        return *refusal;
    }
    Result<ScheduleResult> result = create_tasks(backend, event, config, options);
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
    if (!options.on_aws() && place.backend.db.empty()) {
        return open_no_place(place, problems);  // which is a problem already
    }
    return open_place_with_tables(place, problems);
}

ExitCode resume(Backend& backend, const SoswConfig& config, const ScheduleOptions& options) {
    if (const auto refusal = refusal_to_write(backend, options.place, "create tasks")) {
        return *refusal;
    }
    const AttributeValue event = AttributeValue::Variant{Map{{"file_name", options.resume}}};
    const Result<ScheduleResult> result = create_tasks(backend, event, config, options);
    if (!result) {
        complain(to_string(result.error()));
        return exit_code_of(result.error());
    }
    backend.commit();
    if (options.place.json) {
        fmt::print("{}\n", summary_json(*result, std::nullopt));
    } else {
        fmt::print(
            "Created {} of {}, which is done\n",
            sim::counted(result->tasks_created, "task"),
            options.resume
        );
    }
    return ExitCode::Done;
}

void check_options(const ScheduleOptions& options, Diagnostics& problems) {
    const auto refuse = [&problems](bool is_wrong, const char* option, const char* message) {
        if (is_wrong) {
            problems.push_back({.file = option, .message = message});
        }
    };
    refuse(
        options.job.empty() == options.resume.empty(),
        "JOB",
        "name a job, or with --resume the queue file of one"
    );
    refuse(
        options.dry_run && !options.resume.empty(), "--dry-run", "goes with a job, not --resume"
    );
    refuse(options.take_over && options.resume.empty(), "--take-over", "goes with --resume only");
    refuse(
        !options.queue_files.empty() && !options.on_aws(),
        "--queue-files",
        "goes with --backend aws only: a job in an emulation file is created as a whole or not at "
        "all"
    );
    refuse(
        !options.dry_run && !options.on_aws() && options.place.backend.db.empty(),
        "--db",
        "is required, unless with --dry-run: an emulation file; or --backend aws"
    );
}

/// On AWS a job is written down before its first task.
void require_durable_place(
    const SoswConfig& config, const ScheduleOptions& options, Diagnostics& problems
) {
    if (options.on_aws() && !options.dry_run && options.queue_files.empty() &&
        !names_bucket(config.scheduler)) {
        problems.push_back(
            {.file = "--queue-files",
             .message = "names a directory, and is needed where the configuration names no "
                        "queue_bucket: the tasks of a job are kept there until they stand in the "
                        "table"}
        );
    }
}

ExitCode schedule(const ScheduleOptions& options) {
    Diagnostics problems;
    check_options(options, problems);
    const Place place = open_as_needed(options, problems);
    std::optional<AttributeValue> event;
    if (!options.job.empty()) {
        event = keep(read_job(options.job), problems);
    }
    if (place.config) {
        require_durable_place(*place.config, options, problems);
    }
    if (!problems.empty()) {
        complain(problems);
        return ExitCode::WrongInput;
    }
    if (options.dry_run) {
        return rehearse(*event, *place.config, options);
    }
    return event ? create(*place.backend, *event, *place.config, options)
                 : resume(*place.backend, *place.config, options);
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
    "scheduler.json --db dev.db\n"
    "\nOn AWS the tasks are written to a queue file before the first one is created: in the "
    "queue_bucket\n"
    "of the configuration, or in a directory. What was stopped goes on with --resume, without "
    "losing a\n"
    "task or making one twice; the file is locked for 15 minutes from when it was begun.\n"
    "  sosw schedule job.json --config scheduler.json --backend aws --queue-files queue\n"
    "  sosw schedule --resume tasks_queue_1.txt --config scheduler.json --backend aws "
    "--queue-files queue";

}  // namespace

void add_schedule(CLI::App& app, Commands& commands) {
    const auto options = std::make_shared<ScheduleOptions>();
    CLI::App* command = app.add_subcommand("schedule", "Make tasks out of a business job");
    command->footer(std::string{kExamples})->group(std::string{kOperations});
    command->add_option("JOB", options->job, "A file, - for standard input, or JSON")
        ->type_name("FILE|JSON");
    options->place.deployed.function = "sosw_scheduler";
    add_place(*command, options->place, ConfigNeed::Required);
    command
        ->add_option(
            "--queue-files", options->queue_files, "On AWS: where queue files are; default: S3"
        )
        ->type_name("DIR");
    command->add_option("--resume", options->resume, "Instead of a job: go on with this queue file")
        ->type_name("NAME");
    command->add_flag(
        "--take-over", options->take_over, "Whoever made the file is dead: ignore its lock"
    );
    command->add_flag("--dry-run", options->dry_run, "Only show the tasks; needs no --db");
    commands.add(*command, [options] { return schedule(*options); });
}

}  // namespace sosw::cli

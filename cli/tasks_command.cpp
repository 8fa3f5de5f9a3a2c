#include "cli/tasks_command.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "backends/wire/json_writer.hpp"
#include "cli/commands.hpp"
#include "cli/complain.hpp"
#include "cli/operation.hpp"
#include "cli/pass_words.hpp"
#include "cli/task_kit.hpp"
#include "core/base/strings.hpp"
#include "core/tasks/json_text.hpp"
#include "core/tasks/new_task.hpp"

namespace sosw::cli {

namespace {

struct TasksOptions {
    PlaceOptions place{};
    std::vector<std::string> labourers{};  ///< Empty: all.
    std::int64_t limit = 20;
};

enum class TaskState { Queued, Running, Expired, Completed, WaitingForRetry, Closed };

std::string_view to_string(TaskState state) {
    switch (state) {
        case TaskState::Queued:
            return "queued";
        case TaskState::Running:
            return "running";
        case TaskState::Expired:
            return "expired";
        case TaskState::Completed:
            return "completed";
        case TaskState::WaitingForRetry:
            return "waiting for retry";
        case TaskState::Closed:
            return "closed";
    }
    return "";
}

struct ListedTask {
    Task task{};
    TaskState state = TaskState::Queued;
};

/// Reads where the tasks of one labourer stand, at most `limit` of each state.
class TaskReader {
public:
    TaskReader(OperationPorts ports, const TaskManagerConfig& config, std::int64_t limit)
        : kit_{ports, config}, store_{ports.dynamo_db, config}, limit_{limit} {}

    Result<std::vector<ListedTask>> read(const std::string& labourer_id) {
        const std::optional<Labourer> labourer = kit_.tasks().register_labourer(labourer_id);
        std::vector<ListedTask> listed;
        add(listed, TaskState::Queued, TRY(kit_.tasks().get_next_for_labourer(*labourer, limit_)));
        add(listed, TaskState::Running, TRY(kit_.tasks().get_running_tasks_for_labourer(*labourer))
        );
        add(listed, TaskState::Expired, TRY(kit_.tasks().get_expired_tasks_for_labourer(*labourer))
        );
        add(listed,
            TaskState::Completed,
            TRY(kit_.tasks().get_completed_tasks_for_labourer(*labourer)));
        constexpr std::int64_t kAnyTime = std::numeric_limits<std::int32_t>::max();
        add(listed, TaskState::WaitingForRetry, TRY(store_.query_due(labourer_id, kAnyTime, limit_))
        );
        for (const bool completed : {true, false}) {
            add(listed, TaskState::Closed, TRY(closed(status_key(labourer_id, completed))));
        }
        return listed;
    }

private:
    /// An index of closed tasks need not hold all of them.
    Result<std::vector<Task>> closed(const std::string& key) {
        std::vector<Task> tasks;
        for (const Item& item : TRY(store_.query_closed(key, limit_))) {
            const AttributeValue* id = item.find(store_.fields().task_id);
            const auto text = id != nullptr ? id->as_string() : std::nullopt;
            if (auto whole = TRY(store_.get_closed(std::string{text.value_or("")}))) {
                tasks.push_back(to_task(*std::move(whole), store_.fields()));
            }
        }
        return tasks;
    }

    void add(std::vector<ListedTask>& listed, TaskState state, std::vector<Task> tasks) const {
        for (Task& task : tasks) {
            listed.push_back({std::move(task), state});
            if (std::ranges::count(listed, state, &ListedTask::state) >= limit_) {
                return;
            }
        }
    }

    TaskKit kit_;
    TaskStore store_;
    std::int64_t limit_;
};

/// What else there is to know about a task, by its state.
std::string remark(const ListedTask& listed, const TaskManagerConfig& config) {
    const FieldNames& fields = config.dynamo_db.field_names;
    const auto second_of = [&](const std::string& field) {
        const AttributeValue* value = listed.task.item.find(field);
        return value != nullptr ? value->as_int64() : std::nullopt;
    };
    const auto at = [](std::int64_t second) {
        return format_timestamp(from_epoch_seconds(second));
    };
    switch (listed.state) {
        case TaskState::Running:
        case TaskState::Expired: {
            const auto mark = second_of(fields.greenfield).value_or(0);
            const auto delta = config.greenfield_invocation_delta.count() / 1'000'000;
            return ", invoked at " + at(mark - delta);
        }
        case TaskState::WaitingForRetry:
            return ", due at " + at(second_of(fields.desired_launch_time).value_or(0));
        case TaskState::Completed:
            return ", at " + at(listed.task.completed_at.value_or(0));
        case TaskState::Closed: {
            const AttributeValue* why = listed.task.item.find("failure_message");
            const std::string reason = why != nullptr ? ": " + to_json(*why) : std::string{};
            return listed.task.completed_at ? ", completed" : ", failed" + reason;
        }
        case TaskState::Queued:
            break;
    }
    return {};
}

std::string counts_text(const std::vector<ListedTask>& listed, std::int64_t limit) {
    std::vector<std::string> counts;
    for (const TaskState state :
         {TaskState::Queued,
          TaskState::Running,
          TaskState::Expired,
          TaskState::Completed,
          TaskState::WaitingForRetry,
          TaskState::Closed}) {
        const std::int64_t count = std::ranges::count(listed, state, &ListedTask::state);
        if (count > 0) {
            const bool more = count >= limit;
            counts.push_back(fmt::format("{}{} {}", count, more ? "+" : "", to_string(state)));
        }
    }
    return counts.empty() ? "no tasks" : join(counts, ", ");
}

void print_tasks(
    const std::string& labourer,
    const std::vector<ListedTask>& listed,
    const TaskManagerConfig& config,
    std::int64_t limit
) {
    const TextStyle style = style_of_output();
    fmt::print("{}  {}\n", style.paint.bold(labourer), counts_text(listed, limit));
    for (const ListedTask& one : listed) {
        fmt::print(
            "  {} {}, {} made{}\n",
            one.task.task_id,
            to_string(one.state),
            sim::counted(static_cast<std::int64_t>(one.task.attempts_made()), "attempt"),
            remark(one, config)
        );
    }
}

void write_tasks(
    wire::JsonWriter& json, const std::string& labourer, const std::vector<ListedTask>& listed
) {
    for (const ListedTask& one : listed) {
        json.begin_object();
        json.member("labourer", labourer);
        json.member("task_id", one.task.task_id);
        json.member("state", to_string(one.state));
        json.key("attempts");
        json.number(one.task.attempts_made());
        json.key("item");
        json.raw(to_json(one.task.item));
        json.end_object();
    }
}

ExitCode tasks(const TasksOptions& options) {
    Diagnostics problems;
    const Place place = open_place_with_tables(options.place, problems);
    if (place.config) {
        for (const std::string& name : options.labourers) {
            find_labourer(*place.config, name, "LABOURER", problems);
        }
    }
    if (!problems.empty()) {
        complain(problems);
        return ExitCode::WrongInput;
    }
    TaskReader reader{place.backend->ports(), place.config->task_manager, options.limit};
    std::string text;
    wire::JsonWriter json{text};
    json.begin_array();
    for (const LabourerConfig& labourer : place.config->task_manager.labourers) {
        if (!options.labourers.empty() &&
            std::ranges::find(options.labourers, labourer.id) == options.labourers.end()) {
            continue;
        }
        const auto listed = reader.read(labourer.id);
        if (!listed) {
            complain(to_string(listed.error()));
            return exit_code_of(listed.error());
        }
        if (options.place.json) {
            write_tasks(json, labourer.id, *listed);
        } else {
            print_tasks(labourer.id, *listed, place.config->task_manager, options.limit);
        }
    }
    json.end_array();
    fmt::print("{}", options.place.json ? text + "\n" : std::string{});
    return ExitCode::Done;
}

constexpr std::string_view kExamples =
    "\nExamples:\n"
    "  sosw tasks --db dev.db --config orchestrator.json\n"
    "  sosw tasks reports --db dev.db --config orchestrator.json --json   with all attributes";

}  // namespace

void add_tasks(CLI::App& app, Commands& commands) {
    const auto options = std::make_shared<TasksOptions>();
    CLI::App* command = app.add_subcommand("tasks", "Where tasks stand");
    command->footer(std::string{kExamples})->group(std::string{kOperations});
    command->add_option("LABOURER", options->labourers, "Only of these");
    command->add_option("--limit", options->limit, "Tasks shown of each state")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    add_place(*command, options->place, ConfigNeed::Required);
    commands.add(*command, [options] { return tasks(*options); });
}

}  // namespace sosw::cli

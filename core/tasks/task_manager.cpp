#include "core/tasks/task_manager.hpp"

#include <algorithm>
#include <utility>

#include "core/base/ensure.hpp"
#include "core/base/strings.hpp"
#include "core/tasks/greenfield.hpp"
#include "core/tasks/new_task.hpp"

namespace sosw {

namespace {

/// How far into the queue each pass looks for completed tasks. Those are retried ones whose earlier
/// worker was late: they stand in front. Reading a long queue whole would cost its capacity.
constexpr std::int64_t kQueueFront = 1000;

/// DynamoDB's limits for a transaction; of its 4 MB some is left to fields other than the payload.
constexpr std::size_t kTransactionMax = 100;
constexpr std::size_t kTransactionBytesMax = 3'500'000;

std::size_t payload_bytes(const Item& item, const FieldNames& fields) {
    const AttributeValue* payload = item.find(fields.payload);
    const auto text = payload != nullptr ? payload->as_string() : std::nullopt;
    return text ? text->size() : 0;
}

Number seconds(std::int64_t value) { return Number{std::to_string(value)}; }

GreenfieldRange range_below(std::int64_t value) {
    return {.kind = GreenfieldRange::Kind::Below, .high = seconds(value)};
}
GreenfieldRange range_from(std::int64_t value) {
    return {.kind = GreenfieldRange::Kind::From, .low = seconds(value)};
}
GreenfieldRange range_up_to(Number value) {
    return {.kind = GreenfieldRange::Kind::UpTo, .high = std::move(value)};
}

std::int64_t whole_seconds(Duration duration) { return duration.count() / 1'000'000; }

/// `max_attempts_<labourer>` and the labourer's own settings win over `max_attempts` (K6).
std::int64_t max_attempts_of(const LabourerConfig& labourer, const TaskManagerConfig& config) {
    if (labourer.max_attempts) {
        return *labourer.max_attempts;
    }
    for (const auto& [id, attempts] : config.max_attempts_by_labourer) {
        if (id == labourer.id) {
            return attempts;
        }
    }
    return config.max_attempts;
}

/// The request itself can never be accepted, as opposed to a function that is missing or busy.
bool blames_the_task(const Error& error) { return error.code == ErrorCode::InvalidRequest; }

Result<MoveResult> moved_or_lost(const Result<void>& result) {
    if (result) {
        return MoveResult::Moved;
    }
    if (result.error().code == ErrorCode::ConditionFailed) {
        return MoveResult::LostRace;
    }
    return fail(result.error());
}

Error unknown_labourer(const std::string& id, const TaskManagerConfig& config) {
    std::vector<std::string_view> known;
    known.reserve(config.labourers.size());
    for (const LabourerConfig& labourer : config.labourers) {
        known.push_back(labourer.id);
    }
    return {
        .code = ErrorCode::InvalidRequest,
        .name = "UnknownLabourer",
        .message = "no labourer `" + id + "` is configured." + did_you_mean(id, known)};
}

bool same_state(const Task& left, const Task& right) {
    return left.greenfield == right.greenfield && left.completed_at == right.completed_at;
}

}  // namespace

bool ends_the_turn(const InvocationOutcome& outcome) {
    return outcome.result == InvocationResult::TakenBack ||
           outcome.result == InvocationResult::Stranded ||
           outcome.result == InvocationResult::Failed;
}

std::string_view to_string(InvocationResult result) {
    switch (result) {
        case InvocationResult::Invoked:
            return "invoked";
        case InvocationResult::SkippedConcurrent:
            return "skipped_concurrent";
        case InvocationResult::ClosedInvalid:
            return "closed_invalid";
        case InvocationResult::TakenBack:
            return "taken_back";
        case InvocationResult::Stranded:
            return "stranded";
        case InvocationResult::Failed:
            return "failed";
    }
    return "unknown";
}

TaskManager::TaskManager(
    Clock& clock,
    TaskIds new_task_id,
    DynamoDb& dynamo_db,
    Lambda& lambda,
    EcologyManager& ecology,
    const TaskManagerConfig& config
)
    : clock_{clock},
      new_task_id_{std::move(new_task_id)},
      lambda_{lambda},
      ecology_{ecology},
      config_{config},
      store_{dynamo_db, config} {}

void TaskManager::invoke_together(LambdaBatch& lambda, std::size_t tasks_max) {
    ENSURE(tasks_max > 0);
    batch_ = &lambda;
    invoked_together_max_ = tasks_max;
}

Labourer TaskManager::prepare(const LabourerConfig& config) {
    Labourer labourer{.config = &config};
    labourer.start = epoch_seconds(clock_.now());
    labourer.invoked = labourer.start + whole_seconds(config_.greenfield_invocation_delta);
    labourer.expired = labourer.invoked - whole_seconds(config.duration + config.cooldown);
    labourer.max_attempts = max_attempts_of(config, config_);
    if (!config.max_simultaneous_invocations_is_null) {
        labourer.max_simultaneous_invocations =
            config.max_simultaneous_invocations.value_or(config_.max_simultaneous_invocations);
    }
    if (Result<LabourerHealth> health = ecology_.get_labourer_status(config)) {
        labourer.health = *std::move(health);
    } else {
        labourer.error = health.error();
        return labourer;
    }
    const Result<Duration> timeout = ecology_.get_max_labourer_duration(config);
    if (!timeout && !config.max_duration) {
        labourer.error = timeout.error();
        return labourer;
    }
    labourer.max_duration = config.max_duration.value_or(timeout.value_or(Duration{}));
    // sosw takes the function's own timeout here, whatever the settings say (K9).
    const Duration failed_attempt = timeout.value_or(labourer.max_duration);
    if (const auto average = get_average_labourer_duration(config.id, failed_attempt)) {
        labourer.average_duration = *average;
    } else {
        labourer.average_duration_error = average.error();  // it informs; no decision uses it (K9)
    }
    return labourer;
}

std::vector<Labourer> TaskManager::register_labourers() {
    std::vector<Labourer> labourers;
    labourers.reserve(config_.labourers.size());
    for (const LabourerConfig& config : config_.labourers) {
        labourers.push_back(prepare(config));
    }
    return labourers;
}

std::optional<Labourer> TaskManager::register_labourer(std::string_view id) {
    const auto found = std::ranges::find(config_.labourers, id, &LabourerConfig::id);
    return found != config_.labourers.end() ? std::optional{prepare(*found)} : std::nullopt;
}

Result<std::string> TaskManager::create_task(
    const std::string& labourer_id, const CreateTaskInput& input
) {
    if (std::ranges::find(config_.labourers, labourer_id, &LabourerConfig::id) ==
        config_.labourers.end()) {
        return fail(unknown_labourer(labourer_id, config_));
    }
    const Timestamp now = clock_.now();
    const auto newest = TRY(get_newest_greenfield_for_labourer(labourer_id));
    Item item = TRY(new_task_item(
        {.task_id = new_task_id_(),
         .labourer_id = labourer_id,
         .created_at = now,
         .greenfield = new_greenfield(newest, config_.greenfield_task_step, now)},
        input,
        config_.dynamo_db
    ));
    std::string task_id{
        item.find(store_.fields().task_id)->as_string().value_or(std::string_view{})};
    TRY(store_.put_new(std::move(item)));
    return task_id;
}

Result<std::int64_t> TaskManager::create_tasks(
    const std::string& labourer_id,
    const std::vector<NewTask>& tasks,
    const CreateTasksOptions& options
) {
    if (tasks.empty()) {
        return 0;
    }
    std::vector<Item> items = TRY(new_items(labourer_id, tasks));
    return options.may_exist || options.writes == TaskWrites::OneByOne
               ? put_one_by_one(std::move(items), options.may_exist)
               : put_together(std::move(items));
}

Result<std::vector<Item>> TaskManager::new_items(
    const std::string& labourer_id, const std::vector<NewTask>& tasks
) {
    if (std::ranges::find(config_.labourers, labourer_id, &LabourerConfig::id) ==
        config_.labourers.end()) {
        return fail(unknown_labourer(labourer_id, config_));
    }
    const Timestamp now = clock_.now();
    std::optional<Number> newest = TRY(get_newest_greenfield_for_labourer(labourer_id));
    std::vector<Item> items;
    items.reserve(tasks.size());
    for (const NewTask& task : tasks) {
        newest = new_greenfield(newest, config_.greenfield_task_step, now);
        items.push_back(TRY(new_task_item(
            {.task_id = task.task_id,
             .labourer_id = labourer_id,
             .created_at = now,
             .greenfield = *newest},
            task.input,
            config_.dynamo_db
        )));
    }
    return items;
}

Result<std::int64_t> TaskManager::put_one_by_one(std::vector<Item> items, bool may_exist) {
    std::int64_t created = 0;
    for (Item& item : items) {
        const Result<void> put =
            may_exist ? store_.put_unknown(std::move(item)) : store_.put_new(std::move(item));
        if (!put && put.error().code != ErrorCode::ConditionFailed) {
            return fail(put.error());
        }
        created += put ? 1 : 0;
    }
    return created;
}

Result<std::int64_t> TaskManager::put_together(std::vector<Item> items) {
    std::int64_t created = 0;
    const auto put = [&](std::vector<Item> part) -> Result<void> {
        Result<void> all = store_.put_all_new(part);
        if (!all && all.error().code != ErrorCode::ConditionFailed) {
            return all;
        }
        created += all ? std::ssize(part) : TRY(put_one_by_one(std::move(part), true));
        return {};
    };
    std::vector<Item> part;
    std::size_t part_bytes = 0;
    for (Item& item : items) {
        const std::size_t bytes = payload_bytes(item, store_.fields());
        if (part.size() == kTransactionMax || part_bytes + bytes > kTransactionBytesMax) {
            TRY(put(std::exchange(part, {})));
            part_bytes = 0;
        }
        part_bytes += bytes;
        part.push_back(std::move(item));
    }
    TRY(put(std::move(part)));
    return created;
}

Result<std::vector<Task>> TaskManager::get_next_for_labourer(
    const Labourer& labourer, std::int64_t limit
) {
    return store_.query(
        labourer.id(), range_below(labourer.start), TaskFilter::NotCompleted, limit
    );
}

Result<std::int64_t> TaskManager::get_length_of_queue_for_labourer(const Labourer& labourer) {
    return store_.count(labourer.id(), range_up_to(seconds(labourer.start)), TaskFilter::Any);
}

Result<std::optional<Number>> TaskManager::get_oldest_greenfield_for_labourer(
    const std::string& labourer_id
) {
    return store_.edge(
        labourer_id, range_up_to({epoch_seconds_text(clock_.now())}), GreenfieldOrder::OldestFirst
    );
}

Result<std::optional<Number>> TaskManager::get_newest_greenfield_for_labourer(
    const std::string& labourer_id
) {
    return store_.edge(
        labourer_id, range_up_to({epoch_seconds_text(clock_.now())}), GreenfieldOrder::NewestFirst
    );
}

Result<void> TaskManager::mark_task_invoked(const Labourer& labourer, const Task& task) {
    ENSURE(task.labourer_id == labourer.id());
    return store_.mark_invoked(task, invoked_now());
}

Number TaskManager::invoked_now() const {
    return seconds(
        epoch_seconds(clock_.now()) + whole_seconds(config_.greenfield_invocation_delta)
    );
}

InvocationOutcome TaskManager::not_marked(const Task& task, const Error& why) {
    InvocationOutcome outcome{.task_id = task.task_id, .attempts = task.attempts_made()};
    if (why.code == ErrorCode::ConditionFailed) {
        outcome.result = InvocationResult::SkippedConcurrent;
        return outcome;
    }
    // A mark that may be there must not be read back and used: another pass of the same second may
    // have set the very same one. The task stays in the queue, or comes back by expiry.
    const bool unknown = why.code == ErrorCode::OutcomeUnknown;
    outcome.result = unknown ? InvocationResult::Stranded : InvocationResult::Failed;
    outcome.error = why;
    return outcome;
}

InvocationOutcome TaskManager::close_invalid(const Task& task, const Error& why) {
    InvocationOutcome outcome{
        .task_id = task.task_id, .attempts = task.attempts_made(), .error = why};
    const Result<MoveResult> closed = archive_task(task, why.message);
    if (!closed) {
        outcome.result = InvocationResult::Failed;
        outcome.error = closed.error();
    } else {
        outcome.result = *closed == MoveResult::Moved ? InvocationResult::ClosedInvalid
                                                      : InvocationResult::SkippedConcurrent;
    }
    return outcome;
}

tl::expected<TaskManager::MarkedTask, InvocationOutcome> TaskManager::mark_for_invocation(
    const Labourer& labourer, const Task& task
) {
    const auto instead = [](InvocationOutcome outcome) {
        return tl::make_unexpected(std::move(outcome));
    };
    Task complete = task;
    if (!invalidity(complete, config_.dynamo_db).empty()) {
        // An index may lack attributes that the table has (M29): read the item itself before
        // judging it.
        const Result<std::optional<Task>> whole_task = get_task_by_id(task.task_id);
        if (!whole_task) {
            return instead({.task_id = task.task_id, .error = whole_task.error()});
        }
        if (!*whole_task || !same_state(**whole_task, task)) {
            return instead({.task_id = task.task_id, .result = InvocationResult::SkippedConcurrent}
            );
        }
        complete = **whole_task;
    }
    if (const std::string problem = invalidity(complete, config_.dynamo_db); !problem.empty()) {
        return instead(close_invalid(
            complete,
            {.code = ErrorCode::InvalidRequest,
             .name = "InvalidTask",
             .message = "Task to invoke is invalid: " + problem}
        ));
    }
    ENSURE(task.labourer_id == labourer.id());
    Number mark = invoked_now();
    const Result<void> marked = store_.mark_invoked(complete, mark);
    if (!marked) {
        return instead(not_marked(complete, marked.error()));
    }
    return MarkedTask{.task = std::move(complete), .mark = std::move(mark)};
}

InvokeInput TaskManager::invocation_of(const Labourer& labourer, const Task& task) const {
    return {
        .function_name = labourer.arn(),
        .invocation_type = InvocationType::Event,
        .payload = invocation_payload(task, config_.dynamo_db),
    };
}

InvocationOutcome TaskManager::settle(
    const MarkedTask& marked, const Result<InvokeOutput>& invoked
) {
    const Task& task = marked.task;
    InvocationOutcome outcome{.task_id = task.task_id, .attempts = task.attempts_made() + 1};
    if (invoked) {
        outcome.result = InvocationResult::Invoked;
        outcome.lambda_request_id = invoked->request_id;
        return outcome;
    }
    outcome.error = invoked.error();
    outcome.result = InvocationResult::Stranded;
    if (invoked.error().code == ErrorCode::OutcomeUnknown) {
        return outcome;  // it may run: neither repeated nor taken back (M11)
    }
    const Result<void> taken_back = store_.take_back(task, marked.mark);
    if (!taken_back) {
        outcome.error->message +=
            "; and the mark could not be taken back: " + to_string(taken_back.error());
        return outcome;
    }
    outcome.result = InvocationResult::TakenBack;
    outcome.attempts = task.attempts_made();
    return blames_the_task(invoked.error()) ? close_invalid(task, invoked.error()) : outcome;
}

InvocationOutcome TaskManager::invoke_task(const Labourer& labourer, const Task& task) {
    const auto marked = mark_for_invocation(labourer, task);
    return marked ? settle(*marked, lambda_.invoke(invocation_of(labourer, marked->task)))
                  : marked.error();
}

std::vector<InvocationOutcome> TaskManager::invoke_tasks(
    const Labourer& labourer, std::span<const Task> tasks
) {
    ENSURE(tasks.size() <= invoked_together_max_);
    if (batch_ == nullptr) {
        return tasks.empty() ? std::vector<InvocationOutcome>{}
                             : std::vector{invoke_task(labourer, tasks.front())};
    }
    std::vector<tl::expected<MarkedTask, InvocationOutcome>> taken;
    std::vector<InvokeInput> inputs;
    for (const Task& task : tasks) {
        taken.push_back(mark_for_invocation(labourer, task));
        if (taken.back()) {
            inputs.push_back(invocation_of(labourer, taken.back()->task));
        } else if (ends_the_turn(taken.back().error())) {
            break;
        }
    }
    std::vector<Result<InvokeOutput>> answers;
    if (!inputs.empty()) {
        answers = batch_->invoke_all(inputs);
    }
    ENSURE(answers.size() == inputs.size());
    std::vector<InvocationOutcome> outcomes;
    outcomes.reserve(taken.size());
    auto answer = answers.begin();
    for (const auto& task : taken) {
        outcomes.push_back(task ? settle(*task, *answer++) : task.error());
    }
    return outcomes;
}

Result<InvocationOutcome> TaskManager::invoke_task(
    const Labourer& labourer, const std::string& task_id
) {
    const std::optional<Task> task = TRY(get_task_by_id(task_id));
    if (!task) {
        return fail(
            ErrorCode::NotFound,
            "TaskNotFound",
            "no task `" + task_id + "` in " + config_.dynamo_db.table_name
        );
    }
    if (task->labourer_id != labourer.id()) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidTask",
            "task `" + task_id + "` belongs to labourer `" + task->labourer_id + "`, not to `" +
                labourer.id() + "`"
        );
    }
    return invoke_task(labourer, *task);
}

Result<std::vector<Task>> TaskManager::get_invoked_tasks_for_labourer(
    const Labourer& labourer, std::optional<bool> completed
) {
    TaskFilter filter = TaskFilter::Any;
    if (completed) {
        filter = *completed ? TaskFilter::Completed : TaskFilter::NotCompleted;
    }
    return store_.query(
        labourer.id(),
        {.kind = GreenfieldRange::Kind::Exactly, .low = seconds(labourer.invoked)},
        filter
    );
}

Result<std::vector<Task>> TaskManager::get_running_tasks_for_labourer(const Labourer& labourer) {
    return store_.query(labourer.id(), range_from(labourer.expired), TaskFilter::InFlight);
}

Result<std::int64_t> TaskManager::count_running_tasks_for_labourer(const Labourer& labourer) {
    return ecology_.count_running(labourer.id(), [&] {
        return store_.count(labourer.id(), range_from(labourer.expired), TaskFilter::InFlight);
    });
}

Result<std::vector<Task>> TaskManager::get_completed_tasks_for_labourer(const Labourer& labourer) {
    std::vector<Task> completed = TRY(store_.query_front(
        labourer.id(), range_below(labourer.start), TaskFilter::Completed, kQueueFront
    ));
    std::ranges::move(
        TRY(store_.query(labourer.id(), range_from(labourer.start), TaskFilter::Completed)),
        std::back_inserter(completed)
    );
    return completed;
}

Result<std::vector<Task>> TaskManager::get_expired_tasks_for_labourer(const Labourer& labourer) {
    return store_.query(
        labourer.id(),
        {.kind = GreenfieldRange::Kind::Between,
         .low = seconds(labourer.start),
         .high = seconds(labourer.expired)},
        TaskFilter::InFlight
    );
}

Result<std::vector<Task>> TaskManager::get_tasks_to_retry_for_labourer(
    const Labourer& labourer, std::int64_t limit
) {
    return store_.query_due(labourer.id(), epoch_seconds(clock_.now()), limit);
}

Result<std::optional<Task>> TaskManager::get_task_by_id(const std::string& task_id) {
    std::optional<Item> item = TRY(store_.get(task_id));
    if (!item) {
        return std::nullopt;
    }
    return to_task(*std::move(item), store_.fields());
}

Result<MoveResult> TaskManager::archive_task(const Task& task, const std::string& message) {
    // The index may be behind, and may lack attributes: what is archived is the item itself.
    const std::optional<Task> current = TRY(get_task_by_id(task.task_id));
    if (!current || !same_state(*current, task)) {
        return MoveResult::LostRace;
    }
    const ClosedItemInput closed{
        .closed_at = epoch_seconds(clock_.now()),
        .completed = current->item.contains(store_.fields().completed_at),
        .message = message};
    return moved_or_lost(
        store_.move_to_closed(*current, closed_item(current->item, closed, store_.fields()))
    );
}

Result<MoveResult> TaskManager::move_task_to_retry_table(const Task& task, Duration delay) {
    const std::optional<Task> current = TRY(get_task_by_id(task.task_id));
    if (!current || !same_state(*current, task)) {
        return MoveResult::LostRace;
    }
    Item retry = current->item;
    retry.set(
        store_.fields().desired_launch_time,
        AttributeValue::number(epoch_seconds(clock_.now()) + whole_seconds(delay))
    );
    return moved_or_lost(store_.move_to_retry(*current, std::move(retry)));
}

std::vector<Result<MoveResult>> TaskManager::retry_tasks(
    const std::string& labourer_id, const std::vector<Task>& tasks
) {
    std::vector<Result<MoveResult>> results;
    if (tasks.empty()) {
        return results;
    }
    const Result<std::optional<Number>> oldest = get_oldest_greenfield_for_labourer(labourer_id);
    if (!oldest) {
        results.assign(tasks.size(), fail(oldest.error()));
        return results;
    }
    const auto put_back = [&](const Task& task, std::int64_t position) -> Result<MoveResult> {
        const std::optional<Item> retry = TRY(store_.get_retry(labourer_id, task.task_id));
        const std::string& launch_field = store_.fields().desired_launch_time;
        if (!retry || !retry->contains(launch_field)) {
            return MoveResult::LostRace;
        }
        Item item = *retry;
        item.erase(launch_field);
        item.set(
            store_.fields().greenfield,
            AttributeValue::Variant{
                retry_greenfield(*oldest, position, config_.greenfield_task_step, clock_.now())}
        );
        return moved_or_lost(store_.move_to_queue(*retry, std::move(item)));
    };
    std::int64_t position = 0;
    for (const Task& task : tasks) {
        results.push_back(put_back(task, position++));
    }
    return results;
}

Result<std::int64_t> TaskManager::get_average_labourer_duration(
    const std::string& labourer_id, Duration max_duration
) {
    const std::int64_t limit = config_.max_closed_to_analyse_for_duration;
    std::vector<ClosedTask> closed;
    for (const bool completed : {true, false}) {
        for (Item& item : TRY(store_.query_closed(status_key(labourer_id, completed), limit))) {
            closed.push_back(TRY(read_closed(std::move(item), completed)));
        }
    }
    return average_duration(
        std::move(closed), limit, config_.greenfield_invocation_delta, max_duration
    );
}

Result<ClosedTask> TaskManager::read_closed(Item item, bool completed) {
    const FieldNames& fields = store_.fields();
    const auto number = [&](const std::string& field) -> std::optional<double> {
        const AttributeValue* value = item.find(field);
        return value != nullptr ? value->as_double() : std::nullopt;
    };
    const auto lacks_a_field = [&] {
        return !number(fields.greenfield) || (!completed && !number(fields.attempts));
    };
    const AttributeValue* id = item.find(fields.task_id);
    const std::string task_id{id != nullptr ? id->as_string().value_or("") : ""};
    if (lacks_a_field()) {  // the index may not project a renamed field (M29)
        item = TRY(store_.get_closed(task_id)).value_or(Item{});
    }
    if (lacks_a_field()) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidClosedTask",
            "closed task `" + task_id + "` has no " + fields.greenfield + " or no " +
                fields.attempts
        );
    }
    return ClosedTask{
        .greenfield = *number(fields.greenfield),
        .completed_at = completed ? number(fields.completed_at) : std::nullopt,
        .attempts = number(fields.attempts).value_or(0)};
}

}  // namespace sosw

#include "core/essentials/scheduler/scheduler.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/random.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw {

namespace {

/// DynamoDB's limit for an item, less what sosw adds to a row.
constexpr std::size_t kRowMax = (400 * 1024) - 1024;
/// The longest that Lambda lets a function run: a lock without a deadline ends then.
constexpr Duration kLambdaMax = std::chrono::minutes{15};

/// The queue file that `event` says to go on with.
std::optional<std::string> file_name_in(const AttributeValue& event) {
    const auto* object = event.get_if<Map>();
    const AttributeValue* name = object != nullptr ? object->find("file_name") : nullptr;
    const auto text = name != nullptr ? name->as_string() : std::nullopt;
    return text ? std::optional{std::string{*text}} : std::nullopt;
}

Result<void> add_rows(
    JobPlan plan, const std::string& labourer_field, std::vector<std::string>& rows
) {
    for (Map& task : plan.tasks) {
        task.append(labourer_field, plan.labourer_id);
        std::string row = to_json(task);
        if (row.size() > kRowMax) {
            return fail(
                ErrorCode::InvalidRequest,
                "InvalidJob",
                fmt::format(
                    "a task of this job would have {} bytes, and DynamoDB takes 400 KB; cut the "
                    "job smaller",
                    row.size()
                )
            );
        }
        rows.push_back(std::move(row));
    }
    return {};
}

struct Row {
    std::string labourer_id;
    CreateTaskInput input{};
};

Result<Row> read_row(const std::string& text, const DynamoDbConfig& config) {
    AttributeValue value = TRY(parse_json(text));
    auto* attributes = value.get_if<Map>();
    const AttributeValue* labourer =
        attributes != nullptr ? attributes->find(config.field_names.labourer_id) : nullptr;
    const auto id = labourer != nullptr ? labourer->as_string() : std::nullopt;
    if (!id) {
        return fail(
            ErrorCode::InvalidRequest, "InvalidJob", "a row of a queue file is no task: " + text
        );
    }
    Row row{.labourer_id = std::string{*id}};
    attributes->erase(config.field_names.labourer_id);
    if (AttributeValue* payload = attributes->find("payload")) {
        row.input.payload = std::move(*payload);
        attributes->erase("payload");
    }
    row.input.attributes = std::move(*attributes);
    return row;
}

/// The pause that each task costs.
Duration pause_per_task(double write_capacity, Duration overhead) {
    return std::max(from_seconds(1 / write_capacity) - overhead, Duration::zero());
}

}  // namespace

Scheduler::Scheduler(
    Clock& clock,
    DynamoDb& dynamo_db,
    TaskManager& tasks,
    QueueFiles& queue_files,
    const SoswConfig& config
)
    : clock_{clock},
      dynamo_db_{dynamo_db},
      tasks_{tasks},
      queue_files_{queue_files},
      config_{config},
      task_ids_{task_id_of} {}

Result<ScheduleResult> Scheduler::handle(
    const AttributeValue& event, const SchedulerRequest& request
) {
    if (const auto name = file_name_in(event)) {
        return resume(*name, request);
    }
    return schedule(event, request);
}

Result<ScheduleResult> Scheduler::schedule(
    const AttributeValue& event, const SchedulerRequest& request
) {
    ScheduleResult result{.queue_file = queue_file_of(request)};
    QueueFile file;
    const Date today = TRY(this->today());
    for (const Job& job : TRY(extract_jobs(event))) {
        JobPlan plan = TRY(plan_job(job, config_, today));
        std::ranges::move(plan.warnings, std::back_inserter(result.warnings));
        TRY(add_rows(
            std::move(plan), config_.task_manager.dynamo_db.field_names.labourer_id, file.rows
        ));
    }
    const Result<void> created =
        queue_files_.create(result.queue_file, file.rows, lock_for(request));
    if (!created && created.error().code == ErrorCode::ConditionFailed) {
        return resume(result.queue_file, request);  // the same request, once more
    }
    if (!created) {
        return fail(created.error());
    }
    result.rows = std::ssize(file.rows);
    TRY(process(file, 0, request, result));
    return result;
}

Result<ScheduleResult> Scheduler::resume(const std::string& name, const SchedulerRequest& request) {
    QueueFile file = TRY(queue_files_.take(name, lock_for(request)));
    ScheduleResult result{
        .queue_file = name, .rows = std::ssize(file.rows), .rows_done = file.rows_done};
    if (result.finished()) {
        TRY(queue_files_.remove(name));
        return result;
    }
    // One who was stopped may have written the rows after those that are noted as done.
    TRY(process(file, file.rows_done + config_.scheduler.rows_to_process, request, result));
    return result;
}

Result<void> Scheduler::process(
    QueueFile& file,
    std::int64_t first_untried,
    const SchedulerRequest& request,
    ScheduleResult& result
) {
    const std::optional<double> capacity = TRY(write_capacity());
    std::int64_t at_once = config_.scheduler.rows_to_process;
    if (capacity) {
        at_once = std::clamp(static_cast<std::int64_t>(*capacity), std::int64_t{1}, at_once);
    }
    do {  // at least once: with too short a time, siblings would follow each other for ever
        const std::int64_t count = std::min(at_once, result.rows - result.rows_done);
        const CreateTasksOptions options{
            .writes = capacity ? TaskWrites::OneByOne : TaskWrites::Together,
            .may_exist = file.rows_done < first_untried};
        const Result<std::int64_t> created = create_tasks(file, count, options, result.queue_file);
        if (!created) {
            // Whoever tries next need not wait for the lock to run out.
            static_cast<void>(queue_files_.unlock(result.queue_file));
            return fail(created.error());
        }
        result.tasks_created += *created;
        file.rows_done += count;
        result.rows_done = file.rows_done;
        TRY(queue_files_.set_rows_done(result.queue_file, result.rows_done));
        if (capacity) {
            clock_.sleep_for(count * pause_per_task(*capacity, config_.scheduler.task_overhead));
        }
    } while (!result.finished() && has_time_left(request));
    return result.finished() ? queue_files_.remove(result.queue_file) : hand_over(result);
}

Result<std::int64_t> Scheduler::create_tasks(
    const QueueFile& file, std::int64_t count, CreateTasksOptions options, const std::string& name
) {
    std::int64_t created = 0;
    std::vector<NewTask> together;
    std::string labourer_id;
    const auto flush = [&]() -> Result<void> {
        created += TRY(tasks_.create_tasks(labourer_id, together, options));
        together.clear();
        return {};
    };
    for (std::int64_t row = file.rows_done; row < file.rows_done + count; ++row) {
        Row task = TRY(
            read_row(file.rows.at(static_cast<std::size_t>(row)), config_.task_manager.dynamo_db)
        );
        if (!together.empty() && task.labourer_id != labourer_id) {
            TRY(flush());
        }
        labourer_id = std::move(task.labourer_id);
        together.push_back({.task_id = task_ids_(name, row), .input = std::move(task.input)});
    }
    TRY(flush());
    return created;
}

Result<void> Scheduler::hand_over(const ScheduleResult& result) {
    TRY(queue_files_.unlock(result.queue_file));
    return spawn_sibling_ ? spawn_sibling_({{"file_name", result.queue_file}}) : Result<void>{};
}

bool Scheduler::has_time_left(const SchedulerRequest& request) const {
    return !request.deadline ||
           clock_.now() + config_.scheduler.shutdown_period < *request.deadline;
}

QueueFileLock Scheduler::lock_for(const SchedulerRequest& request) const {
    const Timestamp now = clock_.now();
    return {
        .owner = request.request_id,
        .now = now,
        .until = request.deadline.value_or(now + kLambdaMax)};
}

std::string Scheduler::queue_file_of(const SchedulerRequest& request) const {
    const std::string& pattern = config_.scheduler.queue_file;
    const std::size_t dot = std::min(pattern.rfind('.'), pattern.size());
    return pattern.substr(0, dot) + "_" + request.request_id + pattern.substr(dot);
}

Result<Date> Scheduler::today() const {
    const std::string& zone = config_.scheduler.time_zone;
    if (local_date_) {
        return local_date_(clock_.now());
    }
    if (!zone.empty()) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidConfiguration",
            "time_zone: this place knows the days of UTC only, and the configuration says `" +
                zone + "`"
        );
    }
    return date_of(clock_.now());
}

Result<std::optional<double>> Scheduler::write_capacity() const {
    if (pace_ == Pace::Unlimited) {
        return std::nullopt;
    }
    if (config_.scheduler.write_capacity_units) {
        return config_.scheduler.write_capacity_units;
    }
    const TableDescription table =
        TRY(dynamo_db_.describe_table(config_.task_manager.dynamo_db.table_name));
    const std::optional<ProvisionedThroughput>& provisioned =
        table.definition.provisioned_throughput;
    if (table.definition.billing_mode == BillingMode::PayPerRequest || !provisioned ||
        provisioned->write_capacity_units < 1) {
        return std::nullopt;
    }
    return static_cast<double>(provisioned->write_capacity_units);
}

std::string task_id_of(const std::string& queue_file, std::int64_t row) {
    // Two streams, so that ids differ in more than 64 bits.
    constexpr std::size_t kHalf = 16;
    const std::string number = std::to_string(row);
    const std::string left = Random{1}.fork(queue_file).fork(number).uuid_hex();
    const std::string right = Random{2}.fork(queue_file).fork(number).uuid_hex();
    return left.substr(0, kHalf) + right.substr(kHalf);
}

}  // namespace sosw

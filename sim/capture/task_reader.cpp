#include "sim/capture/task_reader.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "core/base/ensure.hpp"
#include "core/tasks/json_text.hpp"
#include "core/tasks/new_task.hpp"
#include "core/tasks/task.hpp"

namespace sosw::sim {
namespace {

/// Of BatchGetItem.
constexpr std::size_t kBatchMax = 100;
/// DynamoDB advises to try what it left out again, after longer and longer pauses.
constexpr int kAttemptsMax = 10;
constexpr Duration kFirstPause = std::chrono::milliseconds{50};

/// Later than any time that sosw writes.
constexpr std::int64_t kAnyTime = std::numeric_limits<std::int32_t>::max();

std::optional<Timestamp> created_at(const Item& item, const FieldNames& fields) {
    const AttributeValue* value = item.find(fields.created_at);
    const auto seconds = value != nullptr ? value->as_double() : std::nullopt;
    return seconds ? std::optional{Timestamp{from_seconds(*seconds)}} : std::nullopt;
}

void count(CapturedLabourer& counts, const CapturedTask& task) {
    ++counts.tasks;
    counts.with_duration += task.duration ? 1 : 0;
    switch (task.fate) {
        case TaskFate::Completed:
            ++counts.completed;
            break;
        case TaskFate::Failed:
            ++counts.failed;
            break;
        case TaskFate::Queued:
            ++counts.queued;
            break;
        case TaskFate::Running:
            ++counts.running;
            break;
        case TaskFate::WaitingForRetry:
            ++counts.waiting_for_retry;
            break;
    }
}

}  // namespace

TaskReader::TaskReader(
    Clock& clock,
    DynamoDb& dynamo_db,
    const TaskManagerConfig& config,
    CaptureSpan span,
    Payloads payloads
)
    : clock_{clock},
      dynamo_db_{dynamo_db},
      config_{config},
      span_{span},
      payloads_{payloads},
      store_{dynamo_db, config} {}

Result<CapturedLabourer> TaskReader::read(
    const std::string& labourer, std::vector<CapturedTask>& tasks
) {
    CapturedLabourer counts{.id = labourer};
    Found found;
    TRY(read_open(labourer, found, counts));
    TRY(read_waiting(labourer, found, counts));
    TRY(read_closed(labourer, found, counts));
    for (auto& [id, task] : found) {
        count(counts, task);
        tasks.push_back(std::move(task));
    }
    return counts;
}

Result<void> TaskReader::read_open(
    const std::string& labourer, Found& found, CapturedLabourer& counts
) {
    const std::int64_t now = epoch_seconds(clock_.now());
    for (Task& task : TRY(store_.query(labourer, {}, TaskFilter::Any))) {
        if (!task.item.contains(store_.fields().created_at)) {  // hidden by the index (M29)
            std::optional<Item> whole = TRY(store_.get(task.task_id));
            if (!whole) {
                continue;
            }
            task = to_task(*std::move(whole), store_.fields());
        }
        const bool invoked =
            task.attempts_made() > 0 && task.greenfield &&
            AttributeValue{AttributeValue::Variant{*task.greenfield}}.as_double().value_or(0) >=
                static_cast<double>(now);
        const TaskFate fate = task.completed_at ? TaskFate::Completed
                              : invoked         ? TaskFate::Running
                                                : TaskFate::Queued;
        add(std::move(task.item), fate, found, counts);
    }
    return {};
}

Result<void> TaskReader::read_waiting(
    const std::string& labourer, Found& found, CapturedLabourer& counts
) {
    for (Task& task : TRY(store_.query_due(labourer, kAnyTime, kAnyTime))) {
        const TaskFate fate = task.completed_at ? TaskFate::Completed : TaskFate::WaitingForRetry;
        add(std::move(task.item), fate, found, counts);
    }
    return {};
}

Result<void> TaskReader::read_closed(
    const std::string& labourer, Found& found, CapturedLabourer& counts
) {
    for (const bool completed : {true, false}) {
        // What was created in the span was closed in it, or later.
        std::vector<Item> shown = TRY(
            store_.query_closed_since(status_key(labourer, completed), epoch_seconds(span_.from))
        );
        for (Item& item : TRY(whole_closed(std::move(shown)))) {
            add(std::move(item), completed ? TaskFate::Completed : TaskFate::Failed, found, counts);
        }
    }
    return {};
}

Result<std::vector<Item>> TaskReader::whole_closed(std::vector<Item> shown) {
    const FieldNames& fields = store_.fields();
    std::vector<Item> whole;
    std::vector<Item> keys;
    for (Item& item : shown) {
        if (item.contains(fields.created_at) && item.contains(fields.payload)) {
            whole.push_back(std::move(item));
            continue;
        }
        const AttributeValue* id = item.find(fields.task_id);
        ENSURE(id != nullptr);  // an index shows the key of its table
        keys.push_back({{fields.task_id, *id}});
        if (keys.size() == kBatchMax) {
            TRY(get_batch(std::exchange(keys, {}), whole));
        }
    }
    if (!keys.empty()) {
        TRY(get_batch(std::move(keys), whole));
    }
    return whole;
}

Result<void> TaskReader::get_batch(std::vector<Item> keys, std::vector<Item>& items) {
    BatchGetItemInput input;
    input.request_items.emplace_back(
        config_.sosw_closed_tasks_table, KeysAndAttributes{.keys = std::move(keys)}
    );
    Duration pause = kFirstPause;
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
        BatchGetItemOutput output = TRY(dynamo_db_.batch_get_item(input));
        for (auto& [table, found] : output.responses) {
            std::ranges::move(found, std::back_inserter(items));
        }
        if (output.unprocessed_keys.empty()) {
            return {};
        }
        input.request_items = std::move(output.unprocessed_keys);
        clock_.sleep_for(pause);
        pause *= 2;
    }
    return fail(
        ErrorCode::Throttled,
        "ProvisionedThroughputExceededException",
        "The table " + config_.sosw_closed_tasks_table +
            " has too little read capacity for its items to be read; try again later, or a shorter "
            "span"
    );
}

void TaskReader::add(Item item, TaskFate fate, Found& found, CapturedLabourer& counts) const {
    const std::optional<Timestamp> created = created_at(item, store_.fields());
    if (!created) {
        ++counts.undated;
        return;
    }
    if (!span_.contains(*created)) {
        counts.earlier += *created < span_.from ? 1 : 0;
        return;
    }
    const Task task = to_task(std::move(item), store_.fields());
    CapturedTask captured{
        .task_id = task.task_id, .labourer = task.labourer_id, .created = *created, .fate = fate};
    captured.attempts = static_cast<std::int64_t>(task.attempts_made());
    if (fate == TaskFate::Completed) {
        captured.duration = duration_of(task);
    }
    if (payloads_ == Payloads::Keep) {
        captured.payload = to_json(stored_payload(task.item, config_.dynamo_db));
    }
    found.insert_or_assign(task.task_id, std::move(captured));
}

std::optional<Duration> TaskReader::duration_of(const Task& task) const {
    const AttributeValue* value = task.item.find(store_.fields().greenfield);
    const auto greenfield = value != nullptr ? value->as_int64() : std::nullopt;
    const std::int64_t delta = config_.greenfield_invocation_delta / std::chrono::seconds{1};
    if (!greenfield || !task.completed_at || *greenfield < delta) {
        return std::nullopt;  // completed while queued (M20): no invocation to measure from
    }
    const std::chrono::seconds duration{*task.completed_at - (*greenfield - delta)};
    return duration >= std::chrono::seconds::zero() ? std::optional{Duration{duration}}
                                                    : std::nullopt;
}

}  // namespace sosw::sim

#include "sim/live/execution_watch.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "core/essentials/worker_assistant.hpp"

namespace sosw::sim {

namespace {

constexpr std::size_t kBatchMax = 25;  // Of BatchWriteItem.

std::optional<CompletionResult> result_of(std::string_view word) {
    for (const CompletionResult result :
         {CompletionResult::MarkedCompleted,
          CompletionResult::ClosedFromRetry,
          CompletionResult::AlreadyClosed}) {
        if (word == to_string(result)) {
            return result;
        }
    }
    return std::nullopt;
}

sqlite::InvocationOutcome outcome_of(const ExecutionEntry& entry, bool timed_out) {
    if (timed_out) {
        return sqlite::InvocationOutcome::TimedOut;
    }
    return entry.failed ? sqlite::InvocationOutcome::Failed : sqlite::InvocationOutcome::Succeeded;
}

}  // namespace

ExecutionWatch::ExecutionWatch(World world) : world_{std::move(world)} {}

Result<void> ExecutionWatch::poll() {
    Result<std::vector<ExecutionEntry>> read_now = read();
    if (!read_now) {
        ++failures_;
        return fail(read_now.error());
    }
    std::vector<ExecutionEntry>& entries = *read_now;
    tell_late_ends(entries);
    take_for_timed_out(entries);
    for (const News& news : news_of(entries)) {
        news.is_end ? tell_end(*news.entry) : tell_start(*news.entry);
    }
    Result<void> cleaned = clean(entries);
    failures_ += cleaned ? 0 : 1;
    return cleaned;
}

Result<std::vector<ExecutionEntry>> ExecutionWatch::read() {
    std::vector<ExecutionEntry> entries;
    ScanInput scan{.table_name = world_.table, .consistent_read = true};
    do {
        ScanOutput page = TRY(world_.dynamo_db.scan(scan));
        for (const Item& item : page.items) {
            entries.push_back(to_entry(item));
        }
        scan.exclusive_start_key = std::move(page.last_evaluated_key);
    } while (scan.exclusive_start_key);
    return entries;
}

void ExecutionWatch::take_for_timed_out(std::vector<ExecutionEntry>& entries) {
    const Timestamp now = world_.clock.now();
    for (ExecutionEntry& entry : entries) {
        const FunctionModel* function = find_function(world_.scenario, entry.function);
        if (function == nullptr || entry.finished ||
            now < entry.started + function->timeout + world_.grace) {
            continue;
        }
        entry.finished = entry.started + function->timeout;
        entry.failed = true;
        timed_out_.emplace(entry.request_id, entry.execution);
    }
}

void ExecutionWatch::tell_late_ends(const std::vector<ExecutionEntry>& entries) {
    for (const ExecutionEntry& entry : entries) {
        const bool was_given_up =
            entry.finished && timed_out_.erase({entry.request_id, entry.execution}) > 0;
        if (was_given_up && entry.reported && world_.chronicle.read_payload(entry.event)) {
            tell_report(entry);
        }
        if (was_given_up && !entry.failed) {
            done_.insert(entry.request_id);
        }
    }
}

std::vector<ExecutionWatch::News> ExecutionWatch::news_of(const std::vector<ExecutionEntry>& entries
) const {
    std::vector<News> news;
    for (const ExecutionEntry& entry : entries) {
        const Key key{entry.request_id, entry.execution};
        if (!started_.contains(key)) {
            news.push_back({.at = entry.started, .entry = &entry});
        }
        if (entry.finished && !ended_.contains(key)) {
            news.push_back({.at = *entry.finished, .is_end = true, .entry = &entry});
        }
    }
    std::ranges::stable_sort(news, {}, &News::at);
    return news;
}

std::string_view ExecutionWatch::id_of(const ExecutionEntry& entry) const {
    const auto other = ids_.find({entry.request_id, entry.execution});
    return other != ids_.end() ? other->second : std::string_view{entry.request_id};
}

sqlite::InvocationEvent ExecutionWatch::event_of(const ExecutionEntry& entry, Timestamp at) const {
    const Execution* execution = execution_of(entry);
    return {
        .request_id = id_of(entry),
        .function_name = entry.function,
        .attempt = static_cast<int>(entry.execution),
        .accepted_at = execution != nullptr ? execution->accepted : entry.started,
        .at = at,
        .payload = entry.event};
}

Timestamp ExecutionWatch::after_acceptance(const ExecutionEntry& entry, Timestamp at) const {
    const Execution* execution = execution_of(entry);
    return execution != nullptr ? std::max(at, execution->accepted) : at;
}

void ExecutionWatch::tell_start(const ExecutionEntry& entry) {
    started_.emplace(entry.request_id, entry.execution);
    const Execution* known = world_.executions.find(entry.request_id);
    const bool again = known != nullptr ? known->phase == ExecutionPhase::Running
                                        : done_.contains(entry.request_id);
    if (again) {
        ids_[{entry.request_id, entry.execution}] =
            fmt::format("{}/{}", entry.request_id, entry.execution);
    }
    if (again || known == nullptr) {
        const Chronicle::LateScope late{world_.chronicle, entry.started};
        world_.executions.found(
            event_of(entry, entry.started),
            again ? ExecutionLog::Unseen::DeliveredAgain : ExecutionLog::Unseen::ReplyLost
        );
    }
    const Timestamp at = after_acceptance(entry, entry.started);
    const Chronicle::LateScope late{world_.chronicle, at};
    world_.executions.started(event_of(entry, at));
    execution_of(entry)->cold_start = entry.cold_start;
    for (sqlite::LambdaObserver* metric : world_.metrics) {
        metric->started(event_of(entry, world_.events.now()));
    }
}

void ExecutionWatch::tell_end(const ExecutionEntry& entry) {
    const Key key{entry.request_id, entry.execution};
    ENSURE(started_.contains(key) && entry.finished);
    ended_.insert(key);
    const Timestamp started = after_acceptance(entry, entry.started);
    const Timestamp at = std::max(started, *entry.finished);
    const sqlite::InvocationOutcome outcome = outcome_of(entry, timed_out_.contains(key));
    const Duration duration = at - started;
    const sqlite::InvocationEvent event = event_of(entry, at);
    const auto task = world_.chronicle.read_payload(entry.event);
    {
        const Chronicle::LateScope late{world_.chronicle, at};
        world_.executions.finished(event, outcome, duration, duration);
        if (outcome != sqlite::InvocationOutcome::Succeeded) {
            follow_failure(entry, event);
        }
    }
    if (outcome == sqlite::InvocationOutcome::Succeeded) {
        done_.insert(entry.request_id);
    }
    for (sqlite::LambdaObserver* metric : world_.metrics) {
        metric->finished(event_of(entry, world_.events.now()), outcome, duration, duration);
    }
    if (task && entry.reported) {
        tell_report(entry);
    }
}

void ExecutionWatch::follow_failure(
    const ExecutionEntry& entry, const sqlite::InvocationEvent& event
) {
    const FunctionModel* function = find_function(world_.scenario, entry.function);
    const int retries = function != nullptr ? function->maximum_retry_attempts : 0;
    if (entry.execution <= retries) {
        world_.executions.retried(event, event.at);
        return;
    }
    world_.executions.dropped(event, sqlite::DropReason::RetryAttemptsExhausted);
    done_.insert(entry.request_id);
}

void ExecutionWatch::tell_report(const ExecutionEntry& entry) {
    Chronicle& chronicle = world_.chronicle;
    const TaskManagerConfig& config = world_.scenario.config.orchestrator.task_manager;
    const FieldNames& fields = config.dynamo_db.field_names;
    const TaskNumber task = chronicle.read_payload(entry.event)->task;
    if (inferred_.erase(task) > 0) {
        return;  // It was told when the task was closed.
    }
    const LedgerTask& known = chronicle.ledger().task(task);
    const Item key{{fields.task_id, known.task_id}};
    const AttributeValue at = AttributeValue::number(epoch_seconds(*entry.reported));
    const Chronicle::LateScope late{chronicle, std::max(*entry.reported, *entry.finished)};
    const std::optional<CompletionResult> result = result_of(entry.report);
    chronicle.reporting(task, entry.request_id);
    if (result == CompletionResult::MarkedCompleted) {
        chronicle.updated(key, {{fields.completed_at, at}});
    } else if (result == CompletionResult::ClosedFromRetry) {
        Item closed = key;
        closed.set(fields.completed_at, at);
        closed.set(
            fields.attempts, AttributeValue::number(static_cast<std::int64_t>(known.attempts))
        );
        chronicle.moved(
            config.sosw_retry_tasks_table, config.sosw_closed_tasks_table, closed, std::nullopt
        );
    }
    if (result) {
        chronicle.reported(task, entry.request_id, *result);
    } else {
        chronicle.reported(
            task,
            entry.request_id,
            fail(ErrorCode::Unavailable, "ReportRefused", entry.report_error)
        );
    }
}

void ExecutionWatch::before_close(TaskNumber task, const Item& item) {
    const FieldNames& fields =
        world_.scenario.config.orchestrator.task_manager.dynamo_db.field_names;
    const LedgerTask& known = world_.chronicle.ledger().task(task);
    (void)poll();  // What fails is counted; the item's word remains.
    const AttributeValue* completed = item.find(fields.completed_at);
    if (known.state == TaskState::Completed || completed == nullptr) {
        return;
    }
    inferred_.insert(task);
    const std::int64_t second = completed->as_int64().value_or(0);
    const Chronicle::LateScope late{
        world_.chronicle, std::max(from_epoch_seconds(second), known.invoked)};
    world_.chronicle.updated(
        {{fields.task_id, known.task_id}}, {{fields.completed_at, *completed}}
    );
}

Result<void> ExecutionWatch::clean(const std::vector<ExecutionEntry>& entries) {
    std::vector<WriteRequest> deletions;
    const auto flush = [&]() -> Result<void> {
        if (!deletions.empty()) {
            BatchWriteItemInput batch{.request_items = {}};
            batch.request_items.emplace_back(world_.table, std::move(deletions));
            deletions.clear();
            TRY(world_.dynamo_db.batch_write_item(batch));  // The rest is deleted next time.
        }
        return {};
    };
    for (const ExecutionEntry& entry : entries) {
        if (!done_.contains(entry.request_id) ||
            !ended_.contains({entry.request_id, entry.execution})) {
            continue;
        }
        deletions.emplace_back(DeleteRequest{.key = key_of(entry)});
        if (deletions.size() == kBatchMax) {
            TRY(flush());
        }
    }
    return flush();
}

}  // namespace sosw::sim

#include "core/tasks/task_store.hpp"

#include <utility>

#include "core/base/ensure.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw {

namespace {

AttributeValue number(const Number& value) { return AttributeValue::Variant{value}; }

const AttributeValue& value_of(const Item& item, const std::string& field) {
    const AttributeValue* value = item.find(field);
    ENSURE(value != nullptr);
    return *value;
}

void add_range(QueryInput& input, const GreenfieldRange& range) {
    using Kind = GreenfieldRange::Kind;
    auto& values = input.expression_attribute_values;
    switch (range.kind) {
        case Kind::All:
            return;
        case Kind::Below:
            input.key_condition_expression += " AND #greenfield < :high";
            break;
        case Kind::UpTo:
            input.key_condition_expression += " AND #greenfield <= :high";
            break;
        case Kind::From:
            input.key_condition_expression += " AND #greenfield >= :low";
            break;
        case Kind::Exactly:
            input.key_condition_expression += " AND #greenfield = :low";
            break;
        case Kind::Between:
            input.key_condition_expression += " AND #greenfield BETWEEN :low AND :high";
            break;
    }
    if (range.kind != Kind::Below && range.kind != Kind::UpTo) {
        values.emplace_back(":low", number(range.low));
    }
    if (range.kind == Kind::Below || range.kind == Kind::UpTo || range.kind == Kind::Between) {
        values.emplace_back(":high", number(range.high));
    }
}

/// Every task that sosw makes has both of these: an index that does not show them hides what the
/// filters look at (M29).
constexpr const char* kHidden =
    "(attribute_not_exists(#attempts) OR attribute_not_exists(#created_at))";

bool is_hidden(const Item& item, const FieldNames& fields) {
    return !item.contains(fields.attempts) || !item.contains(fields.created_at);
}

enum class Hidden { LetThrough, LeaveOut };

void add_filter(QueryInput& input, TaskFilter filter, Hidden hidden, const FieldNames& fields) {
    const bool through = hidden == Hidden::LetThrough;
    const std::string or_hidden = through ? std::string{" OR "} + kHidden : std::string{};
    switch (filter) {
        case TaskFilter::Any:
            return;
        case TaskFilter::Completed:
            input.filter_expression = "attribute_exists(#completed_at)" + or_hidden;
            break;
        case TaskFilter::NotCompleted:
            input.filter_expression = "attribute_not_exists(#completed_at)";
            break;
        case TaskFilter::InFlight:
            input.filter_expression =
                "attribute_not_exists(#completed_at) AND (#attempts > :zero" + or_hidden + ")";
            input.expression_attribute_values.emplace_back(":zero", AttributeValue::number(0));
            break;
    }
    input.expression_attribute_names.emplace_back("#completed_at", fields.completed_at);
    if (filter == TaskFilter::InFlight || (filter == TaskFilter::Completed && through)) {
        input.expression_attribute_names.emplace_back("#attempts", fields.attempts);
    }
    if (filter != TaskFilter::NotCompleted && through) {
        input.expression_attribute_names.emplace_back("#created_at", fields.created_at);
    }
}

/// What the filter says, of a whole item.
bool passes(TaskFilter filter, const Task& task, const FieldNames& fields) {
    const bool completed = task.item.contains(fields.completed_at);
    switch (filter) {
        case TaskFilter::Any:
            return true;
        case TaskFilter::Completed:
            return completed;
        case TaskFilter::NotCompleted:
            return !completed;
        case TaskFilter::InFlight:
            return !completed && task.attempts_made() > 0;
    }
    return false;
}

/// Hands each item to `take` until it says false; pages as long as the table has more.
template <typename Take>
Result<void> for_each_item(DynamoDb& dynamo_db, QueryInput& input, Take take) {
    for (;;) {
        QueryOutput page = TRY(dynamo_db.query(input));
        for (Item& item : page.items) {
            const bool more = TRY(take(std::move(item)));
            if (!more) {
                return {};
            }
        }
        if (!page.last_evaluated_key) {
            return {};
        }
        input.exclusive_start_key = std::move(page.last_evaluated_key);
    }
}

/// A cancelled transaction is a lost race only where a condition failed; a conflict or throttle is
/// the table's error.
Error as_lost_race_or_error(Error error) {
    const auto* cancelled = error.detail<TransactionCanceled>();
    if (cancelled == nullptr) {
        return error;
    }
    for (const TransactionCanceled::Reason& reason : cancelled->reasons) {
        if (reason.code != "None" && reason.code != "ConditionalCheckFailed") {
            error.code =
                reason.code == "ValidationError" || reason.code == "ItemCollectionSizeLimitExceeded"
                    ? ErrorCode::InvalidRequest
                    : ErrorCode::Throttled;
            error.message = reason.code + ": " + reason.message;
        }
    }
    return error;
}

}  // namespace

TaskStore::TaskStore(DynamoDb& dynamo_db, const TaskManagerConfig& config)
    : dynamo_db_{dynamo_db}, config_{config} {}

QueryInput TaskStore::greenfield_query(const std::string& labourer_id, const GreenfieldRange& range)
    const {
    QueryInput input{
        .table_name = config_.dynamo_db.table_name,
        .index_name = config_.dynamo_db.index_greenfield,
        .key_condition_expression = "#labourer_id = :labourer_id",
        .expression_attribute_names = {{"#labourer_id", fields().labourer_id}},
        .expression_attribute_values = {{":labourer_id", labourer_id}}};
    if (range.kind != GreenfieldRange::Kind::All) {
        input.expression_attribute_names.emplace_back("#greenfield", fields().greenfield);
    }
    add_range(input, range);
    return input;
}

Result<std::vector<Task>> TaskStore::query(
    const std::string& labourer_id,
    const GreenfieldRange& range,
    TaskFilter filter,
    std::optional<std::int64_t> limit,
    GreenfieldOrder order
) {
    std::vector<Task> tasks;
    if (limit && *limit <= 0) {
        return tasks;
    }
    QueryInput input = greenfield_query(labourer_id, range);
    add_filter(input, filter, Hidden::LetThrough, fields());
    input.scan_index_forward = order == GreenfieldOrder::OldestFirst;
    input.limit = limit;
    TRY(for_each_item(dynamo_db_, input, [&](Item&& item) -> Result<bool> {
        if (std::optional<Task> task = TRY(revealed(std::move(item), filter))) {
            tasks.push_back(*std::move(task));
        }
        return !limit || std::ssize(tasks) < *limit;
    }));
    return tasks;
}

Result<std::vector<Task>> TaskStore::query_front(
    const std::string& labourer_id,
    const GreenfieldRange& range,
    TaskFilter filter,
    std::int64_t examined
) {
    QueryInput input = greenfield_query(labourer_id, range);
    add_filter(input, filter, Hidden::LetThrough, fields());
    input.limit = examined;
    QueryOutput page = TRY(dynamo_db_.query(input));
    std::vector<Task> tasks;
    for (Item& item : page.items) {
        if (std::optional<Task> task = TRY(revealed(std::move(item), filter))) {
            tasks.push_back(*std::move(task));
        }
    }
    return tasks;
}

Result<std::optional<Task>> TaskStore::revealed(Item item, TaskFilter filter) {
    Task shown = to_task(std::move(item), fields());
    if (filter == TaskFilter::Any || !is_hidden(shown.item, fields())) {
        return shown;
    }
    std::optional<Item> whole = TRY(get(shown.task_id));
    if (!whole) {
        return std::nullopt;
    }
    Task task = to_task(*std::move(whole), fields());
    const bool belongs = task.greenfield == shown.greenfield && passes(filter, task, fields());
    return belongs ? std::optional{std::move(task)} : std::nullopt;
}

Result<std::int64_t> TaskStore::count(
    const std::string& labourer_id, const GreenfieldRange& range, TaskFilter filter
) {
    QueryInput input = greenfield_query(labourer_id, range);
    add_filter(input, filter, Hidden::LeaveOut, fields());
    input.select = Select::Count;
    std::int64_t total = 0;
    std::int64_t left_out = 0;
    for (;;) {
        QueryOutput page = TRY(dynamo_db_.query(input));
        total += page.count;
        left_out += page.scanned_count - page.count;
        if (!page.last_evaluated_key) {
            break;
        }
        input.exclusive_start_key = std::move(page.last_evaluated_key);
    }
    // Invoked tasks have attempts: none passed although some are there, so the index may hide them.
    if (filter == TaskFilter::InFlight && total == 0 && left_out > 0) {
        return count_hidden(labourer_id, range);
    }
    return total;
}

Result<std::int64_t> TaskStore::count_hidden(
    const std::string& labourer_id, const GreenfieldRange& range
) {
    QueryInput input = greenfield_query(labourer_id, range);
    input.filter_expression = kHidden;
    input.expression_attribute_names.emplace_back("#attempts", fields().attempts);
    input.expression_attribute_names.emplace_back("#created_at", fields().created_at);
    std::int64_t total = 0;
    TRY(for_each_item(dynamo_db_, input, [&](Item&& item) -> Result<bool> {
        const std::optional<Task> task = TRY(revealed(std::move(item), TaskFilter::InFlight));
        total += task ? 1 : 0;
        return true;
    }));
    return total;
}

Result<std::optional<Number>> TaskStore::edge(
    const std::string& labourer_id, const GreenfieldRange& range, GreenfieldOrder order
) {
    QueryInput input = greenfield_query(labourer_id, range);
    input.projection_expression = "#greenfield";
    input.scan_index_forward = order == GreenfieldOrder::OldestFirst;
    input.limit = 1;
    const QueryOutput page = TRY(dynamo_db_.query(input));
    if (page.items.empty()) {
        return std::nullopt;
    }
    const auto* greenfield = value_of(page.items.front(), fields().greenfield).get_if<Number>();
    ENSURE(greenfield != nullptr);  // an index holds no item whose key has another type
    return *greenfield;
}

Result<std::vector<Task>> TaskStore::query_due(
    const std::string& labourer_id, std::int64_t now_seconds, std::int64_t limit
) {
    std::vector<Task> tasks;
    if (limit <= 0) {
        return tasks;
    }
    QueryInput input{
        .table_name = config_.sosw_retry_tasks_table,
        .index_name = config_.sosw_retry_tasks_greenfield_index,
        .key_condition_expression = "#labourer_id = :labourer_id AND #desired_launch_time <= :now",
        .expression_attribute_names =
            {{"#labourer_id", fields().labourer_id},
             {"#desired_launch_time", fields().desired_launch_time}},
        .expression_attribute_values =
            {{":labourer_id", labourer_id}, {":now", AttributeValue::number(now_seconds)}},
        .limit = limit};
    TRY(for_each_item(dynamo_db_, input, [&](Item&& item) -> Result<bool> {
        tasks.push_back(to_task(std::move(item), fields()));
        return std::ssize(tasks) < limit;
    }));
    return tasks;
}

Result<std::vector<Item>> TaskStore::query_closed(
    const std::string& status_key, std::int64_t limit
) {
    std::vector<Item> items;
    if (limit <= 0) {
        return items;
    }
    QueryInput input{
        .table_name = config_.sosw_closed_tasks_table,
        .index_name = config_.sosw_closed_tasks_labourer_index,
        .key_condition_expression = "#status = :status",
        .expression_attribute_names = {{"#status", fields().labourer_id_task_status}},
        .expression_attribute_values = {{":status", status_key}},
        .limit = limit,
        .scan_index_forward = false};
    TRY(for_each_item(dynamo_db_, input, [&](Item&& item) -> Result<bool> {
        items.push_back(std::move(item));
        return std::ssize(items) < limit;
    }));
    return items;
}

Result<std::vector<Item>> TaskStore::query_closed_since(
    const std::string& status_key, std::int64_t closed_at
) {
    std::vector<Item> items;
    QueryInput input{
        .table_name = config_.sosw_closed_tasks_table,
        .index_name = config_.sosw_closed_tasks_labourer_index,
        .key_condition_expression = "#status = :status AND #closed_at >= :closed_at",
        .expression_attribute_names =
            {{"#status", fields().labourer_id_task_status}, {"#closed_at", fields().closed_at}},
        .expression_attribute_values = {
            {":status", status_key}, {":closed_at", AttributeValue::number(closed_at)}}};
    TRY(for_each_item(dynamo_db_, input, [&](Item&& item) -> Result<bool> {
        items.push_back(std::move(item));
        return true;
    }));
    return items;
}

Result<std::optional<Item>> TaskStore::get(const std::string& task_id) {
    return TRY(dynamo_db_.get_item({
                   .table_name = config_.dynamo_db.table_name,
                   .key = {{fields().task_id, task_id}},
                   .consistent_read = true,
               }))
        .item;
}

Result<std::optional<Item>> TaskStore::get_retry(
    const std::string& labourer_id, const std::string& task_id
) {
    return TRY(dynamo_db_.get_item({
                   .table_name = config_.sosw_retry_tasks_table,
                   .key = {{fields().labourer_id, labourer_id}, {fields().task_id, task_id}},
                   .consistent_read = true,
               }))
        .item;
}

Result<std::optional<Item>> TaskStore::get_closed(const std::string& task_id) {
    return TRY(dynamo_db_.get_item({
                   .table_name = config_.sosw_closed_tasks_table,
                   .key = {{fields().task_id, task_id}},
                   .consistent_read = true,
               }))
        .item;
}

PutItemInput TaskStore::put_if_new(Item item) const {
    return {
        .table_name = config_.dynamo_db.table_name,
        .item = std::move(item),
        .condition_expression = "attribute_not_exists(#task_id)",
        .expression_attribute_names = {{"#task_id", fields().task_id}},
    };
}

Result<void> TaskStore::put_new(Item item) {
    TRY(dynamo_db_.put_item(put_if_new(std::move(item))));
    return {};
}

Result<void> TaskStore::put_all_new(std::vector<Item> items) {
    TransactWriteItemsInput input;
    input.transact_items.reserve(items.size());
    for (Item& item : items) {
        input.transact_items.emplace_back(put_if_new(std::move(item)));
    }
    return transact(input);
}

Result<void> TaskStore::put_unknown(Item item) {
    const auto key_of = [&](std::initializer_list<const std::string*> names) {
        Item key;
        for (const std::string* name : names) {
            const AttributeValue* value = item.find(*name);
            ENSURE(value != nullptr);
            key.append(*name, *value);
        }
        return key;
    };
    const auto absent = [&](const std::string& table, Item key) {
        return ConditionCheck{
            .table_name = table,
            .key = std::move(key),
            .condition_expression = "attribute_not_exists(#task_id)",
            .expression_attribute_names = {{"#task_id", fields().task_id}}};
    };
    TransactWriteItemsInput input;
    input.transact_items.reserve(3);
    input.transact_items.emplace_back(
        absent(config_.sosw_closed_tasks_table, key_of({&fields().task_id}))
    );
    input.transact_items.emplace_back(
        absent(config_.sosw_retry_tasks_table, key_of({&fields().labourer_id, &fields().task_id}))
    );
    input.transact_items.emplace_back(put_if_new(std::move(item)));
    return transact(input);
}

Result<void> TaskStore::mark_invoked(const Task& task, const Number& invoked) {
    ENSURE(task.greenfield.has_value());
    UpdateItemInput input{
        .table_name = config_.dynamo_db.table_name,
        .key = {{fields().task_id, task.task_id}},
        .update_expression = "SET #greenfield = :invoked, #attempts = :attempts",
        .condition_expression = "#greenfield = :read AND attribute_not_exists(#completed_at) AND ",
        .expression_attribute_names =
            {{"#greenfield", fields().greenfield},
             {"#attempts", fields().attempts},
             {"#completed_at", fields().completed_at}},
        .expression_attribute_values = {
            {":invoked", number(invoked)}, {":read", number(*task.greenfield)}}};
    if (const AttributeValue* attempts = task.item.find(fields().attempts)) {
        const auto* made = attempts->get_if<Number>();
        ENSURE(made != nullptr);  // an invalid item is never marked
        input.condition_expression += "#attempts = :made";
        input.expression_attribute_values.emplace_back(":made", *attempts);
        input.expression_attribute_values.emplace_back(
            ":attempts", AttributeValue::number(TRY(add_numbers(made->text, "1")))
        );
    } else {
        input.condition_expression += "attribute_not_exists(#attempts)";
        input.expression_attribute_values.emplace_back(":attempts", AttributeValue::number(1));
    }
    TRY(dynamo_db_.update_item(input));
    return {};
}

Result<void> TaskStore::take_back(const Task& task, const Number& invoked) {
    ENSURE(task.greenfield.has_value());
    UpdateItemInput input{
        .table_name = config_.dynamo_db.table_name,
        .key = {{fields().task_id, task.task_id}},
        .update_expression = "SET #greenfield = :before",
        .condition_expression =
            "#greenfield = :invoked AND #attempts = :set AND attribute_not_exists(#completed_at)",
        .expression_attribute_names =
            {{"#greenfield", fields().greenfield},
             {"#attempts", fields().attempts},
             {"#completed_at", fields().completed_at}},
        .expression_attribute_values = {
            {":invoked", number(invoked)}, {":before", number(*task.greenfield)}}};
    std::string set = "1";
    if (const AttributeValue* attempts = task.item.find(fields().attempts)) {
        set = TRY(add_numbers(attempts->get_if<Number>()->text, "1"));
        input.update_expression += ", #attempts = :attempts";
        input.expression_attribute_values.emplace_back(":attempts", *attempts);
    } else {
        input.update_expression += " REMOVE #attempts";
    }
    input.expression_attribute_values.emplace_back(":set", AttributeValue::number(set));
    TRY(dynamo_db_.update_item(input));
    return {};
}

Result<void> TaskStore::complete(
    const std::string& task_id,
    const CompletionFields& completion,
    std::optional<double> expected_attempts
) {
    // An item without a labourer is a ghost left by an older writer, not a task (M19).
    UpdateItemInput input{
        .table_name = config_.dynamo_db.table_name,
        .key = {{fields().task_id, task_id}},
        .update_expression = "SET ",
        .condition_expression = "attribute_exists(#labourer_id)",
        .expression_attribute_names = {{"#labourer_id", fields().labourer_id}},
        .on_condition_check_failure = ReturnValuesOnConditionCheckFailure::AllOld};
    if (expected_attempts) {
        input.condition_expression += " AND #attempts = :expected";
        input.expression_attribute_names.emplace_back("#attempts", fields().attempts);
        input.expression_attribute_values.emplace_back(
            ":expected", AttributeValue::number(static_cast<std::int64_t>(*expected_attempts))
        );
    }
    std::size_t index = 0;
    for (const Attribute& field : completion) {
        const std::string suffix = std::to_string(index);
        input.update_expression.append(index == 0 ? "#f" : ", #f").append(suffix);
        input.update_expression.append(" = :v").append(suffix);
        input.expression_attribute_names.emplace_back("#f" + suffix, field.name);
        input.expression_attribute_values.emplace_back(":v" + suffix, field.value);
        ++index;
    }
    TRY(dynamo_db_.update_item(input));
    return {};
}

DeleteItemInput TaskStore::delete_as_read(const Task& task) const {
    DeleteItemInput input{
        .table_name = config_.dynamo_db.table_name,
        .key = {{fields().task_id, task.task_id}},
        .condition_expression = "attribute_exists(#task_id) AND ",
        .expression_attribute_names = {
            {"#task_id", fields().task_id}, {"#completed_at", fields().completed_at}}};
    if (task.greenfield) {
        input.condition_expression += "#greenfield = :greenfield AND ";
        input.expression_attribute_names.emplace_back("#greenfield", fields().greenfield);
        input.expression_attribute_values.emplace_back(":greenfield", number(*task.greenfield));
    }
    if (const AttributeValue* completed_at = task.item.find(fields().completed_at)) {
        input.condition_expression += "#completed_at = :completed_at";
        input.expression_attribute_values.emplace_back(":completed_at", *completed_at);
    } else {
        input.condition_expression += "attribute_not_exists(#completed_at)";
    }
    return input;
}

DeleteItemInput TaskStore::delete_retry_as_read(const Item& retry) const {
    return {
        .table_name = config_.sosw_retry_tasks_table,
        .key =
            {{fields().labourer_id, value_of(retry, fields().labourer_id)},
             {fields().task_id, value_of(retry, fields().task_id)}},
        .condition_expression = "#desired_launch_time = :desired_launch_time",
        .expression_attribute_names = {{"#desired_launch_time", fields().desired_launch_time}},
        .expression_attribute_values = {
            {":desired_launch_time", value_of(retry, fields().desired_launch_time)}}};
}

Result<void> TaskStore::transact(DeleteItemInput remove, PutItemInput put) {
    TransactWriteItemsInput input;
    input.transact_items.reserve(2);  // A list of initial values would copy the items.
    input.transact_items.emplace_back(std::move(remove));
    input.transact_items.emplace_back(std::move(put));
    return transact(input);
}

Result<void> TaskStore::transact(const TransactWriteItemsInput& input) {
    const Result<TransactWriteItemsOutput> done = dynamo_db_.transact_write_items(input);
    if (!done) {
        return fail(as_lost_race_or_error(done.error()));
    }
    return {};
}

Result<void> TaskStore::move_to_closed(const Task& as_read, Item closed) {
    return transact(
        delete_as_read(as_read),
        {.table_name = config_.sosw_closed_tasks_table, .item = std::move(closed)}
    );
}

Result<void> TaskStore::move_to_retry(const Task& as_read, Item retry) {
    return transact(
        delete_as_read(as_read),
        {.table_name = config_.sosw_retry_tasks_table, .item = std::move(retry)}
    );
}

Result<void> TaskStore::move_to_queue(const Item& as_read, Item task) {
    return transact(
        delete_retry_as_read(as_read),
        {.table_name = config_.dynamo_db.table_name,
         .item = std::move(task),
         .condition_expression = "attribute_not_exists(#labourer_id)",  // absent, or a ghost
         .expression_attribute_names = {{"#labourer_id", fields().labourer_id}}}
    );
}

Result<void> TaskStore::move_retry_to_closed(const Item& as_read, Item closed) {
    return transact(
        delete_retry_as_read(as_read),
        {.table_name = config_.sosw_closed_tasks_table, .item = std::move(closed)}
    );
}

}  // namespace sosw

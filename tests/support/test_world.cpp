#include "tests/support/test_world.hpp"

#include <algorithm>
#include <utility>

#include "backends/sqlite/sosw_tables.hpp"
#include "core/base/ensure.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::test {

namespace {

CreateTableInput projecting_keys_only(CreateTableInput table) {
    for (auto* indexes : {&table.global_secondary_indexes, &table.local_secondary_indexes}) {
        for (SecondaryIndex& index : *indexes) {
            index.projection = {.type = ProjectionType::KeysOnly};
        }
    }
    return table;
}

}  // namespace

TestWorld::TestWorld(SoswConfig configuration, TestWorldOptions options)
    : config{std::move(configuration)} {
    for (const CreateTableInput& table : sqlite::sosw_tables(tasks_config())) {
        const Result<TableDescription> created = tables.create_table(
            options.projection == IndexProjection::KeysOnly ? projecting_keys_only(table) : table
        );
        ENSURE(created.has_value());
    }
    for (const LabourerConfig& labourer : tasks_config().labourers) {
        lambda.set_function(labourer.arn, std::chrono::seconds{300});
    }
}

std::string TestWorld::next_task_id() {
    const std::string number = std::to_string(++ids_given_);
    constexpr std::size_t kDigits = 4;
    return "task-" + std::string(kDigits - std::min(kDigits, number.size()), '0') + number;
}

void TestWorld::start_over() {
    const FieldNames& names = tasks_config().dynamo_db.field_names;
    const std::string& retry_table = tasks_config().sosw_retry_tasks_table;
    for (const std::string& table :
         {tasks_config().dynamo_db.table_name,
          retry_table,
          tasks_config().sosw_closed_tasks_table}) {
        for (const Item& item : items(table)) {
            Item key{{names.task_id, *item.find(names.task_id)}};
            if (table == retry_table) {
                key.set(names.labourer_id, *item.find(names.labourer_id));
            }
            const Result<DeleteItemOutput> deleted =
                tables.delete_item({.table_name = table, .key = std::move(key)});
            ENSURE(deleted.has_value());
        }
    }
    lambda.invocations.clear();
    sns.published.clear();
    cloud_watch.calls.clear();
    ids_given_ = 0;
}

std::string TestWorld::create_task(const std::string& labourer, const CreateTaskInput& input) {
    Processors processors{*this, tables};
    const Result<std::string> id = processors.tasks.create_task(labourer, input);
    ENSURE(id.has_value());
    return *id;
}

std::vector<std::string> TestWorld::create_tasks(int count, const std::string& labourer) {
    std::vector<std::string> ids;
    ids.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        ids.push_back(create_task(labourer));
    }
    return ids;
}

OrchestratorPass TestWorld::orchestrate() { return Processors{*this}.orchestrator.run_once(); }

ScavengerPass TestWorld::scavenge() { return Processors{*this}.scavenger.run_once(); }

Result<CompletionResult> TestWorld::report(const CompletionInput& input) {
    return Processors{*this}.assistant.mark_task_as_completed(input);
}

Result<CompletionResult> TestWorld::complete(const std::string& task_id) {
    return report({.task_id = task_id});
}

void TestWorld::put(const std::string& table, Item item) {
    const Result<PutItemOutput> done =
        tables.put_item({.table_name = table, .item = std::move(item)});
    ENSURE(done.has_value());
}

Item TestWorld::task_item(const std::string& task_id, const Map& fields) const {
    const FieldNames& names = tasks_config().dynamo_db.field_names;
    Item item{
        {names.task_id, task_id},
        {names.labourer_id, kLabourer},
        {names.created_at, AttributeValue::number(now())},
        {names.greenfield, AttributeValue::number(2000)},
        {names.attempts, AttributeValue::number(0)},
        {names.payload, "{}"}};
    for (const Attribute& field : fields) {
        item.set(field.name, field.value);
    }
    return item;
}

std::vector<Item> TestWorld::items(const std::string& table) {
    std::vector<Item> items;
    ScanInput input{.table_name = table};
    for (;;) {
        Result<ScanOutput> page = tables.scan(input);
        ENSURE(page.has_value());
        for (Item& item : page->items) {
            items.push_back(std::move(item));
        }
        if (!page->last_evaluated_key) {
            return items;
        }
        input.exclusive_start_key = page->last_evaluated_key;
    }
}

std::vector<std::string> TestWorld::ids(const std::string& table) {
    std::vector<std::string> ids;
    for (const Item& item : items(table)) {
        ids.push_back(text_of(item, tasks_config().dynamo_db.field_names.task_id));
    }
    return ids;
}

std::vector<std::string> TestWorld::ids_in_tasks() {
    return ids(tasks_config().dynamo_db.table_name);
}
std::vector<std::string> TestWorld::ids_in_retry() {
    return ids(tasks_config().sosw_retry_tasks_table);
}
std::vector<std::string> TestWorld::ids_in_closed() {
    return ids(tasks_config().sosw_closed_tasks_table);
}

Item TestWorld::find(const std::string& table, const std::string& task_id) {
    for (Item& item : items(table)) {
        if (text_of(item, tasks_config().dynamo_db.field_names.task_id) == task_id) {
            return std::move(item);
        }
    }
    return {};
}

Item TestWorld::task(const std::string& task_id) {
    return find(tasks_config().dynamo_db.table_name, task_id);
}
Item TestWorld::retry(const std::string& task_id) {
    return find(tasks_config().sosw_retry_tasks_table, task_id);
}
Item TestWorld::closed(const std::string& task_id) {
    return find(tasks_config().sosw_closed_tasks_table, task_id);
}

Processors::Processors(TestWorld& world, DynamoDb& dynamo_db)
    : ecology{world.clock, world.cloud_watch, world.lambda, world.memory},
      tasks{
          world.clock,
          [&world] { return world.next_task_id(); },
          dynamo_db,
          world.lambda,
          ecology,
          world.config.task_manager},
      orchestrator{world.clock, tasks, world.config.orchestrator},
      scavenger{world.clock, tasks, world.sns, world.config.scavenger},
      assistant{world.clock, dynamo_db, world.config.task_manager} {}

Labourer Processors::labourer(const std::string& id) {
    std::optional<Labourer> found = tasks.register_labourer(id);
    ENSURE(found.has_value());
    return *std::move(found);
}

std::int64_t number_of(const Item& item, const std::string& field) {
    const AttributeValue* value = item.find(field);
    return value != nullptr ? value->as_int64().value_or(-1) : -1;
}

std::string text_of(const Item& item, const std::string& field) {
    const AttributeValue* value = item.find(field);
    return value != nullptr ? std::string{value->as_string().value_or("")} : std::string{};
}

std::vector<std::string> ids_of(const std::vector<Task>& tasks) {
    std::vector<std::string> ids;
    ids.reserve(tasks.size());
    for (const Task& task : tasks) {
        ids.push_back(task.task_id);
    }
    return ids;
}

Map decoded(const std::string& json) {
    Result<AttributeValue> value = parse_json(json);
    ENSURE(value.has_value());
    const Map* object = value->get_if<Map>();
    ENSURE(object != nullptr);
    return *object;
}

}  // namespace sosw::test

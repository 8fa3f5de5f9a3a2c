#include "tests/golden/golden_world.hpp"

#include <algorithm>
#include <cmath>

#include "backends/sqlite/sosw_tables.hpp"
#include "core/base/ensure.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::golden {

std::string RecordedIds::next() {
    if (ids_.empty()) {
        return "unexpected-" + std::to_string(++unexpected_);
    }
    std::string id = std::move(ids_.front());
    ids_.pop_front();
    return id;
}

GoldenWorld::GoldenWorld(const TaskManagerConfig& config, Reach reach)
    : aws_way{reach == Reach::OverAwsWire ? std::make_unique<AwsWay>(clock, tables, metrics) : nullptr},
      dynamo_db{aws_way ? aws_way->dynamo_db() : tables},
      cloud_watch{aws_way ? aws_way->cloud_watch() : metrics},
      payload_field_{config.dynamo_db.field_names.payload} {
    const Result<void> created = sqlite::create_sosw_tables(dynamo_db, config);
    ENSURE(created.has_value());
}

List GoldenWorld::dump(const std::string& table) {
    List items;
    ScanInput input{.table_name = table};
    for (;;) {
        Result<ScanOutput> page = dynamo_db.scan(input);
        ENSURE(page.has_value());
        for (Item& item : page->items) {
            if (const AttributeValue* payload = item.find(payload_field_)) {
                const auto text = payload->as_string();
                Result<AttributeValue> decoded = parse_json(text.value_or(""));
                item.set("@payload", decoded ? *std::move(decoded) : *payload);
            }
            items.emplace_back(AttributeValue::Variant{std::move(item)});
        }
        if (!page->last_evaluated_key) {
            break;
        }
        input.exclusive_start_key = page->last_evaluated_key;
    }
    const auto key = [](const AttributeValue& item) {
        const auto text = [&](const char* name) {
            const AttributeValue* value = item.get_if<Map>()->find(name);
            return std::string{value != nullptr ? value->as_string().value_or("") : ""};
        };
        return std::pair{text("task_id"), text("labourer_id")};
    };
    const bool retry = table == "sosw_retry_tasks";  // sorted by labourer first
    std::ranges::sort(items, {}, [&](const AttributeValue& item) {
        auto [task, labourer] = key(item);
        return retry ? std::pair{labourer, task} : std::pair{task, std::string{}};
    });
    return items;
}

Map GoldenWorld::dump_all() {
    Map dumped;
    for (const char* table : {"sosw_tasks", "sosw_retry_tasks", "sosw_closed_tasks"}) {
        dumped.append(table, AttributeValue::Variant{dump(table)});
    }
    return dumped;
}

Timestamp to_timestamp(const AttributeValue& seconds) {
    const double value = seconds.as_double().value_or(0);
    return Timestamp{Duration{std::llround(value * 1e6)}};
}

AttributeValue from_timestamp(Timestamp at) {
    return AttributeValue::number(epoch_seconds_text(at));
}

}  // namespace sosw::golden

#include "sim/live/execution_entry.hpp"

#include <string_view>

namespace sosw::sim {

namespace {

AttributeValue number(Timestamp at) { return AttributeValue::number(epoch_microseconds(at)); }

std::string text_of(const Item& item, std::string_view name) {
    const AttributeValue* value = item.find(name);
    return std::string{value != nullptr ? value->as_string().value_or("") : std::string_view{}};
}

std::optional<std::int64_t> integer_of(const Item& item, std::string_view name) {
    const AttributeValue* value = item.find(name);
    return value != nullptr ? value->as_int64() : std::nullopt;
}

std::optional<Timestamp> time_of(const Item& item, std::string_view name) {
    const auto us = integer_of(item, name);
    return us ? std::optional{from_epoch_microseconds(*us)} : std::nullopt;
}

}  // namespace

CreateTableInput executions_table(const std::string& name) {
    return {
        .table_name = name,
        .attribute_definitions =
            {{.attribute_name = "request_id"},
             {.attribute_name = "execution", .attribute_type = ScalarType::Number}},
        .key_schema = {.hash = "request_id", .range = "execution"}};
}

Item key_of(const ExecutionEntry& entry) {
    return {
        {"request_id", entry.request_id}, {"execution", AttributeValue::number(entry.execution)}};
}

Item to_item(const ExecutionEntry& entry) {
    Item item = key_of(entry);
    item.set("function", entry.function);
    item.set("event", entry.event);
    item.set("started_us", number(entry.started));
    item.set("cold_start", AttributeValue::number(entry.cold_start ? 1 : 0));
    if (entry.finished) {
        item.set("finished_us", number(*entry.finished));
        item.set("failed", AttributeValue::number(entry.failed ? 1 : 0));
    }
    if (entry.reported) {
        item.set("reported_us", number(*entry.reported));
        item.set("report", entry.report);
        item.set("report_error", entry.report_error);
    }
    return item;
}

ExecutionEntry to_entry(const Item& item) {
    return {
        .request_id = text_of(item, "request_id"),
        .execution = integer_of(item, "execution").value_or(1),
        .function = text_of(item, "function"),
        .event = text_of(item, "event"),
        .started = time_of(item, "started_us").value_or(Timestamp{}),
        .cold_start = integer_of(item, "cold_start") == 1,
        .finished = time_of(item, "finished_us"),
        .failed = integer_of(item, "failed") == 1,
        .reported = time_of(item, "reported_us"),
        .report = text_of(item, "report"),
        .report_error = text_of(item, "report_error")};
}

}  // namespace sosw::sim

#include "backends/sqlite/time_to_live.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>
#include <vector>

#include "backends/sqlite/dynamo_engine.hpp"
#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/table_lifecycle.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kOldest = std::chrono::seconds{std::chrono::days{5 * 365}}.count();

bool expires_items(const TableRecord& record, Timestamp now) {
    return record.time_to_live.enabled && record.time_to_live.settled_at <= now &&
           has_items(record, now);
}

/// When the item expires, in seconds; `kNever` where it does not.
std::int64_t expiry_of(std::string_view blob, const std::string& attribute, std::int64_t now) {
    const StoredValue stored = find_stored(blob, attribute);
    std::int64_t at = stored.integer;
    if (stored.kind == StoredValue::Kind::Absent || stored.kind == StoredValue::Kind::Text) {
        return kNever;
    }
    if (stored.kind == StoredValue::Kind::Other) {
        const auto value = decode_attribute(blob, attribute);
        at = value->is<Number>() ? value->as_int64().value_or(kNever) : kNever;
    }
    return at < now - kOldest ? kNever : at;
}

Item key_of(const DynamoTable& table, const Item& item) {
    Item key;
    for (std::size_t column = 0; column < table.primary_columns(); ++column) {
        const std::string& name = table.columns()[column].attribute;
        const AttributeValue* value = item.find(name);
        ENSURE(value != nullptr);
        key.append(name, *value);
    }
    return key;
}

void expire(DynamoEngine& engine, DynamoTable& table, const std::vector<std::string>& items) {
    if (items.empty()) {
        return;
    }
    WriteScope scope{engine.database};
    for (const std::string& blob : items) {
        const Item key = key_of(table, decode_item(blob));
        engine.plan.restart(table);
        const Result<void> planned = plan_delete_item(key, engine.plan);
        ENSURE(planned.has_value());
        apply(engine.plan);
    }
    scope.commit();
}

}  // namespace

TimeToLiveSweeper::TimeToLiveSweeper(SqliteDynamoDb& tables) : engine_{*tables.engine_} {}

bool TimeToLiveSweeper::has_work() const {
    return std::ranges::any_of(engine_.catalog.tables(), [](const auto& entry) {
        return entry.second->record().time_to_live.enabled;
    });
}

bool TimeToLiveSweeper::sweep(std::int64_t rows) {
    const auto& tables = engine_.catalog.tables();
    for (auto next = tables.lower_bound(at_); next != tables.end(); ++next) {
        if (rows <= 0) {
            at_ = next->first;
            return false;
        }
        if (!expires_items(next->second->record(), engine_.clock.now())) {
            walks_.erase(next->first);
            continue;
        }
        const TableRecord& record = next->second->record();
        std::string subject = record.table_id + record.time_to_live.attribute_name;
        Walk& walk = walks_[next->first];
        if (walk.subject != subject) {
            walk = {.subject = std::move(subject)};
        }
        while (rows > 0 && needs_walk(*next->second, walk)) {
            rows -= step(*next->second, walk, rows);
        }
        if (walk.position > 0) {
            at_ = next->first;
            return false;
        }
    }
    at_.clear();
    return true;
}

bool TimeToLiveSweeper::needs_walk(const DynamoTable& table, const Walk& walk) const {
    return walk.position > 0 || !walk.is_complete || walk.known_writes != table.writes() ||
           walk.known_earliest < epoch_seconds(engine_.clock.now());
}

std::int64_t TimeToLiveSweeper::step(DynamoTable& table, Walk& walk, std::int64_t rows) {
    if (walk.position == 0) {
        walk.writes_before = table.writes();
        walk.earliest = kNever;
    }
    const std::int64_t now = epoch_seconds(engine_.clock.now());
    std::vector<std::string> expired;
    std::int64_t seen = 0;
    {
        Statement next{
            engine_.database,
            "SELECT id, item FROM " + table.sql_name() + " WHERE id > ? ORDER BY id LIMIT ?"};
        next.bind(1, walk.position).bind(2, rows);
        while (next.step()) {
            ++seen;
            walk.position = next.column_int64(0);
            const std::string_view blob = next.column_blob(1);
            const std::int64_t at =
                expiry_of(blob, table.record().time_to_live.attribute_name, now);
            if (at < now) {
                expired.emplace_back(blob);
            } else {
                walk.earliest = std::min(walk.earliest, at);
            }
        }
    }
    expire(engine_, table, expired);
    // What it deleted itself is no reason to look again.
    walk.writes_before += expired.size();
    if (seen < rows) {
        walk.position = 0;
        walk.is_complete = true;
        walk.known_writes = walk.writes_before;
        walk.known_earliest = walk.earliest;
    }
    return std::max<std::int64_t>(seen, 1);
}

}  // namespace sosw::sqlite

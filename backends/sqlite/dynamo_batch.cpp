#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "backends/sqlite/admission.hpp"
#include "backends/sqlite/capacity.hpp"
#include "backends/sqlite/dynamo_engine.hpp"
#include "backends/sqlite/expression_names.hpp"
#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/item_size.hpp"
#include "backends/sqlite/key_rules.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::size_t kBatchGetMax = 100;
constexpr std::size_t kBatchWriteMax = 25;
constexpr std::int64_t kBatchGetSizeMax = 16 * 1024 * 1024;
constexpr const char* kNoMatch = "The provided key element does not match the schema";

/// Remembers the keys of one call and finds those that come twice.
class SeenKeys {
public:
    /// False if it was there. Requires valid keys.
    bool add(const DynamoTable& table, const Item& item) {
        std::vector<EncodedKey> keys;
        table.encode_keys(item, keys);
        std::vector<std::string> key{table.definition().table_name};
        for (std::size_t column = 0; column < table.primary_columns(); ++column) {
            key.emplace_back(keys[column].bytes());
        }
        return seen_.insert(std::move(key)).second;
    }

private:
    std::set<std::vector<std::string>> seen_;
};

Failure duplicates() { return validation_error("Provided list of item keys contains duplicates"); }

Failure empty_request() {
    return validation_error(
        "1 validation error detected: Value '{}' at 'requestItems' failed to "
        "satisfy constraint: Member must have length greater than or equal to 1"
    );
}

template <typename Requests, typename Elements>
Result<void> check_count(
    const Requests& requests, std::size_t max, const char* call, Elements elements
) {
    std::size_t total = 0;
    for (const auto& [table, request] : requests) {
        if (elements(request).empty()) {
            return empty_request();
        }
        total += elements(request).size();
    }
    if (total == 0) {
        return empty_request();
    }
    if (total > max) {
        return validation_error(std::string{"Too many items requested for the "} + call + " call");
    }
    return {};
}

/// One table's share of a batch get, checked.
struct TableReads {
    DynamoTable* table = nullptr;
    const KeysAndAttributes* request = nullptr;
    expression::ProjectionPointer projection{};
};

Result<TableReads> prepare_reads(
    DynamoEngine& engine, const std::string& name, const KeysAndAttributes& request, SeenKeys& seen
) {
    TableReads reads{.request = &request};
    const ExpressionAttributeValues no_values;
    if (!request.projection_expression.empty()) {
        reads.projection = TRY(engine.expressions.projection(request.projection_expression));
    }
    if (reads.projection != nullptr || !request.expression_attribute_names.empty()) {
        TRY(expression::validate(
            {.projection = reads.projection.get()}, {request.expression_attribute_names, no_values}
        ));
    }
    reads.table = TRY(engine.table(name));
    if (reads.projection != nullptr) {
        TRY(check_key_paths(
            *reads.table,
            nested_names(*reads.projection, {request.expression_attribute_names, no_values})
        ));
    }
    for (const Item& key : request.keys) {
        TRY(check_key(*reads.table, key));
        if (!seen.add(*reads.table, key)) {
            return duplicates();
        }
    }
    return reads;
}

class BatchReader {
public:
    BatchReader(DynamoEngine& engine, ReturnConsumedCapacity capacity)
        : engine_{engine}, capacity_{capacity} {}

    void read(const std::string& name, const TableReads& reads) {
        std::vector<Item> found;
        KeysAndAttributes rest = *reads.request;
        rest.keys.clear();
        for (const Item& key : reads.request->keys) {
            if (!read_one(name, reads, key, found)) {
                rest.keys.push_back(key);
            }
        }
        output_.responses.emplace_back(name, std::move(found));
        if (!rest.keys.empty()) {
            output_.unprocessed_keys.emplace_back(name, std::move(rest));
        }
    }
    /// Errors: that of the throttled keys where nothing was read.
    Result<BatchGetItemOutput> take() {
        if (throttled_ && !has_read_) {
            return fail(*std::move(throttled_));
        }
        return std::move(output_);
    }

private:
    /// False if the answer is full, or the key was throttled.
    bool read_one(
        const std::string& name, const TableReads& reads, const Item& key, std::vector<Item>& found
    ) {
        if (is_full_) {
            return false;
        }
        reads.table->encode_keys(key, engine_.key_buffer);
        StoredRow& row = engine_.row_buffer;
        const bool exists = reads.table->find(engine_.key_buffer, row);
        const std::int64_t size = exists ? stored_size(row.item) : 0;
        if (size_ + size > kBatchGetSizeMax) {
            is_full_ = true;
            return false;
        }
        const auto kind = reads.request->consistent_read ? ReadKind::Strong : ReadKind::Eventual;
        if (is_throttled(*reads.table, size, kind)) {
            return false;
        }
        size_ += size;
        has_read_ = true;
        if (exists) {
            const ExpressionAttributeValues no_values;
            Item item = decode_item(row.item);
            found.push_back(
                reads.projection != nullptr
                    ? expression::project(
                          *reads.projection,
                          {reads.request->expression_attribute_names, no_values},
                          item
                      )
                    : std::move(item)
            );
        }
        if (capacity_ != ReturnConsumedCapacity::None) {
            add_capacity(
                output_.consumed_capacity,
                read_capacity(name, {}, read_units(size, kind), capacity_)
            );
        }
        return true;
    }

    bool is_throttled(DynamoTable& table, std::int64_t size, ReadKind kind) {
        if (!engine_.counts(table)) {
            return false;
        }
        const Result<void> admitted = admit_read(engine_, read_use(engine_, table, size, kind));
        if (!admitted) {
            throttled_ = admitted.error();
        }
        return !admitted;
    }

    DynamoEngine& engine_;
    ReturnConsumedCapacity capacity_;
    BatchGetItemOutput output_;
    std::optional<Error> throttled_{};
    bool has_read_ = false;
    std::int64_t size_ = 0;
    bool is_full_ = false;
};

/// Whether the key is there at all, and of the right types: a batch words its complaint
/// differently.
bool has_key(const DynamoTable& table, const Item& item) {
    return std::ranges::all_of(
        std::span{table.columns()}.first(table.primary_columns()),
        [&](const KeyColumn& key) {
            const AttributeValue* value = item.find(key.attribute);
            return value != nullptr && has_type(*value, key.type);
        }
    );
}

/// Checks and plans one write. A batch has no conditions and no answers of single items.
Result<void> plan_request(DynamoTable& table, const WriteRequest& request, WritePlan& plan) {
    plan.restart(table);
    if (const auto* put = std::get_if<PutRequest>(&request)) {
        Result<void> planned = plan_put_item(put->item, plan);
        return planned || has_key(table, put->item) ? planned : validation_error(kNoMatch);
    }
    return plan_delete_item(std::get<DeleteRequest>(request).key, plan);
}

/// Applies the writes one by one; those that are throttled are left unprocessed. Errors: theirs,
/// where nothing was written.
Result<BatchWriteItemOutput> apply_all(
    DynamoEngine& engine, const BatchWriteItemInput& input, const std::vector<WritePlan>& plans
) {
    BatchWriteItemOutput output;
    std::optional<Error> throttled;
    std::size_t written = 0;
    auto plan = plans.begin();
    for (const auto& [name, requests] : input.request_items) {
        std::vector<WriteRequest> unprocessed;
        for (const WriteRequest& request : requests) {
            const WritePlan& next = *plan++;
            if (const Result<void> admitted = admit_write(engine, next, {}); !admitted) {
                throttled = admitted.error();
                unprocessed.push_back(request);
                continue;
            }
            apply(next);
            ++written;
            if (input.return_consumed_capacity != ReturnConsumedCapacity::None) {
                add_capacity(
                    output.consumed_capacity,
                    write_capacity(next, false, input.return_consumed_capacity)
                );
            }
        }
        if (!unprocessed.empty()) {
            output.unprocessed_items.emplace_back(name, std::move(unprocessed));
        }
    }
    if (throttled && written == 0) {
        return fail(*std::move(throttled));
    }
    return output;
}

const Item& key_or_item(const WriteRequest& request) {
    const auto* put = std::get_if<PutRequest>(&request);
    return put != nullptr ? put->item : std::get<DeleteRequest>(request).key;
}

}  // namespace

Result<BatchGetItemOutput> SqliteDynamoDb::batch_get_item(const BatchGetItemInput& input) {
    TRY(check_count(
        input.request_items,
        kBatchGetMax,
        "BatchGetItem",
        [](const KeysAndAttributes& request) -> const auto& { return request.keys; }
    ));
    SeenKeys seen;
    std::vector<TableReads> all;
    all.reserve(input.request_items.size());
    for (const auto& [name, request] : input.request_items) {
        all.push_back(TRY(prepare_reads(*engine_, name, request, seen)));
    }
    BatchReader reader{*engine_, input.return_consumed_capacity};
    for (std::size_t i = 0; i < all.size(); ++i) {
        reader.read(input.request_items[i].first, all[i]);
    }
    return reader.take();
}

Result<BatchWriteItemOutput> SqliteDynamoDb::batch_write_item(const BatchWriteItemInput& input) {
    TRY(check_count(
        input.request_items,
        kBatchWriteMax,
        "BatchWriteItem",
        [](const std::vector<WriteRequest>& request) -> const auto& { return request; }
    ));
    WriteScope scope{engine_->database};
    SeenKeys seen;
    std::vector<WritePlan> plans;
    for (const auto& [name, requests] : input.request_items) {
        DynamoTable* table = TRY(engine_->table(name));
        for (const WriteRequest& request : requests) {
            TRY(plan_request(*table, request, plans.emplace_back()));
            if (!seen.add(*table, key_or_item(request))) {
                return duplicates();
            }
        }
    }
    BatchWriteItemOutput output = TRY(apply_all(*engine_, input, plans));
    scope.commit();
    return output;
}

}  // namespace sosw::sqlite

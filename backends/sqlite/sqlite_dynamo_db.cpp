#include "backends/sqlite/sqlite_dynamo_db.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "backends/sqlite/admission.hpp"
#include "backends/sqlite/capacity.hpp"
#include "backends/sqlite/dynamo_engine.hpp"
#include "backends/sqlite/expression_names.hpp"
#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/key_rules.hpp"
#include "backends/sqlite/table_lifecycle.hpp"
#include "backends/sqlite/table_rules.hpp"

namespace sosw::sqlite {

namespace {

Result<void> check_none_or_all_old(ReturnValues wanted) {
    if (wanted != ReturnValues::None && wanted != ReturnValues::AllOld) {
        return validation_error("Return values set to invalid value");
    }
    return {};
}

TableDescription describe(DynamoTable& table) {
    const TableTotals::Count totals = table.totals().table;
    return {
        .definition = table.definition(),
        .table_status = std::string{to_string(table.record().status())},
        .item_count = totals.items,
        .table_size_bytes = totals.bytes,
        .creation_time_us = epoch_microseconds(table.record().creation)};
}

std::optional<ConsumedCapacity> capacity_of(const WritePlan& plan, ReturnConsumedCapacity detail) {
    if (detail == ReturnConsumedCapacity::None) {
        return std::nullopt;
    }
    return write_capacity(plan, false, detail);
}

/// The attributes that an update was asked to return.
std::optional<Item> updated_attributes(
    ReturnValues wanted, const WritePlan& plan, const WriteExpressions& with
) {
    const bool old = wanted == ReturnValues::AllOld || wanted == ReturnValues::UpdatedOld;
    if (wanted == ReturnValues::None || (old && !plan.existed)) {
        return std::nullopt;
    }
    // Decoded anew: what is stored is normalised, what the expression computed is not.
    const std::string& blob = old ? plan.old.item : plan.blob;
    if (wanted == ReturnValues::AllOld || wanted == ReturnValues::AllNew) {
        return decode_item(blob);
    }
    if (with.update == nullptr) {
        return std::nullopt;
    }
    const Item changed = decode_attributes(blob, top_level_names(*with.update, with.bindings));
    Item part = expression::updated_part(*with.update, with.bindings, changed);
    return part.empty() ? std::nullopt : std::optional{std::move(part)};
}

}  // namespace

DynamoEngine::DynamoEngine(
    Database& the_database, const Clock& the_clock, SqliteDynamoDbOptions the_options
)
    : database{the_database}, clock{the_clock}, options{the_options}, catalog{the_database} {
    database.execute(
        "CREATE TABLE IF NOT EXISTS dynamo_tokens (token TEXT PRIMARY KEY, request BLOB NOT NULL, "
        "at_us INTEGER NOT NULL)"
    );
    open_lagged_indexes();
    open_lifecycles(*this);
}

void DynamoEngine::open_lagged_indexes() {
    for (const std::string& name : catalog.names()) {
        DynamoTable& opened = *catalog.find(name);
        for (const IndexLayout& index : opened.indexes()) {
            if (index.is_global && LaggedIndex::is_in_file(database, opened, index)) {
                opened.add_lagged(std::make_unique<LaggedIndex>(database, clock, opened, index));
            }
        }
    }
}

Result<DynamoTable*> DynamoEngine::table(std::string_view name) const {
    DynamoTable* found = catalog.find(name);
    if (found == nullptr || (found->is_changing() && !has_items(found->record(), clock.now()))) {
        return fail(
            ErrorCode::NotFound, "ResourceNotFoundException", "Requested resource not found"
        );
    }
    return found;
}

DynamoTable* DynamoEngine::find(std::string_view name) {
    DynamoTable* found = catalog.find(name);
    if (found == nullptr || !found->is_changing()) {
        return found;
    }
    settle_tables(*this);
    return catalog.find(name);
}

SqliteDynamoDb::SqliteDynamoDb(
    Database& database, const Clock& clock, SqliteDynamoDbOptions options
)
    : engine_{std::make_unique<DynamoEngine>(database, clock, options)} {}

SqliteDynamoDb::~SqliteDynamoDb() = default;

Result<void> SqliteDynamoDb::set_limits(const std::string& table_name, const TableLimits& limits) {
    DynamoTable* table = engine_->catalog.find(table_name);
    if (table == nullptr) {
        return table_not_found(table_name);
    }
    table->set_throughput(
        std::make_unique<TableThroughput>(table->definition(), limits, engine_->clock.now())
    );
    return {};
}

void SqliteDynamoDb::set_capacity_observer(CapacityObserver* observer) {
    engine_->observer = observer;
}

Result<void> SqliteDynamoDb::set_index_lag(
    const std::string& table_name, const std::string& index_name, IndexLag lag
) {
    DynamoTable* table = engine_->catalog.find(table_name);
    if (table == nullptr) {
        return table_not_found(table_name);
    }
    const IndexLayout* index = table->find_index(index_name);
    if (index == nullptr || !index->is_global) {
        return validation_error("The table does not have the specified index: " + index_name);
    }
    LaggedIndex* lagged = table->find_lagged(*index);
    if (lagged == nullptr) {
        lagged = &table->add_lagged(
            std::make_unique<LaggedIndex>(engine_->database, engine_->clock, *table, *index)
        );
    }
    lagged->set_lag(std::move(lag));
    return {};
}

std::vector<IndexState> SqliteDynamoDb::index_states() {
    std::vector<IndexState> states;
    for (const std::string& name : engine_->catalog.names()) {
        for (const auto& lagged : engine_->catalog.find(name)->lagged_indexes()) {
            states.push_back(lagged->state());
        }
    }
    return states;
}

std::vector<CapacityReport> SqliteDynamoDb::take_capacity_report() {
    std::vector<CapacityReport> reports;
    for (const std::string& name : engine_->catalog.names()) {
        TableThroughput* throughput = engine_->catalog.find(name)->throughput();
        if (throughput != nullptr) {
            std::ranges::move(
                throughput->take_report(engine_->clock.now()), std::back_inserter(reports)
            );
        }
    }
    return reports;
}

Result<TableDescription> SqliteDynamoDb::create_table(const CreateTableInput& input) {
    TRY(validate_table(input));
    TRY(begin_creation(*engine_, {.definition = input}));
    return describe_table(input.table_name);
}

Result<TableDescription> SqliteDynamoDb::describe_table(const std::string& table_name) {
    DynamoTable* table = engine_->find(table_name);
    if (table == nullptr) {
        return table_not_found(table_name);
    }
    return describe(*table);
}

Result<TableDescription> SqliteDynamoDb::delete_table(const std::string& table_name) {
    DynamoTable* table = TRY(begin_deletion(*engine_, table_name));
    TableDescription description = describe(*table);
    settle_tables(*engine_);
    return description;
}

Result<std::vector<std::string>> SqliteDynamoDb::list_tables() {
    settle_tables(*engine_);
    return engine_->catalog.names();
}

const CreateTableInput* SqliteDynamoDb::find_definition(std::string_view table_name) const {
    const DynamoTable* table = engine_->catalog.find(table_name);
    return table != nullptr ? &table->definition() : nullptr;
}

// DynamoDB complains about expressions before it looks for the table.
Result<PutItemOutput> SqliteDynamoDb::put_item(const PutItemInput& input) {
    TRY(check_none_or_all_old(input.return_values));
    const WriteExpressions with = TRY(prepare_write(
        engine_->expressions,
        input.condition_expression,
        {},
        input.expression_attribute_names,
        input.expression_attribute_values
    ));
    DynamoTable* table = TRY(engine_->table(input.table_name));
    WritePlan& plan = engine_->plan;
    plan.restart(*table);
    WriteScope scope{engine_->database};
    // What a write takes is known when it is planned: where it counts, nothing comes first.
    if (engine_->counts(*table) || !TRY(insert_new(input, with, plan))) {
        TRY(admit_write(*engine_, plan, plan_put(input, with, plan)));
        apply(plan);
    }
    scope.commit();
    PutItemOutput output{.consumed_capacity = capacity_of(plan, input.return_consumed_capacity)};
    if (plan.existed && input.return_values == ReturnValues::AllOld) {
        output.attributes = decode_item(plan.old.item);
    }
    return output;
}

Result<ReadItem> read_item(DynamoEngine& engine, const GetItemInput& input) {
    expression::ProjectionPointer projection;
    const ExpressionAttributeValues no_values;
    const expression::Bindings bindings{input.expression_attribute_names, no_values};
    if (!input.projection_expression.empty()) {
        projection = TRY(engine.expressions.projection(input.projection_expression));
    }
    if (projection != nullptr || !input.expression_attribute_names.empty()) {
        TRY(expression::validate({.projection = projection.get()}, bindings));
    }
    DynamoTable* table = TRY(engine.table(input.table_name));
    TRY(check_key(*table, input.key));
    if (projection != nullptr) {
        TRY(check_key_paths(*table, nested_names(*projection, bindings)));
    }
    table->encode_keys(input.key, engine.key_buffer);
    StoredRow& row = engine.row_buffer;
    ReadItem read{.table = table};
    if (table->find(engine.key_buffer, row)) {
        read.size = stored_size(row.item);
        read.item = decode_item(row.item);
        if (projection != nullptr) {
            read.item = expression::project(*projection, bindings, *read.item);
        }
    }
    return read;
}

Result<GetItemOutput> SqliteDynamoDb::get_item(const GetItemInput& input) {
    ReadItem read = TRY(read_item(*engine_, input));
    const ReadKind kind = input.consistent_read ? ReadKind::Strong : ReadKind::Eventual;
    if (engine_->counts(*read.table)) {
        TRY(admit_read(*engine_, read_use(*engine_, *read.table, read.size, kind)));
    }
    GetItemOutput output{.item = std::move(read.item)};
    if (input.return_consumed_capacity != ReturnConsumedCapacity::None) {
        output.consumed_capacity = read_capacity(
            input.table_name, {}, read_units(read.size, kind), input.return_consumed_capacity
        );
    }
    return output;
}

Result<UpdateItemOutput> SqliteDynamoDb::update_item(const UpdateItemInput& input) {
    const WriteExpressions with = TRY(prepare_write(
        engine_->expressions,
        input.condition_expression,
        input.update_expression,
        input.expression_attribute_names,
        input.expression_attribute_values
    ));
    DynamoTable* table = TRY(engine_->table(input.table_name));
    WritePlan& plan = engine_->plan;
    plan.restart(*table);
    WriteScope scope{engine_->database};
    TRY(admit_write(*engine_, plan, plan_update(input, with, plan)));
    apply(plan);
    scope.commit();
    return UpdateItemOutput{
        .attributes = updated_attributes(input.return_values, plan, with),
        .consumed_capacity = capacity_of(plan, input.return_consumed_capacity)};
}

Result<DeleteItemOutput> SqliteDynamoDb::delete_item(const DeleteItemInput& input) {
    TRY(check_none_or_all_old(input.return_values));
    const WriteExpressions with = TRY(prepare_write(
        engine_->expressions,
        input.condition_expression,
        {},
        input.expression_attribute_names,
        input.expression_attribute_values
    ));
    DynamoTable* table = TRY(engine_->table(input.table_name));
    WritePlan& plan = engine_->plan;
    plan.restart(*table);
    WriteScope scope{engine_->database};
    TRY(admit_write(*engine_, plan, plan_delete(input, with, plan)));
    apply(plan);
    scope.commit();
    DeleteItemOutput output{.consumed_capacity = capacity_of(plan, input.return_consumed_capacity)};
    if (plan.existed && input.return_values == ReturnValues::AllOld) {
        output.attributes = decode_item(plan.old.item);
    }
    return output;
}

}  // namespace sosw::sqlite

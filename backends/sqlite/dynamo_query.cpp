#include <algorithm>
#include <utility>

#include "backends/sqlite/admission.hpp"
#include "backends/sqlite/dynamo_engine.hpp"
#include "backends/sqlite/expression_names.hpp"
#include "backends/sqlite/key_bounds.hpp"
#include "backends/sqlite/key_rules.hpp"
#include "backends/sqlite/lagged_index.hpp"
#include "backends/sqlite/page_reader.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/table_lifecycle.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::int64_t kTotalSegmentsMax = 1'000'000;

/// What a query and a scan have in common: the same fields, and the checks of them.
struct PageExpressions {
    expression::ConditionPointer filter{};
    expression::ProjectionPointer projection{};
    expression::KeyConditionPointer key_condition{};
};

Result<void> check_limit(std::optional<std::int64_t> limit) {
    if (limit && *limit < 1) {
        return validation_error(
            "1 validation error detected: Value '" + std::to_string(*limit) +
            "' at 'limit' failed to satisfy constraint: Member must have value greater than or "
            "equal to 1"
        );
    }
    return {};
}

Result<void> check_select(Select select, bool has_projection) {
    if (has_projection && select == Select::Count) {
        return validation_error(
            "Cannot specify the ProjectionExpression when choosing to get only the Count"
        );
    }
    if (has_projection && select != Select::Default && select != Select::SpecificAttributes) {
        return validation_error(
            std::string{"Cannot specify the ProjectionExpression when choosing to get "} +
            (select == Select::AllAttributes ? "ALL_ATTRIBUTES" : "ALL_PROJECTED_ATTRIBUTES")
        );
    }
    if (!has_projection && select == Select::SpecificAttributes) {
        return validation_error(
            "Must specify the AttributesToGet or ProjectionExpression when "
            "choosing to get SPECIFIC_ATTRIBUTES"
        );
    }
    return {};
}

/// What an index can give.
Result<void> check_select(Select select, const IndexLayout& index) {
    if (select == Select::AllProjectedAttributes && index.name.empty()) {
        return validation_error(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"
        );
    }
    if (select == Select::AllAttributes && index.is_global && !index.projects_all()) {
        return validation_error(
            "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not "
            "supported for global secondary index " +
            index.name + " because its projection type is not ALL"
        );
    }
    return {};
}

/// Everything that is wrong with a request whatever its table is. DynamoDB complains about it
/// before it looks for the table.
template <typename Input>
Result<PageExpressions> parse_all(
    expression::ExpressionCache& cache, const Input& input, const expression::Bindings& bindings
) {
    TRY(check_limit(input.limit));
    PageExpressions made;
    if constexpr (requires { input.key_condition_expression; }) {
        if (input.key_condition_expression.empty()) {
            return validation_error(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in "
                "the request."
            );
        }
        made.key_condition = TRY(cache.key_condition(input.key_condition_expression));
    }
    if (!input.filter_expression.empty()) {
        made.filter = TRY(cache.condition(input.filter_expression, "FilterExpression"));
    }
    if (!input.projection_expression.empty()) {
        made.projection = TRY(cache.projection(input.projection_expression));
    }
    TRY(expression::validate(
        {.projection = made.projection.get(),
         .key_condition = made.key_condition.get(),
         .filter = made.filter.get()},
        bindings
    ));
    if (made.key_condition != nullptr) {
        TRY(expression::check_key_condition(*made.key_condition, bindings));
    }
    TRY(check_select(input.select, made.projection != nullptr));
    return made;
}

Result<const IndexLayout*> find_index(
    const DynamoEngine& engine, const DynamoTable& table, const std::string& name
) {
    if (name.empty()) {
        return &table.primary();
    }
    const IndexLayout* index = table.find_index(name);
    if (index == nullptr) {
        return validation_error("The table does not have the specified index: " + name);
    }
    if (table.is_changing()) {
        TRY(check_readable(table.record(), name, engine.clock.now()));
    }
    return index;
}

/// Names that the index does not project.
std::vector<std::string> unprojected(
    const std::vector<std::string>& names, const IndexLayout& index
) {
    std::vector<std::string> missing;
    for (const std::string& name : names) {
        if (!index.projects_all() &&
            std::ranges::find(index.projected, name) == index.projected.end()) {
            missing.push_back(name);
        }
    }
    return missing;
}

/// Decides between the index's entries and the whole items. A global index has nothing but its
/// entries.
Result<bool> needs_whole_items(
    Select select,
    const PageExpressions& made,
    const IndexLayout& index,
    const expression::Bindings& bindings
) {
    if (index.projects_all()) {
        return false;
    }
    if (made.projection == nullptr) {
        return select == Select::AllAttributes;
    }
    const std::vector<std::string> missing =
        unprojected(top_level_names(*made.projection, bindings), index);
    if (!missing.empty() && index.is_global) {
        std::string names;
        for (const std::string& name : missing) {
            names.append(names.empty() ? "" : ", ").append(name);
        }
        return validation_error(
            "One or more parameter values were invalid: Global secondary index " + index.name +
            " does not project [" + names + "]"
        );
    }
    return !missing.empty();
}

Result<void> check_filter_is_not_on_keys(
    const PageExpressions& made, const IndexLayout& index, const expression::Bindings& bindings
) {
    if (made.filter == nullptr) {
        return {};
    }
    for (const std::string& name : top_level_names(*made.filter, bindings)) {
        if (name == index.schema.hash || name == index.schema.range) {
            return validation_error(
                "Filter Expression can only contain non-primary key attributes: Primary key "
                "attribute: " +
                name
            );
        }
    }
    return {};
}

Result<void> check_consistency(bool consistent_read, const IndexLayout& index) {
    if (consistent_read && index.is_global) {
        return validation_error("Consistent reads are not supported on global secondary indexes");
    }
    return {};
}

Result<void> check_segments(const ScanInput& input) {
    if (input.segment.has_value() != input.total_segments.has_value()) {
        return validation_error(
            input.segment
                ? "The TotalSegments parameter is required but was not present in the request when "
                  "Segment parameter is present"
                : "The Segment parameter is required but was not present in the request when "
                  "parameter TotalSegments is present"
        );
    }
    if (!input.segment) {
        return {};
    }
    if (*input.total_segments < 1 || *input.total_segments > kTotalSegmentsMax) {
        return validation_error(
            "1 validation error detected: Value '" + std::to_string(*input.total_segments) +
            "' at 'totalSegments' failed to satisfy constraint: Member must have value between 1 "
            "and 1000000"
        );
    }
    if (*input.segment < 0 || *input.segment >= *input.total_segments) {
        return validation_error(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            "Segment: " +
            std::to_string(*input.segment) +
            " is not less than TotalSegments: " + std::to_string(*input.total_segments)
        );
    }
    return {};
}

/// What a query or a scan walks: the table's own rows, or the view of an index that lags.
struct Walk {
    DynamoTable* table = nullptr;
    const IndexLayout* index = nullptr;
};

Walk walk_of(DynamoTable& table, const IndexLayout& index) {
    LaggedIndex* lagged = table.find_lagged(index);
    if (lagged == nullptr) {
        return {.table = &table, .index = &index};
    }
    lagged->settle();
    return {.table = &lagged->view(), .index = &lagged->view_index()};
}

/// The request for a page; what the two calls share is checked on the way.
template <typename Input>
Result<PageRequest> make_request(
    const Input& input,
    const Walk& walk,
    const PageExpressions& made,
    const expression::Bindings& bindings
) {
    const IndexLayout& index = *walk.index;
    if (made.projection != nullptr && !is_flat(*made.projection)) {
        TRY(check_key_paths(*walk.table, nested_names(*made.projection, bindings)));
    }
    if (made.key_condition != nullptr) {
        TRY(check_filter_is_not_on_keys(made, index, bindings));
    }
    TRY(check_select(input.select, index));
    const bool whole = TRY(needs_whole_items(input.select, made, index, bindings));
    if (made.filter != nullptr) {
        TRY(check_key_paths(*walk.table, nested_names(*made.filter, bindings)));
    }
    return PageRequest{
        .table = *walk.table,
        .index = index,
        .bindings = bindings,
        .filter = made.filter.get(),
        .projection = made.projection.get(),
        .count_only = input.select == Select::Count,
        .fetch_whole_items = whole,
        .limit = input.limit,
        .read_kind = input.consistent_read ? ReadKind::Strong : ReadKind::Eventual,
        .capacity = input.return_consumed_capacity};
}

/// A scan goes on in the segment in which it was.
Result<void> check_segment(const DynamoTable& table, const ScanInput& input) {
    if (!input.segment) {
        return {};
    }
    const AttributeValue& hash = *input.exclusive_start_key->find(table.primary().schema.hash);
    if (segment_of(hash, *input.total_segments) == *input.segment) {
        return {};
    }
    return validation_error(
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
        "ExclusiveStartKey with correct Segment. TotalSegments: " +
        std::to_string(*input.total_segments) + " Segment: " + std::to_string(*input.segment)
    );
}

/// What a page took, by table and global index.
std::vector<CapacityUse> page_uses(
    const PageOutput& page, const IndexLayout& index, const KeyBounds& bounds
) {
    const ConsumedCapacity& consumed = *page.consumed_capacity;
    std::optional<std::string> partition;
    if (!bounds.hash().is_null()) {
        partition = bounds.hash().bytes();
    }
    std::vector<CapacityUse> uses;
    double of_table = consumed.table_units;
    for (const auto& [name, units] : consumed.index_units) {
        if (index.is_global) {
            uses.push_back({.index = index.name, .units = units, .partition = partition});
        } else {
            of_table += units;
        }
    }
    if (of_table > 0) {
        uses.push_back({.units = of_table, .partition = partition});
    }
    return uses;
}

/// Reads a page of a table where it may count what is taken. What a page takes is known when it was
/// read; a refused one is not answered.
Result<PageOutput> read_admitted_page(
    const DynamoEngine& engine, DynamoTable& table, PageRequest request, const KeyBounds& bounds
) {
    if (!engine.counts(table)) {
        return read_page(request, bounds);
    }
    const ReturnConsumedCapacity wanted = request.capacity;
    request.capacity = ReturnConsumedCapacity::Indexes;
    PageOutput page = TRY(read_page(request, bounds));
    TRY(admit_read(engine, {.table = &table, .uses = page_uses(page, request.index, bounds)}));
    if (wanted == ReturnConsumedCapacity::None) {
        page.consumed_capacity.reset();
    } else if (wanted == ReturnConsumedCapacity::Total) {
        page.consumed_capacity->index_units.clear();
    }
    return page;
}

}  // namespace

Result<QueryOutput> SqliteDynamoDb::query(const QueryInput& input) {
    const expression::Bindings bindings{
        input.expression_attribute_names, input.expression_attribute_values};
    const PageExpressions made = TRY(parse_all(engine_->expressions, input, bindings));
    DynamoTable* table = TRY(engine_->table(input.table_name));
    const IndexLayout* index = TRY(find_index(*engine_, *table, input.index_name));
    TRY(check_consistency(input.consistent_read, *index));
    const Walk walk = walk_of(*table, *index);
    if (input.exclusive_start_key) {
        TRY(check_start_key(*table, *index, *input.exclusive_start_key, PageKind::Query));
    }
    KeyBounds bounds{*walk.table, *walk.index};
    expression::KeyRange range =
        TRY(expression::bind_key_condition(*made.key_condition, bindings, index->schema));
    TRY(bounds.narrow(std::move(range), input.scan_index_forward));
    if (input.exclusive_start_key) {
        TRY(bounds.start_after(*input.exclusive_start_key));
    }
    const PageRequest request = TRY(make_request(input, walk, made, bindings));
    return read_admitted_page(*engine_, *table, request, bounds);
}

Result<ScanOutput> SqliteDynamoDb::scan(const ScanInput& input) {
    TRY(check_segments(input));
    const expression::Bindings bindings{
        input.expression_attribute_names, input.expression_attribute_values};
    const PageExpressions made = TRY(parse_all(engine_->expressions, input, bindings));
    DynamoTable* table = TRY(engine_->table(input.table_name));
    const IndexLayout* index = TRY(find_index(*engine_, *table, input.index_name));
    TRY(check_consistency(input.consistent_read, *index));
    const Walk walk = walk_of(*table, *index);
    KeyBounds bounds{*walk.table, *walk.index};
    if (input.exclusive_start_key) {
        TRY(check_start_key(*table, *index, *input.exclusive_start_key, PageKind::Scan));
        TRY(check_segment(*table, input));
        TRY(bounds.start_after(*input.exclusive_start_key));
    }
    PageRequest request = TRY(make_request(input, walk, made, bindings));
    request.segment = input.segment.value_or(0);
    request.total_segments = input.total_segments.value_or(1);
    return read_admitted_page(*engine_, *table, request, bounds);
}

}  // namespace sosw::sqlite

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "backends/sqlite/dynamo_table.hpp"
#include "core/base/result.hpp"

/// What DynamoDB demands of keys, in its words. All errors are `ValidationException`s.

namespace sosw::sqlite {

Failure validation_error(std::string message);

/// The key of a get, update or delete: exactly the table's key attributes, of their types.
Result<void> check_key(const DynamoTable& table, const Item& key);

/// An item to be put: has the table's key; what is a key of an index has its type.
Result<void> check_item_keys(const DynamoTable& table, const Item& item);

/// Whether the item of an update may have `item`'s values for the keys of indexes.
Result<void> check_updated_index_keys(const DynamoTable& table, const Item& item);

/// Takes out of `item` what cannot be the key of an index that it has: items that were there before
/// the index are just not in it.
void erase_unfit_index_keys(const DynamoTable& table, Item& item);

/// Whether these attributes may have these values, as far as they are keys of indexes.
Result<void> check_assigned_index_keys(
    const DynamoTable& table,
    std::span<const std::pair<std::string_view, const AttributeValue*>> assigned
);

/// No path leads into a key: `names` are the attributes that paths lead into.
Result<void> check_key_paths(const DynamoTable& table, std::span<const std::string> names);

/// The start of a page: exactly the keys of the table and of the index. A scan of the table itself
/// words its complaint differently.
enum class PageKind { Query, Scan };
Result<void> check_start_key(
    const DynamoTable& table, const IndexLayout& index, const Item& start, PageKind kind
);

}  // namespace sosw::sqlite

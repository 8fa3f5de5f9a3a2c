#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/expression/expression.hpp"
#include "backends/sqlite/capacity.hpp"
#include "backends/sqlite/dynamo_table.hpp"
#include "backends/sqlite/key_bounds.hpp"

/// One page of a query or a scan: walks a stretch of an index until the limit or 1 MB of items is
/// reached, and decodes no more of an item than the page needs.

namespace sosw::sqlite {

// The bindings are references, which an initializer cannot leave out.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
struct PageRequest {
    DynamoTable& table;
    const IndexLayout& index;
    expression::Bindings bindings;
    const expression::Condition* filter = nullptr;
    const expression::ProjectionPaths* projection = nullptr;
    bool count_only = false;
    bool fetch_whole_items = false;  ///< From the table, where a local index does not project all.
    std::optional<std::int64_t> limit{};
    std::int64_t segment = 0;
    std::int64_t total_segments = 1;
    ReadKind read_kind = ReadKind::Eventual;
    ReturnConsumedCapacity capacity = ReturnConsumedCapacity::None;
};

/// In which of `total_segments` parts of a scan items with this hash key are.
std::int64_t segment_of(const AttributeValue& hash, std::int64_t total_segments);

/// Errors: those of the filter's evaluation.
Result<PageOutput> read_page(const PageRequest& request, const KeyBounds& bounds);

}  // namespace sosw::sqlite

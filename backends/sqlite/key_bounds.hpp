#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backends/expression/expression.hpp"
#include "backends/sqlite/dynamo_table.hpp"

/// The stretch of an index that a query or a scan reads, in the encoding of the index.

namespace sosw::sqlite {

class KeyBounds {
public:
    /// Everything in `index`, for a scan.
    KeyBounds(const DynamoTable& table, const IndexLayout& index);
    KeyBounds(const KeyBounds&) = delete;
    KeyBounds& operator=(const KeyBounds&) = delete;

    /// Narrows to what a key condition asks for. Errors: `ValidationException` for values that do
    /// not fit the schema.
    Result<void> narrow(expression::KeyRange range, bool forward);
    /// Continues behind `start`, which must outlive the bounds and be a key of this index
    /// (`check_start_key`). Errors: `ValidationException` where it is outside of the condition.
    Result<void> start_after(const Item& start);

    /// The hash key that `narrow` narrowed to; null for a scan.
    const EncodedKey& hash() const { return hash_; }
    /// True if nothing can follow the start.
    bool is_empty() const { return is_empty_; }
    const RangeShape& shape() const { return shape_; }
    void bind(Statement& statement) const;

private:
    Result<EncodedKey> encoded(const AttributeValue& value, std::size_t column) const;
    Result<void> set_comparison();
    bool contains(const EncodedKey& range) const;

    const DynamoTable& table_;
    const IndexLayout& index_;
    RangeShape shape_{.has_hash = false};
    std::optional<expression::KeyRange> range_;  ///< Owns what the keys below borrow.
    std::string prefix_end_;
    EncodedKey hash_;
    EncodedKey lower_;
    EncodedKey upper_;
    std::vector<EncodedKey> start_;  ///< One per column of the table.
    bool is_empty_ = false;
};

}  // namespace sosw::sqlite

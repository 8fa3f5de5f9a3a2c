#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/time.hpp"

namespace sosw::sqlite {

class DynamoTable;
class SqliteDynamoDb;
struct DynamoEngine;

/// Deletes items whose time to live is over: those whose attribute is a number of seconds since the
/// epoch that lies in the past, but not more than five years.
///
/// As with DynamoDB an item is there until it is swept. Deletions take no capacity; indexes show
/// them as they show others.
class TimeToLiveSweeper {
public:
    /// `tables` must outlive this object.
    explicit TimeToLiveSweeper(SqliteDynamoDb& tables);

    /// Whether any table has items that may expire.
    bool has_work() const;
    /// Looks at about `rows` rows, from where the last call stopped. True: it has come to the end
    /// of all tables. A table that was not written since, and has nothing that has expired by now,
    /// is not looked at.
    bool sweep(std::int64_t rows);

private:
    /// How far a walk over one table has come, and what the last whole one found.
    struct Walk {
        std::string subject{};  ///< Id and attribute of the table that the rest is about.
        std::int64_t position = 0;
        std::uint64_t writes_before = 0;
        std::int64_t earliest = 0;  ///< Of the walk at hand.
        bool is_complete = false;   ///< One whole walk has been made.
        std::uint64_t known_writes = 0;
        std::int64_t known_earliest = 0;
    };

    bool needs_walk(const DynamoTable& table, const Walk& walk) const;
    /// How many rows it looked at.
    std::int64_t step(DynamoTable& table, Walk& walk, std::int64_t rows);

    DynamoEngine& engine_;
    std::map<std::string, Walk> walks_;
    std::string at_{};  ///< The table whose turn it is.
};

}  // namespace sosw::sqlite

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/dynamo_table.hpp"
#include "core/base/time.hpp"
#include "core/ports/clock.hpp"

/// A global index that shows writes later than they were made, as DynamoDB's do.
///
/// What the index shows is a table of its own, the view; writes wait beside it until they are due,
/// and are applied when the index is next read. Of one item they are shown in the order in which
/// they were made, whatever their lags; those of different items may overtake each other. All of
/// it is in the file: who opens it again finds what had not been shown yet.

namespace sosw::sqlite {

struct WritePlan;

/// How long the next write takes until the index shows it.
using IndexLag = std::function<Duration()>;

/// How far an index is from its table.
struct IndexState {
    std::string table_name;
    std::string index_name;
    std::int64_t pending = 0;    ///< Writes that it does not show yet.
    std::int64_t differing = 0;  ///< Entries that are in one of the two only, or are not equal.

    bool converged() const { return pending == 0 && differing == 0; }
};

class LaggedIndex {
public:
    /// Whether the file has a view of this index.
    static bool is_in_file(Database& database, const DynamoTable& table, const IndexLayout& index);

    /// Opens the view, or makes one that shows what the table holds. Without a lag until one is
    /// set. All must outlive this object.
    LaggedIndex(
        Database& database, const Clock& clock, DynamoTable& table, const IndexLayout& index
    );

    void set_lag(IndexLag lag) { lag_ = std::move(lag); }
    const IndexLag& lag() const { return lag_; }
    const IndexLayout& index() const { return index_; }

    /// Notes a write that was applied to the table.
    void note(const WritePlan& plan);
    /// Shows what is due.
    void settle();

    /// What queries and scans of the index read, once it is settled.
    DynamoTable& view() { return *view_; }
    const IndexLayout& view_index() const { return view_->indexes().front(); }

    /// Settled, then compared entry by entry: a walk over both.
    IndexState state();
    void drop();

private:
    void fill();
    void show(std::string_view blob, bool erased);
    std::int64_t differences(const std::string& left, const std::string& right);

    Database& database_;
    const Clock& clock_;
    DynamoTable& table_;
    const IndexLayout& index_;
    std::string name_;  ///< In the table of what waits.
    std::unique_ptr<DynamoTable> view_;
    IndexLag lag_ = [] { return Duration::zero(); };
};

}  // namespace sosw::sqlite

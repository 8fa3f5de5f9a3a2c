#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "backends/sqlite/database.hpp"
#include "core/base/time.hpp"
#include "sim/record/event_log_hash.hpp"

namespace sosw::sim {

/// Adds rows to one table of a record, value by value in the order of its columns, and to the hash.
/// Part of `Recorder`.
///
/// Texts are not copied: they must live until `run`.
class Insert {
public:
    Insert(sqlite::Database& database, EventLogHash& hash, std::string_view table);

    /// Begins a row.
    Insert& row() {
        hash_.add(table_);
        column_ = 0;
        return *this;
    }
    template <typename Integer>
    requires std::is_integral_v<Integer> Insert& add(Integer value) {
        const auto wide = static_cast<std::int64_t>(value);
        statement_.bind(++column_, wide);
        hash_.add(wide);
        return *this;
    }
    Insert& add(double value) {
        statement_.bind(++column_, value);
        hash_.add(value);
        return *this;
    }
    Insert& add(std::string_view text) {
        statement_.bind_text(++column_, text);
        hash_.add(text);
        return *this;
    }
    Insert& add(const std::string& text) { return add(std::string_view{text}); }
    Insert& add(Timestamp at) { return add(epoch_microseconds(at)); }
    Insert& add(Duration duration) { return add(duration.count()); }
    template <typename T>
    Insert& add(const std::optional<T>& value) {
        return value ? add(*value) : add_null();
    }
    Insert& add_null() {
        statement_.bind_null(++column_);
        hash_.add_null();
        return *this;
    }
    /// NULL where it is empty.
    Insert& add_or_null(std::string_view text) { return text.empty() ? add_null() : add(text); }
    /// Ends the row. Requires that every column has been added.
    void run();

private:
    std::string table_;
    int columns_;
    EventLogHash& hash_;
    sqlite::Statement statement_;
    int column_ = 0;
};

}  // namespace sosw::sim

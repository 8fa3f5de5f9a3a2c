#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

/// SQLite behind RAII: a connection, prepared statements that are reset when their scope ends, and savepoints.
///
/// Isolation and durability are separate matters. Every call of an emulation is atomic through `Savepoint`. When the
/// file is committed is the `Durability`: `Batched` keeps one write transaction open and commits it at `flush()` (the
/// simulator: a kill loses the last batch, never half a call); `EachCall` commits when the outermost savepoint is
/// released, before the answer is given. Exceptions (`DatabaseError`) mean a broken environment: disk full, corrupt file.

namespace sosw::sqlite {

/// The database cannot be used: unreadable, full, corrupt, or a statement of ours is wrong.
class DatabaseError;

enum class Durability { Batched, EachCall };

class Database {
   public:
    /// Opens or creates `path`; `":memory:"` for one that lives with this object. A file is in WAL mode.
    explicit Database(const std::string& path, Durability durability = Durability::Batched);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs one or more statements without results.
    void execute(const std::string& sql);
    /// Commits what `Batched` has gathered. Requires that no savepoint is open.
    void flush();

    /// Rows changed by the last INSERT, UPDATE or DELETE.
    std::int64_t changes() const;
    std::int64_t last_insert_rowid() const;
    const std::string& path() const {
        return path_;
    }
    /// Statements stepped and not yet reset; an actor must suspend with none (`ENSURE`d by the simulator).
    int active_statements() const {
        return active_statements_;
    }
    int open_savepoints() const {
        return open_savepoints_;
    }
    sqlite3* handle() const {
        return handle_;
    }

   private:
    friend class Statement;
    friend class Savepoint;
    void begin_if_needed();

    std::string path_;
    Durability durability_;
    sqlite3* handle_ = nullptr;
    int active_statements_ = 0;
    int open_savepoints_ = 0;
};

/// A prepared statement, kept and used again. `bind` counts from 1, `column` from 0, as SQLite does.
class Statement {
   public:
    Statement(Database& database, std::string_view sql);
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, double value);
    /// Text and blobs are not copied: they must live until `reset`.
    Statement& bind_text(int index, std::string_view text);
    Statement& bind_blob(int index, std::string_view bytes);
    Statement& bind_null(int index);

    /// True while there is a row.
    bool step();
    /// Steps to the end and resets: for statements without results.
    void run();
    void reset();

    bool column_is_null(int index) const;
    std::int64_t column_int64(int index) const;
    double column_double(int index) const;
    /// Valid until the next `step` or `reset`.
    std::string_view column_text(int index) const;
    std::string_view column_blob(int index) const;

   private:
    Database* database_;
    sqlite3_stmt* statement_ = nullptr;
    bool active_ = false;
};

/// Resets a statement when the scope ends, also when it ends early.
class StatementScope {
   public:
    explicit StatementScope(Statement& statement) : statement_{statement} {}
    ~StatementScope() {
        statement_.reset();
    }
    StatementScope(const StatementScope&) = delete;
    StatementScope& operator=(const StatementScope&) = delete;
    Statement* operator->() {
        return &statement_;
    }

   private:
    Statement& statement_;
};

/// One atomic call. Rolls back quietly unless `release` was called. They may nest.
class Savepoint {
   public:
    explicit Savepoint(Database& database);
    ~Savepoint();
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    void release();

   private:
    Database& database_;
    bool released_ = false;
};

}  // namespace sosw::sqlite

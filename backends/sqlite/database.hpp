#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

/// SQLite behind RAII: a connection, prepared statements that are reset when their scope ends, and
/// savepoints.
///
/// Isolation and durability are separate matters. Every call of an emulation is atomic through
/// `WriteScope` or `Savepoint`. When the file is committed is the `Durability`: `Batched` keeps one
/// write transaction open and commits it at `flush()` (the simulator: a kill loses the last batch,
/// never half a call); `EachCall` commits when the outermost scope ends, before the answer is
/// given. What was committed survives the death of the process; the file is synced at checkpoints
/// only, so that a power failure may lose the last calls but leaves a sound file.
///
/// One thread at a time uses a database and its statements. Exceptions (`DatabaseError`) mean a
/// broken environment: disk full, corrupt file, a statement of ours that is wrong.

namespace sosw::sqlite {

/// The database cannot be used: unreadable, full, corrupt, or a statement of ours is wrong. Names
/// the file and what SQLite says.
class DatabaseError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

enum class Durability { Batched, EachCall };

/// Whether other processes may use the file at the same time. An exclusive one is refused to them,
/// also for reading, until its `Database` is gone: for those who keep in memory what the file says.
enum class Sharing { Shared, Exclusive };

/// Looks at rows inside SQLite's own loop, which saves the way in and out for each
/// (`Statement::visit`).
class RowVisitor {
public:
    RowVisitor() = default;
    RowVisitor(const RowVisitor&) = delete;
    RowVisitor& operator=(const RowVisitor&) = delete;
    virtual ~RowVisitor() = default;
    /// True: no further row is wanted. `blob` is valid during the call. Runs inside a callback of
    /// SQLite: no statement of the same database may be used, and no actor may be suspended.
    virtual bool visit(std::string_view blob) = 0;
};

class Database {
public:
    /// Opens or creates `path`. A file is in WAL mode. `":memory:"` lives with this object; so does
    /// what has no path, of which SQLite keeps 64 MB in memory and the rest in a temporary file.
    /// Throws where it is in use and one of the two wants it for itself, after five seconds.
    explicit Database(
        const std::string& path,
        Durability durability = Durability::Batched,
        Sharing sharing = Sharing::Shared
    );
    /// Commits what `Batched` has gathered and closes. Statements should be gone by then.
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs one or more statements without results. Opens no batch by itself.
    void execute(const std::string& sql);
    /// Commits what `Batched` has gathered. Requires that no scope is open.
    void flush();

    /// Rows changed by the last INSERT, UPDATE or DELETE.
    std::int64_t changes() const;
    std::int64_t last_insert_rowid() const;
    const std::string& path() const { return path_; }
    /// Statements stepped and not yet reset; an actor must suspend with none (`ENSURE`d by the
    /// simulator).
    int active_statements() const { return active_statements_; }
    /// Savepoints and write scopes not yet ended; an actor must suspend with none.
    int open_savepoints() const { return open_savepoints_; }
    Durability durability() const { return durability_; }
    sqlite3* handle() const { return handle_; }

private:
    friend class Statement;
    friend class Savepoint;
    friend class WriteScope;
    enum class Control { Begin, Commit, Rollback, Savepoint, Release, RollbackTo };

    void begin_if_needed();
    void add_visit_function();
    bool in_transaction() const;
    void control(Control statement);
    void control_quietly(Control statement) noexcept;

    std::string path_;
    Durability durability_;
    sqlite3* handle_ = nullptr;
    std::array<sqlite3_stmt*, 6> controls_{};  ///< Prepared on first use, by `Control`.
    RowVisitor* visitor_ = nullptr;            ///< While `Statement::visit` runs.
    std::exception_ptr visit_failure_{};       ///< What the visitor threw, on its way past SQLite.
    int active_statements_ = 0;
    int open_savepoints_ = 0;
};

/// A prepared statement, kept and used again. Under `Batched` the first one that writes opens the
/// batch. `bind` counts from 1, `column` from 0, as SQLite does.
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
    /// Hands each row to `visitor` until it wants no more, and resets. Requires a statement of the
    /// form `SELECT … WHERE … AND visit(blob)` that needs no sorting.
    void visit(RowVisitor& visitor);
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
    bool writes_ = false;
    bool stepped_ = false;  ///< Needs a reset before it is bound again.
    bool active_ = false;   ///< Stands on a row.
};

/// Resets a statement when the scope ends, also when it ends early.
class StatementScope {
public:
    explicit StatementScope(Statement& statement) : statement_{statement} {}
    ~StatementScope() { statement_.reset(); }
    StatementScope(const StatementScope&) = delete;
    StatementScope& operator=(const StatementScope&) = delete;
    Statement* operator->() { return &statement_; }

private:
    Statement& statement_;
};

/// One atomic call. Rolls back quietly unless `release` was called. They may nest. Under `EachCall`
/// the outermost one is the transaction.
class Savepoint {
public:
    explicit Savepoint(Database& database);
    ~Savepoint();
    Savepoint(const Savepoint&) = delete;
    Savepoint& operator=(const Savepoint&) = delete;
    void release();

private:
    Database& database_;
    bool is_transaction_;
    bool released_ = false;
};

/// One atomic call that finds out whether it will write, before it writes: cheaper than a
/// `Savepoint`, which makes SQLite copy each page that the call changes.
///
/// From its beginning no other connection writes. Leave it without `commit` while nothing is
/// written, and nothing has happened. Left by an exception after a write, `EachCall` loses this
/// call and `Batched` everything since the last `flush`: then the environment is broken, and half a
/// call would be worse.
class WriteScope {
public:
    explicit WriteScope(Database& database);
    ~WriteScope();
    WriteScope(const WriteScope&) = delete;
    WriteScope& operator=(const WriteScope&) = delete;
    /// Under `EachCall`, outermost: the file has it when this returns.
    void commit();

private:
    Database& database_;
    bool owns_transaction_;
    std::int64_t changes_before_;
    bool committed_ = false;
};

}  // namespace sosw::sqlite

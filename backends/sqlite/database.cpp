#include "backends/sqlite/database.hpp"

#include <utility>

#include <sqlite3.h>

#include "core/base/ensure.hpp"

namespace sosw::sqlite {

namespace {

constexpr int kBusyTimeoutMs = 5000;

[[noreturn]] void throw_error(const std::string& path, sqlite3* handle, std::string_view doing) {
    const std::string reason = handle != nullptr ? sqlite3_errmsg(handle) : "out of memory";
    if (handle != nullptr && sqlite3_errcode(handle) == SQLITE_BUSY) {
        throw DatabaseError{path + ": is in use by another process (" + reason + ")"};
    }
    throw DatabaseError{path + ": " + std::string{doing} + ": " + reason};
}

/// Nobody reads SQLite's account of its memory, and keeping it takes a mutex at each allocation: a
/// tenth of a simulation's time. Without effect where somebody else has used SQLite before.
void leave_out_memory_statistics() {
    [[maybe_unused]] static const int kOnce = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// SQLite reads a null pointer as NULL, which an empty view may be.
const char* bytes_of(std::string_view view) { return view.data() != nullptr ? view.data() : ""; }

}  // namespace

Database::Database(const std::string& path, Durability durability, Sharing sharing)
    : path_{path.empty() ? "a temporary database" : path}, durability_{durability} {
    leave_out_memory_statistics();
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr) != SQLITE_OK) {
        const std::string message = path_ + ": cannot open: " +
                                    (handle_ != nullptr ? sqlite3_errmsg(handle_) : "no memory");
        sqlite3_close_v2(handle_);
        throw DatabaseError{message};
    }
    try {
        sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
        add_visit_function();
        if (sharing == Sharing::Exclusive) {
            execute("PRAGMA locking_mode = EXCLUSIVE;");
        }
        // NORMAL syncs at checkpoints only: a killed process loses nothing that was committed.
        execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;"
            "PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000;"
        );
    } catch (...) {
        sqlite3_close_v2(handle_);
        throw;
    }
}

void Database::add_visit_function() {
    const auto visit = [](sqlite3_context* context, int, sqlite3_value** arguments) {
        auto& self = *static_cast<Database*>(sqlite3_user_data(context));
        ENSURE(self.visitor_ != nullptr);
        bool is_last = true;
        try {
            const auto* bytes = static_cast<const char*>(sqlite3_value_blob(arguments[0]));
            const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
            is_last = self.visitor_->visit({bytes, size});
        } catch (...) {  // no exception may pass through SQLite's frames; `visit` throws it again
            self.visit_failure_ = std::current_exception();
        }
        sqlite3_result_int(context, is_last ? 1 : 0);
    };
    const int code = sqlite3_create_function_v2(
        handle_, "visit", 1, SQLITE_UTF8, this, visit, nullptr, nullptr, nullptr
    );
    if (code != SQLITE_OK) {
        throw_error(path_, handle_, "cannot add a function");
    }
}

Database::~Database() {
    if (in_transaction() && open_savepoints_ == 0) {
        control_quietly(Control::Commit);
    }
    for (sqlite3_stmt* statement : controls_) {
        sqlite3_finalize(statement);
    }
    sqlite3_close_v2(handle_);
}

void Database::execute(const std::string& sql) {
    if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw_error(path_, handle_, sql);
    }
}

void Database::flush() {
    ENSURE(open_savepoints_ == 0);
    if (in_transaction()) {
        control(Control::Commit);
    }
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }

std::int64_t Database::last_insert_rowid() const { return sqlite3_last_insert_rowid(handle_); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Database::begin_if_needed() {
    if (!in_transaction()) {
        control(Control::Begin);
    }
}

void Database::control(Control statement) {
    // Equal names may nest: SQLite releases the innermost.
    static constexpr std::array<const char*, 6> kTexts{
        "BEGIN IMMEDIATE",
        "COMMIT",
        "ROLLBACK",
        "SAVEPOINT scope",
        "RELEASE scope",
        "ROLLBACK TO scope"};
    const auto index = static_cast<std::size_t>(statement);
    sqlite3_stmt*& prepared = controls_.at(index);
    if (prepared == nullptr &&
        sqlite3_prepare_v3(
            handle_, kTexts.at(index), -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr
        ) != SQLITE_OK) {
        throw_error(path_, handle_, kTexts.at(index));
    }
    const int code = sqlite3_step(prepared);
    sqlite3_reset(prepared);
    if (code != SQLITE_DONE) {
        throw_error(path_, handle_, kTexts.at(index));
    }
}

void Database::control_quietly(Control statement) noexcept {
    try {
        control(statement);
    } catch (const DatabaseError&) {
        return;  // SQLite has rolled back by itself, for example because the disk is full.
    }
}

Statement::Statement(Database& database, std::string_view sql) : database_{&database} {
    const int code = sqlite3_prepare_v3(
        database.handle_,
        sql.data(),
        static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT,
        &statement_,
        nullptr
    );
    if (code != SQLITE_OK || statement_ == nullptr) {
        throw_error(database.path_, database.handle_, sql);
    }
    writes_ = sqlite3_stmt_readonly(statement_) == 0;
}

Statement::~Statement() {
    if (statement_ != nullptr) {
        reset();
        sqlite3_finalize(statement_);
    }
}

Statement::Statement(Statement&& other) noexcept
    : database_{other.database_},
      statement_{std::exchange(other.statement_, nullptr)},
      writes_{other.writes_},
      stepped_{std::exchange(other.stepped_, false)},
      active_{std::exchange(other.active_, false)} {}

Statement& Statement::bind(int index, std::int64_t value) {
    ENSURE(sqlite3_bind_int64(statement_, index, value) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind(int index, double value) {
    ENSURE(sqlite3_bind_double(statement_, index, value) == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_text(int index, std::string_view text) {
    const int code = sqlite3_bind_text64(
        statement_, index, bytes_of(text), text.size(), SQLITE_STATIC, SQLITE_UTF8
    );
    ENSURE(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
    const int code =
        sqlite3_bind_blob64(statement_, index, bytes_of(bytes), bytes.size(), SQLITE_STATIC);
    ENSURE(code == SQLITE_OK);
    return *this;
}

Statement& Statement::bind_null(int index) {
    ENSURE(sqlite3_bind_null(statement_, index) == SQLITE_OK);
    return *this;
}

bool Statement::step() {
    if (writes_ && database_->durability_ == Durability::Batched) {
        database_->begin_if_needed();
    }
    const int code = sqlite3_step(statement_);
    stepped_ = true;
    if (code == SQLITE_ROW) {
        database_->active_statements_ += active_ ? 0 : 1;
        active_ = true;
        return true;
    }
    database_->active_statements_ -= active_ ? 1 : 0;
    active_ = false;
    if (code != SQLITE_DONE) {
        // Made before the reset, which may replace SQLite's message.
        const DatabaseError error{
            database_->path_ + ": " + sqlite3_sql(statement_) + ": " +
            sqlite3_errmsg(database_->handle_)};
        reset();
        throw DatabaseError{error};
    }
    return false;
}

void Statement::visit(RowVisitor& visitor) {
    ENSURE(database_->visitor_ == nullptr);
    database_->visitor_ = &visitor;
    try {
        step();
    } catch (...) {
        database_->visitor_ = nullptr;
        throw;
    }
    database_->visitor_ = nullptr;
    reset();
    if (database_->visit_failure_) {
        std::rethrow_exception(std::exchange(database_->visit_failure_, nullptr));
    }
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

void Statement::reset() {
    if (stepped_) {
        sqlite3_reset(statement_);
        stepped_ = false;
        database_->active_statements_ -= active_ ? 1 : 0;
        active_ = false;
    }
}

bool Statement::column_is_null(int index) const {
    return sqlite3_column_type(statement_, index) == SQLITE_NULL;
}

std::int64_t Statement::column_int64(int index) const {
    return sqlite3_column_int64(statement_, index);
}

double Statement::column_double(int index) const {
    return sqlite3_column_double(statement_, index);
}

std::string_view Statement::column_text(int index) const {
    const void* text = sqlite3_column_text(statement_, index);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, index));
    return {static_cast<const char*>(text), size};
}

std::string_view Statement::column_blob(int index) const {
    const void* bytes = sqlite3_column_blob(statement_, index);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, index));
    return {static_cast<const char*>(bytes), size};
}

Savepoint::Savepoint(Database& database)
    : database_{database},
      is_transaction_{database.durability_ == Durability::EachCall && !database.in_transaction()} {
    if (is_transaction_) {
        database_.control(Database::Control::Begin);
    } else {
        database_.begin_if_needed();
        database_.control(Database::Control::Savepoint);
    }
    ++database_.open_savepoints_;
}

Savepoint::~Savepoint() {
    if (!released_) {
        --database_.open_savepoints_;
        if (is_transaction_) {
            database_.control_quietly(Database::Control::Rollback);
        } else {
            database_.control_quietly(Database::Control::RollbackTo);
            database_.control_quietly(Database::Control::Release);
        }
    }
}

void Savepoint::release() {
    ENSURE(!released_);
    using Control = Database::Control;
    database_.control(is_transaction_ ? Control::Commit : Control::Release);
    --database_.open_savepoints_;
    released_ = true;
}

WriteScope::WriteScope(Database& database)
    : database_{database},
      owns_transaction_{database.durability_ == Durability::EachCall && !database.in_transaction()},
      changes_before_{sqlite3_total_changes64(database.handle_)} {
    database_.begin_if_needed();
    ++database_.open_savepoints_;
}

WriteScope::~WriteScope() {
    if (committed_) {
        return;
    }
    --database_.open_savepoints_;
    const bool wrote = sqlite3_total_changes64(database_.handle_) != changes_before_;
    // Inside of somebody's savepoint the savepoint takes care of it.
    if (owns_transaction_ || (wrote && database_.open_savepoints_ == 0)) {
        database_.control_quietly(Database::Control::Rollback);
    }
}

void WriteScope::commit() {
    ENSURE(!committed_);
    if (owns_transaction_) {
        database_.control(Database::Control::Commit);
    }
    --database_.open_savepoints_;
    committed_ = true;
}

}  // namespace sosw::sqlite

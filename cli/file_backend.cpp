#include "cli/file_backend.hpp"

#include <utility>

#include "cli/shell_word.hpp"
#include "core/base/ensure.hpp"

namespace sosw::cli {

namespace {

/// Any delay puts an Event into Lambda's queue; `sosw serve` finds it due at once.
constexpr Duration kDeliveryDelay{1};

/// Everything that follows happens in the transaction that begins here.
sqlite::Database& begun(sqlite::Database& database) {
    database.execute("BEGIN IMMEDIATE");
    return database;
}

}  // namespace

void FileBackend::NoRuntime::start(const FunctionInvocation&, FunctionResults&) { ENSURE(false); }

FileBackend::FileBackend(const std::string& path, CommandClock clock, const Random& random)
    : clock_{std::move(clock)},
      database_{path},
      dynamo_db_{begun(database_), clock_},
      cloud_watch_{database_, clock_},
      lambda_{
          database_, clock_, random.fork("lambda"), runtime_, {.delivery_delay = kDeliveryDelay}},
      sns_{database_, clock_, random.fork("sns")},
      ssm_{database_, clock_},
      s3_{database_, clock_, random.fork("s3")},
      backlog_{database_} {}

FileBackend::~FileBackend() {
    if (!committed_) {
        try {
            database_.execute("ROLLBACK");
        } catch (const sqlite::DatabaseError&) {
            return;  // SQLite has rolled back by itself.
        }
    }
}

OperationPorts FileBackend::ports() {
    return {clock_, dynamo_db_, cloud_watch_, lambda_, sns_, ssm_};
}

std::string FileBackend::arguments() const { return "--db " + shell_word(database_.path()); }

void FileBackend::commit() {
    database_.flush();
    committed_ = true;
}

}  // namespace sosw::cli

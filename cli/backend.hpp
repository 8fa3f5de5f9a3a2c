#pragma once

#include <memory>
#include <string>

#include "core/base/diagnostics.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/sns.hpp"

/// Where the tables, metrics, functions and topics are that a command works on.
///
/// A command asks `open_backend` for one and sees ports only: an emulation file today; another
/// place is another `Backend` and another branch of the factory.

namespace sosw::sqlite {
class LambdaBacklog;
class SqliteLambda;
}  // namespace sosw::sqlite

namespace sosw::cli {

/// What one pass of an essential needs. They live as long as their backend.
struct OperationPorts {
    Clock& clock;
    DynamoDb& dynamo_db;
    CloudWatch& cloud_watch;
    Lambda& lambda;
    Sns& sns;
};

/// Functions that are rows of a file: they can be declared, and nobody runs them.
struct EmulatedFunctions {
    sqlite::SqliteLambda& lambda;
    sqlite::LambdaBacklog& backlog;
};

class Backend {
public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    virtual OperationPorts ports() = 0;
    /// Null: functions are somebody else's matter.
    virtual EmulatedFunctions* functions() = 0;
    /// Arguments with which another command finds the same place, e.g. `--db dev.db`.
    virtual std::string arguments() const = 0;
    /// Keeps what was done; without it nothing has happened, where the place allows that.
    virtual void commit() = 0;
};

struct BackendOptions {
    std::string db{};   ///< An emulation file.
    std::string now{};  ///< Empty: the real time. Otherwise a time, or a distance such as `+15m`.
};

enum class FilePresence { MustExist, MayBeMade };

/// Problems: a file that is missing, or is something else; a time that is none. Throws
/// `sqlite::DatabaseError` where the file cannot be used.
Checked<std::unique_ptr<Backend>> open_backend(
    const BackendOptions& options, FilePresence presence
);

}  // namespace sosw::cli

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/diagnostics.hpp"
#include "core/base/result.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/events.hpp"
#include "core/ports/function_administration.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/lambda_batch.hpp"
#include "core/ports/s3.hpp"
#include "core/ports/sns.hpp"
#include "core/ports/ssm.hpp"

/// Where the tables, metrics, functions and topics are that a command works on.
///
/// A command asks `open_backend` for one and sees ports only: an emulation file, or AWS.

namespace sosw::sqlite {
class LambdaBacklog;
class SqliteLambda;
}  // namespace sosw::sqlite

namespace sosw::cli {

/// What the essentials and their configuration need. They live as long as their backend.
struct OperationPorts {
    Clock& clock;
    DynamoDb& dynamo_db;
    CloudWatch& cloud_watch;
    Lambda& lambda;
    Sns& sns;
    Ssm& ssm;
    LambdaBatch* lambda_batch = nullptr;  ///< Null: one invocation at a time.
};

/// What the Scheduler needs beside them.
struct SchedulerPorts {
    S3& s3;
    Events& events;
};

/// Functions that are rows of a file: they can be declared, and nobody runs them.
struct EmulatedFunctions {
    sqlite::SqliteLambda& lambda;
    sqlite::LambdaBacklog& backlog;
};

/// An account of AWS that somebody pays for.
struct RealAccount {
    std::string id;
    std::string caller;  ///< The ARN of the key's owner.
    std::string region;
};

enum class TableFate { Ready, Gone };

class Backend {
public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    virtual OperationPorts ports() = 0;
    /// Where queue files are kept.
    virtual S3& s3() = 0;
    /// Null: functions are somebody else's matter.
    virtual EmulatedFunctions* functions() = 0;
    /// Makes and deletes functions; null where nobody can.
    virtual FunctionAdministration* function_administration() { return nullptr; }
    /// Where an endpoint on this machine answers for all services; nothing for AWS itself.
    virtual std::optional<std::string> loopback_url() const { return std::nullopt; }
    /// Whose account this is; nothing where it is an emulation.
    virtual Result<std::optional<RealAccount>> real_account() { return std::nullopt; }
    /// Returns when a table that was created is ready, or one that was deleted is gone.
    virtual Result<void> await_table(const std::string& /*name*/, TableFate /*fate*/) { return {}; }
    /// Arguments with which another command finds the same place, e.g. `--db dev.db`.
    virtual std::string arguments() const = 0;
    /// Keeps what was done; without it nothing has happened, where the place allows that.
    virtual void commit() = 0;
};

struct BackendOptions {
    std::string backend = "file";  ///< Or `aws`, to which `db` is nothing.
    std::string db{};              ///< An emulation file.
    std::string profile{};         ///< Of AWS's shared files. Empty: as the environment says.
    std::string region{};          ///< Likewise.
    std::string endpoint_url{};    ///< Of all services. Empty: as configured, or AWS itself.
    bool yes = false;              ///< A real account may be changed without asking.
    std::string now{};  ///< Empty: the real time. Otherwise a time, or a distance such as `+15m`.
};

/// Arguments that name the same place: `--db dev.db`, `--backend aws --region eu-west-1`.
std::string place_arguments(const BackendOptions& options);
/// As problems name it: the file, or `aws`.
std::string place_name(const BackendOptions& options);

enum class FilePresence { MustExist, MayBeMade };

/// Problems: a file that is missing, or is something else; a time that is none; settings of AWS
/// that are missing or wrong, and keys that are. Throws `sqlite::DatabaseError` where the file
/// cannot be used.
Checked<std::unique_ptr<Backend>> open_backend(
    const BackendOptions& options, FilePresence presence
);

}  // namespace sosw::cli

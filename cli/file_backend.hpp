#pragma once

#include <string>

#include "backends/function_runtime.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/lambda_backlog.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "backends/sqlite/sqlite_s3.hpp"
#include "backends/sqlite/sqlite_sns.hpp"
#include "backends/sqlite/sqlite_ssm.hpp"
#include "cli/backend.hpp"
#include "cli/command_clock.hpp"
#include "core/base/random.hpp"

namespace sosw::cli {

/// All services emulated in one SQLite file, for as long as one command takes.
///
/// The command is one transaction, from the opening on: no other process changes the file under
/// it, and one that fails half way leaves nothing. Another command waits some seconds for it.
///
/// Nobody runs functions here. An Event is accepted, as Lambda does, and stays in Lambda's queue.
class FileBackend final : public Backend {
public:
    /// Throws `sqlite::DatabaseError`.
    FileBackend(const std::string& path, CommandClock clock, const Random& random);
    ~FileBackend() override;

    OperationPorts ports() override;
    S3& s3() override { return s3_; }
    EmulatedFunctions* functions() override { return &functions_; }
    std::string arguments() const override;
    void commit() override;

private:
    /// Never asked to run anything: what is queued is not delivered by this process.
    class NoRuntime final : public FunctionRuntime {
    public:
        void start(const FunctionInvocation& invocation, FunctionResults& results) override;
        void stop(const std::string&) override {}
    };

    CommandClock clock_;
    sqlite::Database database_;
    bool committed_ = false;
    NoRuntime runtime_;
    sqlite::SqliteDynamoDb dynamo_db_;
    sqlite::SqliteCloudWatch cloud_watch_;
    sqlite::SqliteLambda lambda_;
    sqlite::SqliteSns sns_;
    sqlite::SqliteSsm ssm_;
    sqlite::SqliteS3 s3_;
    sqlite::LambdaBacklog backlog_;
    EmulatedFunctions functions_{lambda_, backlog_};
};

}  // namespace sosw::cli

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backends/aws/aws_cloud_watch.hpp"
#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/aws/aws_lambda.hpp"
#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"
#include "backends/endpoint/lambda/function_logs.hpp"
#include "backends/endpoint/lambda/function_registry.hpp"
#include "backends/endpoint/lambda/lambda_service.hpp"
#include "backends/endpoint/services/cloud_watch_service.hpp"
#include "backends/endpoint/signature_check.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "core/base/random.hpp"
#include "core/config/config.hpp"
#include "core/ecology/ecology_manager.hpp"
#include "core/tasks/task_manager.hpp"
#include "sim/invariants/task_ledger.hpp"
#include "sim/record/recorder.hpp"
#include "sim/world/chronicle.hpp"
#include "sim/world/pass_log.hpp"
#include "tests/support/faulty_transport.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/manual_runtime.hpp"
#include "tests/support/recording_sns.hpp"
#include "tests/support/server_thread.hpp"
#include "tests/support/service_client.hpp"

namespace sosw::test {

/// The emulated services behind their HTTP faces, and the simulator's own book of every task, which
/// hears of what took effect in tables and in Lambda, never of what a caller was told.
class WireServices final : private sqlite::LambdaObserver {
public:
    struct Place {
        std::string table{};
        Item item{};
        bool operator==(const Place&) const = default;
    };
    using Places = std::map<std::string, Place>;  ///< By task.

    /// One labourer, `kLabourer`, of `config`.
    explicit WireServices(const SoswConfig& config);

    /// Answers a signed request and looks at what it changed.
    void handle(const wire::HttpRequest& request, const endpoint::Reply& reply);
    /// On whose behalf requests are, from now on: a pass's, or nobody's.
    void set_pass(std::optional<sim::PassNumber> pass);
    /// Counts everything in the tables and compares it with the book.
    void recount();
    /// What was found so far, one per line: empty in every good world.
    std::string violations();
    void set_metric(double value);
    /// All tasks as they stand in the tables.
    Places look();

    /// What Lambda accepted since this was last called: payloads, in no order that matters.
    std::vector<std::string> take_accepted();
    const sim::LedgerCounts& counts() const { return ledger_.counts(0); }
    sim::PassLog& passes() { return passes_; }
    ManualClock& clock() { return clock_; }
    sqlite::SqliteDynamoDb& tables() { return tables_; }
    const SoswConfig& config() const { return config_; }

private:
    class NoWorkers final : public endpoint::FunctionWorkers {
    public:
        void set_worker(const std::string&, endpoint::WorkerMaker) override {}
        void remove_worker(const std::string&) override {}
    };
    void accepted(const sqlite::InvocationEvent& event) override;
    void follow_changes();
    void follow(const std::string& task, const Place* before, const Place& now);

    const SoswConfig& config_;
    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb tables_{database_, clock_};
    sqlite::SqliteCloudWatch metrics_{database_, clock_};
    ManualRuntime runtime_;
    sqlite::SqliteLambda lambda_;
    NoWorkers workers_;
    endpoint::FunctionRegistry registry_;
    endpoint::FunctionLogs logs_;
    endpoint::SignatureCheck check_;
    endpoint::DynamoDbService dynamo_db_service_;
    endpoint::CloudWatchService cloud_watch_service_;
    endpoint::LambdaService lambda_service_;

    sim::Recorder recorder_{":memory:"};
    sim::TaskLedger ledger_;
    sim::Chronicle chronicle_;
    sim::PassLog passes_;
    std::optional<sim::PassNumber> pass_{};
    std::optional<sim::PassLog::InvokeScope> invoking_{};
    Places places_{};
    std::vector<std::string> accepted_{};
};

struct WireWorldOptions {
    std::uint64_t seed = 1;
    std::size_t parallel = 1;  ///< Tasks that a pass invokes at once.
    double fault_probability = 0;
    std::vector<WireFault> faults{};
    Lie lie = Lie::None;
    Way way = Way::InProcess;
};

/// Real passes of sosw's parts over AWS's adapters, a network that fails, and the emulations.
///
/// Time stands still but for what is slept, and moves from minute to minute. The same options give
/// the same world.
class WireWorld {
public:
    explicit WireWorld(const WireWorldOptions& options);

    /// Tasks come, the Orchestrator passes, workers report, the Scavenger passes; then everything
    /// is counted.
    void minute();
    /// No more faults, no more tasks, and good health.
    void heal();
    /// Every task that somebody wanted is closed.
    bool is_drained() const;

    WireServices& services() { return services_; }
    FaultyTransport& transport() { return faulty_; }
    const std::map<InvocationResult, int>& outcomes() const { return outcomes_; }
    int crashes() const { return crashes_; }
    int rejected_keys() const { return credentials_.rejected(); }
    std::int64_t wanted() const { return wanted_; }

private:
    struct Work {
        std::string payload;
        Timestamp until{};
    };

    /// Makes the way to the services, and tells where they are.
    aws::ServiceUrl reach();
    aws::ServiceAddress address(const char* service) const;
    void create();
    void orchestrate();
    void work();
    void scavenge();
    bool report(const std::string& payload);

    const WireWorldOptions options_;
    const SoswConfig config_;
    Random random_;
    WireServices services_{config_};
    std::unique_ptr<ServerThread> server_{};
    std::unique_ptr<aws::HttpTransport> to_services_{};
    aws::ServiceUrl url_;
    FaultyTransport faulty_;
    RotatingCredentials credentials_;
    aws::AwsAccess access_;
    aws::AwsDynamoDb dynamo_db_;
    aws::AwsCloudWatch cloud_watch_;
    aws::AwsLambda lambda_;
    RecordingSns sns_;
    std::vector<NewTask> pending_{};  ///< Wanted, and not known to be there.
    std::int64_t wanted_ = 0;
    std::vector<Work> works_{};
    std::map<InvocationResult, int> outcomes_{};
    int crashes_ = 0;
    bool healed_ = false;
};

}  // namespace sosw::test

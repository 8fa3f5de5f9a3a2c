#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/config/config.hpp"
#include "core/ecology/ecology_manager.hpp"
#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "core/essentials/worker_assistant.hpp"
#include "core/tasks/task_manager.hpp"
#include "tests/support/config_builders.hpp"
#include "tests/support/failing_dynamo_db.hpp"
#include "tests/support/fake_cloud_watch.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_cloud_watch.hpp"
#include "tests/support/recording_lambda.hpp"
#include "tests/support/recording_sns.hpp"

/// A whole sosw in memory: the core over tables in SQLite, with a clock that stands still and fakes
/// that keep what they were told.

namespace sosw::test {

enum class IndexProjection { AsDefined, KeysOnly };

struct TestWorldOptions {
    IndexProjection projection = IndexProjection::AsDefined;  ///< Of all secondary indexes.
};

class TestWorld {
public:
    /// Creates sosw's tables with the names of `config`, and a function with a timeout of 300
    /// seconds for each labourer.
    explicit TestWorld(SoswConfig configuration = sosw_config(), TestWorldOptions options = {});

    /// Creates a task and returns its id: `task-0001`, `task-0002` …
    std::string create_task(
        const std::string& labourer = kLabourer, const CreateTaskInput& input = {}
    );
    /// Creates `count` tasks and returns their ids.
    std::vector<std::string> create_tasks(int count, const std::string& labourer = kLabourer);
    /// One pass in a cold container.
    OrchestratorPass orchestrate();
    ScavengerPass scavenge();
    /// A worker's report.
    Result<CompletionResult> report(const CompletionInput& input);
    Result<CompletionResult> complete(const std::string& task_id);
    /// Writes a whole item, as something outside sosw may do.
    void put(const std::string& table, Item item);
    /// A task as it stands in the queue, with `fields` laid over what sosw writes.
    Item task_item(const std::string& task_id, const Map& fields = {}) const;

    std::vector<Item> items(const std::string& table);
    /// Ids of a table's items in their order.
    std::vector<std::string> ids(const std::string& table);
    std::vector<std::string> ids_in_tasks();
    std::vector<std::string> ids_in_retry();
    std::vector<std::string> ids_in_closed();
    /// The item in `sosw_tasks` and the other two; empty where there is none.
    Item task(const std::string& task_id);
    Item retry(const std::string& task_id);
    Item closed(const std::string& task_id);

    const TaskManagerConfig& tasks_config() const { return config.task_manager; }
    std::int64_t now() const { return epoch_seconds(clock.now()); }

    const SoswConfig config;
    ManualClock clock;
    sqlite::Database database{":memory:"};
    sqlite::SqliteDynamoDb tables{database, clock};
    FailingDynamoDb dynamo_db{tables};
    FakeCloudWatch metrics;
    RecordingCloudWatch cloud_watch{metrics};
    RecordingLambda lambda;
    RecordingSns sns;
    EcologyMemory memory;  ///< Of the process.

    std::string next_task_id();
    /// Empties the tables and what was recorded, and begins anew with the ids; much quicker than a
    /// new world.
    void start_over();

private:
    Item find(const std::string& table, const std::string& task_id);

    std::int64_t ids_given_ = 0;
};

/// The processors of one pass, as a cold container builds them.
class Processors {
public:
    explicit Processors(TestWorld& world) : Processors{world, world.dynamo_db} {}
    /// With tables behind a decorator of the test's own.
    Processors(TestWorld& world, DynamoDb& dynamo_db);

    EcologyManager ecology;
    TaskManager tasks;
    Orchestrator orchestrator;
    Scavenger scavenger;
    WorkerAssistant assistant;

    /// The labourer as registered now. Requires that it is configured.
    Labourer labourer(const std::string& id = kLabourer);
};

/// `item`'s number as a whole one; -1 where it has none of this name.
std::int64_t number_of(const Item& item, const std::string& field);
/// `item`'s text; empty where it has none of this name.
std::string text_of(const Item& item, const std::string& field);
std::vector<std::string> ids_of(const std::vector<Task>& tasks);
/// Payloads of invocations and tasks, decoded. Requires an object.
Map decoded(const std::string& json);

}  // namespace sosw::test

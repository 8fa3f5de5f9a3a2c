// The commands that work on an emulation file, as a user types them.

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/sqlite_ssm.hpp"
#include "backends/system_clock.hpp"
#include "tests/cli/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {
namespace {

using Json = nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// A labourer that feels a database, and one that feels nothing.
constexpr const char* kConfig = R"({
    "task_config": {
        "labourers": {
            "reports": {
                "arn": "arn:aws:lambda:eu-west-1:000000000000:function:reports",
                "max_simultaneous_invocations": 4,
                "duration": 300, "cooldown": 60, "max_duration": 120,
                "health_metrics": {
                    "DatabaseCpu": {
                        "details": {
                            "MetricName": "CPUUtilization", "Namespace": "AWS/RDS",
                            "Statistics": ["Maximum"], "Period": 60,
                            "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "shared"}]
                        },
                        "feelings": {"4": 75, "3": 90},
                        "feeling_comparison_operator": "<="
                    }
                }
            },
            "imports": {"arn": "imports", "max_simultaneous_invocations": 2, "max_attempts": 1}
        }
    }
})";

constexpr const char* kNoon = "2026-03-02T12:00:30Z";

class SoswOperations : public ::testing::Test {
protected:
    /// Adds `--db` and `--config`, and a time that stands still.
    Finished sosw(std::vector<std::string> arguments, const std::string& now = kNoon) const {
        arguments.insert(arguments.end(), {"--db", db_, "--config", config_, "--now", now});
        return run_sosw(arguments);
    }

    Json json(std::vector<std::string> arguments, const std::string& now = kNoon) const {
        arguments.emplace_back("--json");
        const Finished finished = sosw(std::move(arguments), now);
        EXPECT_THAT(finished.err, IsEmpty());
        return Json::parse(finished.out);
    }

    void set_up_world() const {
        ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
        ASSERT_EQ(sosw({"functions", "put"}).exit_code, 0);
    }

    /// Documents where a deployed sosw has them, in the emulation file.
    void put_document(const std::string& env, const std::string& name, const std::string& text)
        const {
        SystemClock clock;
        sqlite::Database database{db_};
        sqlite::SqliteDynamoDb tables{database, clock};
        const auto put = tables.put_item(
            {.table_name = "config",
             .item =
                 {{"env", AttributeValue{env}},
                  {"config_name", AttributeValue{name}},
                  {"config_value", AttributeValue{text}}}}
        );
        ASSERT_TRUE(put) << to_string(put.error());
        database.flush();
    }
    void put_parameter(const std::string& name, const std::string& text) const {
        SystemClock clock;
        sqlite::Database database{db_};
        sqlite::SqliteSsm parameters{database, clock};
        ASSERT_TRUE(parameters.put_parameter(
            {.name = name, .value = text, .type = ParameterType::SecureString}
        ));
        database.flush();
    }
    /// Without `--config`.
    Finished sosw_deployed(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--db", db_, "--now", kNoon});
        return run_sosw(arguments);
    }

    std::vector<std::string> create(const std::string& labourer, int count) const {
        return json({"create", labourer, "--count", std::to_string(count)})
            .at("task_ids")
            .get<std::vector<std::string>>();
    }

    test::TemporaryFolder folder_;
    std::string db_ = folder_.path("dev.db");
    std::string config_ = folder_.write("orchestrator.json", kConfig);
};

/// Of one labourer in the answer of a pass.
Json labourer_of(const Json& pass, const std::string& name) {
    for (const Json& labourer : pass.at("labourers")) {
        if (labourer.at("labourer") == name) {
            return labourer;
        }
    }
    return {};
}

TEST_F(SoswOperations, DecideByWhatADeployedFunctionReadsFromTheTable) {
    set_up_world();
    put_document("production", "sosw_essential_config", kConfig);
    put_document(
        "production",
        "sosw_orchestrator_config",
        R"({"task_config": {"labourers": {"imports": {"max_simultaneous_invocations": 7}}}})"
    );
    put_document("dev", "sosw_essential_config", R"({"task_config": {"labourers": {}}})");
    const auto orchestrate = [&](std::vector<std::string> more) {
        more.insert(
            more.begin(), {"orchestrate", "--dry-run", "--json", "--config-source", "dynamo"}
        );
        return Json::parse(sosw_deployed(std::move(more)).out);
    };

    EXPECT_EQ(labourer_of(orchestrate({}), "imports").at("desired"), 7);
    EXPECT_EQ(labourer_of(orchestrate({"--function-name", "other"}), "imports").at("desired"), 2)
        << "which has no document of its own";
    EXPECT_THAT(orchestrate({"--stage", "dev"}).at("labourers"), IsEmpty());
    const std::string by_hand = folder_.write(
        "by_hand.json",
        R"({"task_config": {"labourers": {"imports": {"max_simultaneous_invocations": 3}}}})"
    );
    EXPECT_EQ(labourer_of(orchestrate({"--config", by_hand}), "imports").at("desired"), 3);
}

TEST_F(SoswOperations, DecideByWhatADeployedFunctionReadsFromTheParameterStore) {
    set_up_world();
    put_parameter("sosw_essential_config", kConfig);
    const Finished finished =
        sosw_deployed({"orchestrate", "--dry-run", "--json", "--config-source", "SSM"});
    EXPECT_THAT(finished.err, IsEmpty());
    EXPECT_EQ(labourer_of(Json::parse(finished.out), "imports").at("desired"), 2);
}

TEST_F(SoswOperations, SayWhereTheyLookedForADeployedConfiguration) {
    set_up_world();
    const Finished nowhere = sosw_deployed({"scavenge", "--config-source", "dynamo"});
    EXPECT_EQ(nowhere.exit_code, 2);
    EXPECT_THAT(
        nowhere.err,
        HasSubstr("--config-source dynamo: There is no configuration: neither "
                  "config/production/sosw_essential_config nor "
                  "config/production/sosw_scavenger_config")
    );
    put_parameter("sosw_scavenger_config", R"({"task_config": 1})");
    EXPECT_THAT(
        sosw_deployed({"scavenge", "--config-source", "ssm"}).err,
        HasSubstr("parameter/sosw_scavenger_config: /task_config: ")
    );
    const Finished without = sosw_deployed({"scavenge"});
    EXPECT_EQ(without.exit_code, 2);
    EXPECT_THAT(without.err, HasSubstr("--config: is required"));
}

TEST_F(SoswOperations, ShowThePercentileThatAMetricIsFeltBy) {
    set_up_world();
    const std::string config = folder_.write("percentile.json", R"({"task_config": {"labourers": {
        "slow": {"arn": "slow", "health_metrics": {"Latency": {
            "details": {"MetricName": "Latency", "Namespace": "My", "ExtendedStatistics": ["p95"]},
            "feelings": {"4": 1}, "feeling_comparison_operator": "<="}}}}}})");
    const std::vector<std::string> place{"--db", db_, "--config", config, "--now", kNoon};
    std::vector<std::string> put{"metrics", "put", "Latency", "7"};
    put.insert(put.end(), place.begin(), place.end());
    ASSERT_EQ(run_sosw(put).exit_code, 0);
    std::vector<std::string> get{"metrics", "get", "Latency", "--json"};
    get.insert(get.end(), place.begin(), place.end());
    const Finished finished = run_sosw(get);
    EXPECT_THAT(finished.err, IsEmpty());
    const Json point = Json::parse(finished.out).at("datapoints").at(0);
    EXPECT_EQ(point.at("p95"), 7);
    EXPECT_EQ(point.at("average"), 7);
}

TEST_F(SoswOperations, ChangeNothingInADryRun) {
    set_up_world();
    EXPECT_THAT(sosw({"create", "imports", "--dry-run"}).out, HasSubstr("Would create 1 task of"));
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("imports  no tasks"));
    const std::string id = create("imports", 1).at(0);
    EXPECT_EQ(json({"complete", id, "--dry-run"}).at("result"), "marked_completed");
    EXPECT_EQ(json({"complete", id, "--dry-run", "--failed", "x"}).at("result"), "closed_failed");
    EXPECT_EQ(sosw({"complete", "nobody", "--dry-run"}).exit_code, 2);
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("imports  1 queued\n"));
    EXPECT_THAT(
        sosw({"tables", "delete", "sosw_closed_tasks", "--dry-run"}).out,
        HasSubstr("sosw_closed_tasks would be deleted")
    );
    ASSERT_EQ(sosw({"tables", "delete", "sosw_closed_tasks"}).exit_code, 0);
    EXPECT_EQ(
        json({"tables", "create", "--dry-run"}).at(2),
        (Json{{"table", "sosw_closed_tasks"}, {"would_create", true}})
    );
    EXPECT_EQ(json({"tables", "list"}).size(), 3U);
}

TEST_F(SoswOperations, CreateTheTablesOfSoswOnce) {
    const Json created = json({"tables", "create"});
    ASSERT_EQ(created.size(), 4U);
    EXPECT_EQ(created.at(0), (Json{{"table", "sosw_tasks"}, {"created", true}}));
    EXPECT_THAT(sosw({"tables", "create"}).out, HasSubstr("sosw_tasks           was there"));
    EXPECT_THAT(
        sosw({"tables", "describe", "sosw_tasks"}).out,
        HasSubstr("global index sosw_tasks_greenfield: labourer_id, greenfield; whole items")
    );
}

TEST_F(SoswOperations, CreateTablesAsTheConfigurationNamesThem) {
    const std::string config = folder_.write(
        "named.json", R"({"task_config": {"dynamo_db_config": {"table_name": "jobs"}}})"
    );
    const Finished finished = run_sosw({"tables", "create", "--db", db_, "--config", config});
    EXPECT_THAT(finished.out, HasSubstr("jobs                 created"));
}

/// A job of two sections and two days, isolated, for a configuration that cuts sections.
constexpr const char* kJob = R"({"lambda_name": "reports", "period": "last_2_days",
    "isolate_days": true, "sections": ["a", 1.0], "isolate_sections": true})";
constexpr const char* kSchema = R"({"job_schema": {"chunkable_attrs": [["section", {}]]}})";

TEST_F(SoswOperations, ScheduleShowsWhatAJobWouldBecome) {
    const std::string schema = folder_.write("scheduler.json", kSchema);
    const std::string job = folder_.write("job.json", kJob);
    const Finished finished = run_sosw(
        {"schedule", job, "--dry-run", "--config", config_, "--config", schema, "--now", kNoon}
    );
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_EQ(
        finished.out,
        "Would create 4 tasks of reports:\n"
        "  {\"date_list\": [\"2026-02-28\"], \"sections\": [\"a\"]}\n"
        "  {\"date_list\": [\"2026-02-28\"], \"sections\": [1.0]}\n"
        "  {\"date_list\": [\"2026-03-01\"], \"sections\": [\"a\"]}\n"
        "  {\"date_list\": [\"2026-03-01\"], \"sections\": [1.0]}\n"
    );
}

TEST_F(SoswOperations, ScheduleCreatesTheTasksThatItTells) {
    set_up_world();
    const std::string schema = folder_.write("scheduler.json", kSchema);
    const Json told = json({"schedule", kJob, "--config", schema});
    ASSERT_EQ(told.at("tasks").size(), 4U);
    EXPECT_THAT(told.at("warnings"), IsEmpty());
    sosw({"metrics", "put", "DatabaseCpu", "50"});
    const Json pass = json({"orchestrate"});
    const Json invoked = labourer_of(pass, "reports").at("tasks");
    ASSERT_EQ(invoked.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(invoked.at(i).at("task_id"), told.at("tasks").at(i).at("task_id"));
    }
}

TEST_F(SoswOperations, ScheduleRefusesWhatIsNoJobAndCreatesNothing) {
    set_up_world();
    const auto refusal = [&](const std::string& job) {
        const Finished finished = sosw({"schedule", job});
        EXPECT_EQ(finished.exit_code, 2) << finished.out;
        return finished.err;
    };
    EXPECT_THAT(refusal(R"({"lambda_name": "report"})"), HasSubstr("Did you mean \"reports\"?"));
    EXPECT_THAT(refusal(R"({"x": 1})"), HasSubstr("needs `lambda_name`"));
    EXPECT_THAT(refusal(R"({"lambda_name": "reports", "attempts": 1})"), HasSubstr("`attempts`"));
    EXPECT_THAT(refusal(folder_.path("nothing.json")), HasSubstr("nothing.json"));
    EXPECT_THAT(
        run_sosw({"schedule", kJob, "--config", config_}).err, HasSubstr("unless with --dry-run")
    );
}

TEST_F(SoswOperations, ScheduleTellsOptionsThatDoNotGoTogether) {
    set_up_world();
    EXPECT_THAT(sosw({"schedule"}).err, HasSubstr("JOB: name a job, or with --resume"));
    EXPECT_THAT(
        sosw({"schedule", kJob, "--queue-files", folder_.path("queue")}).err,
        HasSubstr("--queue-files: goes with --backend aws only")
    );
    EXPECT_THAT(
        sosw({"schedule", kJob, "--take-over"}).err, HasSubstr("--take-over: goes with --resume")
    );
    EXPECT_THAT(
        sosw({"schedule", "--resume", "tasks_queue_1.txt"}).err,
        HasSubstr("there is no bucket `autotest-bucket`")
    );
}

TEST_F(SoswOperations, SchedulesDaysAreThoseOfTheTimeZone) {
    const std::string zone = folder_.write(
        "zone.json",
        R"({"time_zone": "Pacific/Kiritimati", "job_schema": {"chunkable_attrs": [["section"]]}})"
    );
    const std::string job =
        R"({"lambda_name": "reports", "period": "today", "isolate_sections": true, "sections": ["a"]})";
    const Finished finished = run_sosw(
        {"schedule", job, "--dry-run", "--config", config_, "--config", zone, "--now", kNoon}
    );
    EXPECT_THAT(finished.out, HasSubstr(R"("date_list": ["2026-03-03"])")) << finished.err;
    const std::string wrong = folder_.write("wrong.json", R"({"time_zone": "Vienna"})");
    EXPECT_THAT(
        run_sosw({"schedule", job, "--dry-run", "--config", config_, "--config", wrong}).err,
        HasSubstr("wrong.json: /time_zone: expected a time zone of the IANA database")
    );
}

TEST_F(SoswOperations, OrchestrateExplainsItsDecision) {
    set_up_world();
    sosw({"metrics", "put", "DatabaseCpu", "82"});
    const std::vector<std::string> ids = create("reports", 5);
    const Finished finished = sosw({"orchestrate"});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_THAT(
        finished.out,
        HasSubstr(
            "reports  3 Good\n"
            "  DatabaseCpu = 82 feels 3 Good: <= 90, not <= 75\n"
            "  may run floor(4 × 0.75) = 3, running 0: 3 desired\n"
            "  fetched 3: 3 invoked\n"
            "    " +
            ids.at(0) + " invoked, attempt 1\n"
        )
    );
    EXPECT_THAT(finished.out, HasSubstr("the queue is empty: 0 invoked"));
    EXPECT_THAT(
        finished.out, HasSubstr("3 invocations wait in Lambda's queue: no worker runs here")
    );
    EXPECT_THAT(
        sosw({"orchestrate"}).out, HasSubstr("running 3: 0 desired\n  as many run already as may")
    );
}

TEST_F(SoswOperations, OrchestrateTellsProgramsTheSame) {
    set_up_world();
    sosw({"metrics", "put", "DatabaseCpu", "82"});
    const std::vector<std::string> ids = create("reports", 1);
    const Json pass = json({"orchestrate"});
    const Json reports = labourer_of(pass, "reports");
    EXPECT_EQ(reports.at("status"), 3);
    EXPECT_EQ(reports.at("desired"), 3);
    EXPECT_EQ(reports.at("metrics").at(0).at("value"), 82);
    EXPECT_EQ(reports.at("tasks").at(0).at("task_id"), ids.at(0));
    EXPECT_EQ(reports.at("tasks").at(0).at("result"), "invoked");
    EXPECT_EQ(pass.at("invoked"), 1);
    EXPECT_EQ(pass.at("failed"), false);
    EXPECT_EQ(pass.at("started"), kNoon);
}

TEST_F(SoswOperations, ADryRunDecidesTheSameAndChangesNothing) {
    set_up_world();
    create("imports", 3);
    const Json dry = json({"orchestrate", "--dry-run"});
    EXPECT_EQ(dry.at("dry_run"), true);
    EXPECT_EQ(dry.at("invoked"), 2);
    EXPECT_THAT(sosw({"orchestrate", "--dry-run"}).out, HasSubstr("fetched 2: 2 would be invoked"));
    EXPECT_THAT(json({"functions", "queue"}), IsEmpty());
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("imports  3 queued\n"));
    EXPECT_EQ(json({"orchestrate"}).at("invoked"), 2);
}

TEST_F(SoswOperations, OrchestrateServesOnlyTheLabourersThatWereNamed) {
    set_up_world();
    create("imports", 1);
    const Json pass = json({"orchestrate", "--labourer", "reports"});
    EXPECT_EQ(pass.at("labourers").size(), 1U);
    EXPECT_EQ(pass.at("invoked"), 0);
}

TEST_F(SoswOperations, OrchestrateSaysWhatIsMissingAndHowToMendIt) {
    sosw({"tables", "create"});
    const Finished finished = sosw({"orchestrate"});
    EXPECT_EQ(finished.exit_code, 1) << "a labourer was not served";
    EXPECT_THAT(finished.out, HasSubstr("imports  not served\n  ResourceNotFoundException"));
    EXPECT_THAT(finished.out, HasSubstr("\n  sosw functions put --db " + db_ + " --config "));
}

TEST_F(SoswOperations, AMetricWithoutDataIsExplained) {
    set_up_world();
    const Finished finished = sosw({"orchestrate"});
    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_THAT(
        finished.out,
        HasSubstr("DatabaseCpu has no data and feels 0 Bad (treat_missing_data: breaching)\n"
                  "    there is no Maximum of AWS/RDS/CPUUtilization (DBInstanceIdentifier=shared) "
                  "in the last 5m")
    );
    EXPECT_THAT(finished.out, HasSubstr("sosw metrics put DatabaseCpu VALUE --db "));
}

TEST_F(SoswOperations, AnInvocationWaitsUntilItsTaskIsCompleted) {
    set_up_world();
    const std::string id =
        json({"create", "imports", "--payload", R"({"big": 123456789012345678901234567890})"})
            .at("task_ids")
            .at(0);
    sosw({"orchestrate"});
    const Json waiting = json({"functions", "queue"});
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting.at(0).at("function"), "imports");
    EXPECT_EQ(waiting.at(0).at("payload").at("task_id"), id);
    EXPECT_THAT(
        sosw({"functions", "queue"}).out, HasSubstr(R"("big": 123456789012345678901234567890)")
    );
    const Json completed = json({"complete", id, "--result", R"({"rows": 12})"});
    EXPECT_EQ(completed.at("result"), "marked_completed");
    EXPECT_EQ(completed.at("invocations_settled"), 1);
    EXPECT_THAT(json({"functions", "queue"}), IsEmpty());
    const Json functions = json({"functions", "list"});
    EXPECT_EQ(functions.at(0).at("succeeded"), 1);
    EXPECT_EQ(json({"tasks"}).at(0).at("item").at("result_rows"), 12);
}

TEST_F(SoswOperations, ScavengeArchivesRetriesAndCloses) {
    set_up_world();
    sosw({"metrics", "put", "DatabaseCpu", "20"});
    const std::vector<std::string> reports = create("reports", 2);
    const std::vector<std::string> imports = create("imports", 1);
    sosw({"orchestrate"});
    sosw({"complete", reports.at(0)});

    const Json dry = json({"scavenge", "--dry-run"}, "2026-03-02T13:00:00Z");
    EXPECT_EQ(dry.at("archived"), 1);
    const Finished finished = sosw({"scavenge"}, "2026-03-02T13:00:00Z");
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr(reports.at(0) + " completed: archived"));
    EXPECT_THAT(
        finished.out,
        HasSubstr(reports.at(1) + " expired at attempt 1 of 3: comes back in 2m (1 × 2m)")
    );
    EXPECT_THAT(
        finished.out, HasSubstr(imports.at(0) + " expired at attempt 1 of 1: closed as dead")
    );
    EXPECT_THAT(finished.out, HasSubstr("Dead tasks were announced to arn:aws:sns:"));
    const Json later = json({"scavenge"}, "2026-03-02T13:02:00Z");
    EXPECT_EQ(later.at("due_for_retry"), 1);
}

TEST_F(SoswOperations, AFailedTaskIsClosedWithItsReasonWhereverItStands) {
    set_up_world();
    const std::vector<std::string> ids = create("imports", 2);
    sosw({"orchestrate"});
    EXPECT_EQ(
        json({"complete", ids.at(0), "--failed", "no such customer"}).at("result"), "closed_failed"
    );
    EXPECT_EQ(json({"complete", ids.at(0), "--failed", "again"}).at("result"), "already_closed");
    const Json listed = json({"tasks", "imports"});
    ASSERT_EQ(listed.size(), 2U);
    EXPECT_EQ(listed.at(1).at("state"), "closed");
    EXPECT_EQ(listed.at(1).at("item").at("failure_message"), "no such customer");
    EXPECT_EQ(sosw({"complete", ids.at(1), "--failed", ""}).exit_code, 2);
}

TEST_F(SoswOperations, ATaskThatWaitsForRetryCanBeClosedAsFailed) {
    set_up_world();
    sosw({"metrics", "put", "DatabaseCpu", "20"});
    const std::vector<std::string> ids = create("reports", 1);
    sosw({"orchestrate"});
    sosw({"scavenge"}, "2026-03-02T13:00:00Z");
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("reports  1 waiting for retry\n"));
    EXPECT_EQ(json({"complete", ids.at(0), "--failed", "enough"}).at("result"), "closed_failed");
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("1 attempt made, failed: \"enough\""));
}

TEST_F(SoswOperations, MetricsArePutAndShown) {
    set_up_world();
    sosw(
        {"metrics",
         "put",
         "AWS/RDS/CPUUtilization",
         "40",
         "--dimension",
         "DBInstanceIdentifier=shared"}
    );
    sosw({"metrics", "put", "DatabaseCpu", "60.5"});
    const Json points = json({"metrics", "get", "DatabaseCpu"}).at("datapoints");
    ASSERT_EQ(points.size(), 1U) << "both names mean the same metric";
    EXPECT_EQ(points.at(0).at("maximum"), 60.5);
    EXPECT_EQ(points.at(0).at("samples"), 2);
    EXPECT_THAT(
        sosw({"metrics", "get", "DatabaseCpu"}).out, HasSubstr("2026-03-02T12:00:00Z    50.25")
    );
    EXPECT_THAT(sosw({"metrics", "get", "My/Queue", "--last", "1h"}).out, HasSubstr("no data"));
}

TEST_F(SoswOperations, AllProblemsAreSaidAtOnce) {
    const Finished finished = sosw({"create", "report", "--payload", "{\"a\": 1,}"}, "tomorrow");
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.out, IsEmpty());
    EXPECT_THAT(finished.err, HasSubstr("--payload:1:9: syntax error"));
    EXPECT_THAT(finished.err, HasSubstr("--now: expected a time such as"));
    EXPECT_THAT(finished.err, HasSubstr(db_ + ": there is no such file; `sosw tables create"));
    EXPECT_THAT(finished.err, HasSubstr("Did you mean \"reports\"?"));
    EXPECT_FALSE(std::filesystem::exists(db_)) << "only `tables create` makes a file";
}

TEST_F(SoswOperations, ProblemsOfTheConfigurationHaveTheirPlace) {
    sosw({"tables", "create"});
    const std::string broken =
        folder_.write("broken.json", R"({"task_config": {"labourers": {"a": {"ar": "x"}}}})");
    const Finished finished =
        run_sosw({"orchestrate", "--db", db_, "--config", broken, "--config", "nowhere.json"});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("broken.json: /task_config/labourers/a/ar: "));
    EXPECT_THAT(finished.err, HasSubstr("nowhere.json: cannot be read: there is no such file"));
}

TEST_F(SoswOperations, MissingTablesAreNamedWithTheRemedy) {
    const std::string empty = folder_.write("empty.db", "");
    const Finished finished = run_sosw({"scavenge", "--db", empty, "--config", config_});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(
        finished.err,
        HasSubstr(
            "tables are missing: sosw_tasks, sosw_retry_tasks, sosw_closed_tasks. Make them "
            "with: sosw tables create --db " +
            empty
        )
    );
}

TEST_F(SoswOperations, OtherFilesAreRefused) {
    const auto list = [](const std::string& db) {
        return run_sosw({"tables", "list", "--db", db});
    };
    EXPECT_THAT(list(config_).err, HasSubstr("is no SQLite file"));
    EXPECT_THAT(list(folder_.path("")).err, HasSubstr("is a folder"));
    EXPECT_THAT(list(":memory:").err, HasSubstr("would be gone when the command ends"));
    const std::string record = folder_.path("record.db");
    run_sosw({"run", "scenarios/silent_metric.json", "--set", "/duration=1m", "--db", record});
    EXPECT_THAT(list(record).err, HasSubstr("is the record of a run"));
}

TEST_F(SoswOperations, AFileInUseIsLeftAlone) {
    sosw({"tables", "create"});
    sqlite::Database other{db_};
    other.execute("BEGIN IMMEDIATE");
    const Finished finished = sosw({"create", "imports"});
    EXPECT_EQ(finished.exit_code, 3);
    EXPECT_THAT(finished.err, HasSubstr("is in use by another process"));
}

TEST_F(SoswOperations, ATableWithItemsIsDeletedOnlyByForce) {
    set_up_world();
    create("imports", 2);
    const Finished refused = sosw({"tables", "delete", "sosw_tasks"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("holds 2 items; with --force"));
    EXPECT_EQ(sosw({"tables", "delete", "sosw_tasks", "--force"}).exit_code, 0);
    EXPECT_THAT(sosw({"tables", "list"}).out, Not(HasSubstr("sosw_tasks ")));
    EXPECT_THAT(
        sosw({"tables", "describe", "sosw_closed_task"}).err,
        HasSubstr("Did you mean \"sosw_closed_tasks\"?")
    );
}

TEST_F(SoswOperations, ARemovedFunctionTakesWhatWaitsWithIt) {
    set_up_world();
    create("imports", 1);
    sosw({"orchestrate"});
    EXPECT_THAT(
        sosw({"functions", "remove", "imports"}).out,
        HasSubstr("imports removed, with 1 invocation that waited for it")
    );
    EXPECT_THAT(json({"functions", "queue"}), IsEmpty());
    EXPECT_EQ(json({"functions", "list"}).size(), 1U);
}

TEST_F(SoswOperations, AnUnknownTaskIsTheUsersMistake) {
    set_up_world();
    const Finished finished = sosw({"complete", "nope"});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("there is no task \"nope\"; `sosw tasks` lists them"));
}

TEST_F(SoswOperations, PlaceAndConfigurationMayStandInTheEnvironment) {
    setenv("SOSW_DB", db_.c_str(), 1);
    setenv("SOSW_CONFIG", config_.c_str(), 1);
    EXPECT_EQ(run_sosw({"tables", "create"}).exit_code, 0);
    const Finished other = run_sosw({"tables", "list", "--db", config_});
    unsetenv("SOSW_DB");
    unsetenv("SOSW_CONFIG");
    EXPECT_THAT(other.err, HasSubstr("is no SQLite file")) << "what is typed wins";
    EXPECT_TRUE(std::filesystem::exists(db_));
}

TEST_F(SoswOperations, ShowTheHelpThatWasApproved) {
    std::string text;
    for (const std::string command :
         {"tables",
          "functions",
          "metrics",
          "create",
          "orchestrate",
          "scavenge",
          "complete",
          "tasks"}) {
        text += "$ sosw " + command + " --help\n" + run_sosw({command, "--help"}).out + "\n";
    }
    const std::string golden = SOSW_CLI_GOLDEN "/operations_help.txt";
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream{golden} << text;
    }
    EXPECT_EQ(text, test::read_file(golden)) << "UPDATE_GOLDEN=1 rewrites " << golden;
}

TEST(SoswCommands, AWordThatIsNoneNamesThoseThatAre) {
    EXPECT_THAT(
        run_sosw({"tables", "creat"}).err,
        HasSubstr("there is no command \"tables creat\"; there are create, list, describe, delete. "
                  "Did you mean \"create\"? See sosw tables --help")
    );
    EXPECT_THAT(run_sosw({"metrics"}).err, HasSubstr("\"metrics\" needs a command: put, get."));
    EXPECT_THAT(run_sosw({"orchestrat"}).err, HasSubstr("Did you mean \"orchestrate\"?"));
}

}  // namespace
}  // namespace sosw::cli

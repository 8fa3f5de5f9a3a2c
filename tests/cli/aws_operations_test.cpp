// The commands that work on AWS, as a user types them, against a server of ours.

#include <cstdlib>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backends/directory_queue_files.hpp"
#include "tests/cli/process.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {
namespace {

using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kConfig = R"({
    "task_config": {
        "labourers": {
            "imports": {"arn": "imports", "max_simultaneous_invocations": 2, "max_duration": 60}
        }
    }
})";

constexpr const char* kKey =
    "[default]\naws_access_key_id = AKID\naws_secret_access_key = secret\n";
constexpr const char* kWrongKey =
    "[wrong]\naws_access_key_id = AKID\naws_secret_access_key = another\n";

/// Variables of this process, and so of those that it starts.
class AwsOperations : public ::testing::Test {
protected:
    AwsOperations() {
        for (const char* name :
             {"AWS_ACCESS_KEY_ID",
              "AWS_SECRET_ACCESS_KEY",
              "AWS_SESSION_TOKEN",
              "AWS_PROFILE",
              "AWS_DEFAULT_REGION",
              "AWS_ENDPOINT_URL",
              "AWS_WEB_IDENTITY_TOKEN_FILE",
              "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
              "AWS_CONTAINER_CREDENTIALS_FULL_URI",
              "AWS_CA_BUNDLE",
              "SSL_CERT_FILE",
              "SOSW_DB",
              "SOSW_CONFIG",
              "SOSW_BACKEND",
              "SOSW_PARALLEL"}) {
            unsetenv(name);
        }
        set("AWS_SHARED_CREDENTIALS_FILE", keys_);
        set("AWS_CONFIG_FILE", folder_.path("none"));
        set("AWS_EC2_METADATA_DISABLED", "true");
        set("AWS_REGION", "us-west-2");
        set("no_proxy", "*");
    }

    static void set(const char* name, const std::string& value) {
        setenv(name, value.c_str(), /*replace=*/1);
    }
    std::string url(const std::string& host = "127.0.0.1") const {
        return "http://" + host + ":" + std::to_string(server_.port());
    }
    Finished sosw_at(const std::string& url, std::vector<std::string> arguments) const {
        arguments.insert(
            arguments.end(), {"--backend", "aws", "--endpoint-url", url, "--config", config_}
        );
        return run_sosw(arguments);
    }
    Finished sosw(const std::vector<std::string>& arguments) const {
        return sosw_at(url(), arguments);
    }
    Json json(std::vector<std::string> arguments) const {
        arguments.emplace_back("--json");
        const Finished finished = sosw(arguments);
        EXPECT_THAT(finished.err, IsEmpty());
        return Json::parse(finished.out, nullptr, /*allow_exceptions=*/false);
    }
    std::string create_task() const {
        return json({"create", "imports"}).at("task_ids").at(0).get<std::string>();
    }

    test::TemporaryFolder folder_;
    std::string config_ = folder_.write("orchestrator.json", kConfig);
    std::string keys_ = folder_.write("credentials", std::string{kKey} + kWrongKey);
    test::ServeProcess server_{
        {"--require-signatures",
         "--credentials",
         folder_.write("known", kKey),
         "--function",
         "imports=true"}};
};

TEST_F(AwsOperations, TablesAreCreatedOnce) {
    const Finished created = sosw({"tables", "create"});
    EXPECT_EQ(created.exit_code, 0) << created.err;
    EXPECT_THAT(created.out, HasSubstr("sosw_tasks           created (key: task_id)"));
    EXPECT_THAT(sosw({"tables", "create"}).out, HasSubstr("sosw_tasks           was there"));
    EXPECT_THAT(
        sosw({"tables", "describe", "sosw_tasks"}).out,
        AllOf(
            HasSubstr("ACTIVE"),
            HasSubstr("global index sosw_tasks_greenfield: labourer_id, greenfield; whole items")
        )
    );
    EXPECT_EQ(json({"tables", "list"}).size(), 4U);
}

TEST_F(AwsOperations, ATaskIsInvokedCompletedAndArchived) {
    ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
    const std::string id = create_task();
    const Json dry = json({"orchestrate", "--dry-run"});
    EXPECT_EQ(dry.at("invoked"), 1);
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("imports  1 queued\n")) << "nothing was changed";
    EXPECT_EQ(json({"orchestrate"}).at("invoked"), 1);
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("imports  1 running\n"));
    EXPECT_EQ(
        json({"complete", id, "--result", R"({"rows": 12})"}).at("result"), "marked_completed"
    );
    const Finished scavenged = sosw({"scavenge"});
    EXPECT_EQ(scavenged.exit_code, 0) << scavenged.err;
    const Json tasks = json({"tasks"});
    ASSERT_EQ(tasks.size(), 1U);
    EXPECT_EQ(tasks.at(0).at("state"), "closed");
    EXPECT_EQ(tasks.at(0).at("item").at("result_rows"), 12);
}

TEST_F(AwsOperations, TasksAreInvokedTogetherOrOneByOneWithTheSameOutcome) {
    ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
    config_ = folder_.write(
        "many.json",
        R"({"task_config": {"labourers": {
                "imports": {"arn": "imports", "max_simultaneous_invocations": 12,
                            "max_duration": 60}}}})"
    );
    for (const char* parallel : {"1", "5", "32"}) {
        ASSERT_EQ(sosw({"create", "imports", "--count", "12"}).exit_code, 0);
        const Json pass = json({"orchestrate", "--parallel", parallel});
        EXPECT_EQ(pass.at("invoked"), 12) << parallel;
        EXPECT_FALSE(pass.at("failed")) << parallel;
        EXPECT_EQ(sosw({"scavenge", "--now", "+1h"}).exit_code, 0);
        EXPECT_THAT(sosw({"tasks"}).out, Not(HasSubstr("running")));
    }
    const Finished too_many = sosw({"orchestrate", "--parallel", "33"});
    EXPECT_EQ(too_many.exit_code, 2);
    EXPECT_THAT(too_many.err, HasSubstr("--parallel"));
    set("SOSW_PARALLEL", "many");
    const Finished no_number = sosw({"orchestrate"});
    EXPECT_EQ(no_number.exit_code, 2);
    EXPECT_THAT(no_number.err, HasSubstr("SOSW_PARALLEL: expected how many tasks"));
    EXPECT_EQ(sosw({"orchestrate", "--parallel", "2"}).exit_code, 0) << "the option wins";
    EXPECT_EQ(sosw({"tasks"}).exit_code, 0) << "no other command minds";
    unsetenv("SOSW_PARALLEL");
}

TEST_F(AwsOperations, AnExpiredTaskIsScavengedByADryRunToo) {
    ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
    create_task();
    ASSERT_EQ(sosw({"orchestrate"}).exit_code, 0);
    const Finished dry = sosw({"scavenge", "--dry-run", "--now", "+1h"});
    EXPECT_EQ(dry.exit_code, 0) << dry.err;
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("1 running"));
    EXPECT_EQ(sosw({"scavenge", "--now", "+1h"}).exit_code, 0);
    EXPECT_THAT(sosw({"tasks"}).out, Not(HasSubstr("running")));
}

TEST_F(AwsOperations, ARecordingIsReadThroughHttp) {
    config_ = folder_.write("felt.json", R"({"task_config": {"labourers": {"imports": {
        "arn": "imports", "max_simultaneous_invocations": 2, "health_metrics": {"Queue": {
            "details": {"MetricName": "Depth", "Namespace": "Mine", "Statistics": ["Maximum"]},
            "feelings": {"4": 10, "3": 20}, "feeling_comparison_operator": "<="}}}}}})");
    ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
    ASSERT_EQ(sosw({"metrics", "put", "Queue", "7.25"}).exit_code, 0);
    const std::string done = create_task();
    create_task();
    ASSERT_EQ(sosw({"orchestrate"}).exit_code, 0);
    json({"complete", done});
    ASSERT_EQ(sosw({"scavenge"}).exit_code, 0);

    const std::string out = folder_.path("out");
    const Finished finished =
        sosw_at(url("0.0.0.0"), {"record", "--from", "1h", "--out", out, "--json"});
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_THAT(finished.err, IsEmpty()) << "what only reads need not ask";
    const Json told = Json::parse(finished.out);
    EXPECT_EQ(told.at("labourers").at(0).at("tasks"), 2);
    EXPECT_EQ(told.at("labourers").at(0).at("completed"), 1);
    EXPECT_EQ(told.at("metrics").at(0).at("found"), 1);
    EXPECT_EQ(told.at("functions").at(0).at("memory_mb"), 128);
    EXPECT_THAT(test::read_file(out + "/traces/Queue.csv"), HasSubstr("Z,7.25\n"));
    EXPECT_EQ(run_sosw({"check", out + "/scenario.json"}).exit_code, 0);
    EXPECT_EQ(run_sosw({"run", out + "/scenario.json", "--quiet"}).exit_code, 0);
}

TEST_F(AwsOperations, AFunctionThatIsNotThereIsTheLabourersProblem) {
    ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
    create_task();
    config_ = folder_.write(
        "other.json", R"({"task_config": {"labourers": {"imports": {"arn": "exports"}}}})"
    );
    const Finished finished = sosw({"orchestrate"});
    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.out, HasSubstr("ResourceNotFoundException"));
}

TEST_F(AwsOperations, MissingTablesAreToldWithTheCommandThatMakesThem) {
    const Finished finished = sosw({"tasks"});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(
        finished.err,
        HasSubstr("sosw tables create --backend aws --endpoint-url " + url() + " --config")
    );
}

TEST_F(AwsOperations, ATableThatHoldsItemsIsDeletedOnlyWithForce) {
    ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
    create_task();
    const Finished refused = sosw({"tables", "delete", "sosw_tasks"});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("holds 1 item; with --force"));
    EXPECT_EQ(sosw({"tables", "delete", "sosw_tasks", "--force"}).exit_code, 0);
    EXPECT_EQ(json({"tables", "list"}).size(), 3U);
}

TEST_F(AwsOperations, AWrongSecretIsRefused) {
    for (const char* action : {"create", "list"}) {
        const Finished finished = sosw({"tables", action, "--profile", "wrong"});
        EXPECT_EQ(finished.exit_code, 2);
        EXPECT_THAT(finished.err, HasSubstr("InvalidSignatureException"));
        EXPECT_THAT(finished.out, IsEmpty());
    }
}

TEST_F(AwsOperations, WithoutAKeyItSaysWhereItLooked) {
    const std::string none = folder_.path("none");
    set("AWS_SHARED_CREDENTIALS_FILE", none);
    const Finished finished = sosw({"tables", "list"});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(
        finished.err,
        AllOf(HasSubstr("--backend aws: NoCredentialsError"), HasSubstr("default\" in " + none))
    );
}

TEST_F(AwsOperations, AnEndpointThatDoesNotAnswerIsNamed) {
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"tasks"}, {"tables", "list"}, {"tables", "describe", "a"}}) {
        const Finished finished = sosw_at("http://127.0.0.1:1", command);
        EXPECT_EQ(finished.exit_code, 3);
        EXPECT_THAT(
            finished.err,
            AllOf(HasSubstr("EndpointConnectionError"), HasSubstr("http://127.0.0.1:1"))
        );
    }
}

TEST_F(AwsOperations, TrustedCertificatesAreWhereTheEnvironmentSays) {
    const std::string none = folder_.path("none.pem");
    const std::string secure = "https://127.0.0.1:" + std::to_string(server_.port());
    for (const char* name : {"AWS_CA_BUNDLE", "SSL_CERT_FILE"}) {
        set(name, none);
        EXPECT_THAT(sosw_at(secure, {"tables", "list"}).err, HasSubstr(none)) << name;
        unsetenv(name);
    }
}

/// 0.0.0.0 reaches this machine, and is none of its loopback addresses.
TEST_F(AwsOperations, ARealAccountIsNamedAndChangedOnlyWithAYes) {
    const std::string real = url("0.0.0.0");
    const Finished asked = sosw_at(real, {"tables", "create"});
    EXPECT_EQ(asked.exit_code, 2);
    EXPECT_THAT(
        asked.err,
        AllOf(
            HasSubstr("This is to create tables in the AWS account 000000000000, region us-west-2, "
                      "as arn:aws:iam::000000000000:root"),
            HasSubstr("give --yes")
        )
    );
    EXPECT_EQ(json({"tables", "list"}).size(), 0U);
    const Finished done = sosw_at(real, {"tables", "create", "--yes"});
    EXPECT_EQ(done.exit_code, 0);
    EXPECT_THAT(done.err, HasSubstr("in the AWS account 000000000000"));
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"create", "imports"},
          {"orchestrate"},
          {"scavenge"},
          {"complete", "x"},
          {"tables", "delete", "config"}}) {
        EXPECT_THAT(sosw_at(real, command).err, HasSubstr("give --yes")) << command.front();
    }
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"tasks"},
          {"tables", "list"},
          {"orchestrate", "--dry-run"},
          {"scavenge", "--dry-run"}}) {
        const Finished read = sosw_at(real, command);
        EXPECT_EQ(read.exit_code, 0) << command.front();
        EXPECT_THAT(read.err, IsEmpty()) << "what only reads need not ask";
    }
}

TEST_F(AwsOperations, SettingsThatAreNoneAreWrongInput) {
    EXPECT_THAT(
        run_sosw({"tables", "list", "--region", "eu-west-1"}).err,
        AllOf(HasSubstr("--region: goes with --backend aws only"), HasSubstr("--db: "))
    );
    const Finished no_url = sosw_at("127.0.0.1:4566", {"tables", "list"});
    EXPECT_EQ(no_url.exit_code, 2);
    EXPECT_THAT(no_url.err, HasSubstr("such as http://127.0.0.1:4566"));
    EXPECT_THAT(
        sosw({"functions", "list"}).err, HasSubstr("functions are declared in emulation files only")
    );
    unsetenv("AWS_REGION");
    EXPECT_THAT(sosw({"tables", "list"}).err, HasSubstr("NoRegionError"));
}

constexpr const char* kJob = R"({"lambda_name": "imports", "name": "a"})";

TEST_F(AwsOperations, AJobNeedsAPlaceForItsQueueFile) {
    ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
    const Finished refused = sosw({"schedule", kJob});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("--queue-files: names a directory"));
    const std::string bucket = folder_.write("bucket.json", R"({"queue_bucket": "nowhere"})");
    const Finished failed = sosw({"schedule", kJob, "--config", bucket});
    EXPECT_EQ(failed.exit_code, 1);
    EXPECT_THAT(failed.err, HasSubstr("there is no bucket `nowhere`"));
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("imports  no tasks"));
}

TEST_F(AwsOperations, AJobIsScheduledFromADirectory) {
    ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
    const std::string queue = folder_.path("queue");
    const Finished scheduled = sosw({"schedule", kJob, "--queue-files", queue});
    EXPECT_EQ(scheduled.exit_code, 0) << scheduled.err;
    EXPECT_THAT(scheduled.out, HasSubstr("Created 1 task of imports"));
    EXPECT_THAT(
        scheduled.err,
        AllOf(HasSubstr("go on with: sosw schedule --resume tasks_queue_"), HasSubstr(queue))
    );
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("imports  1 queued"));
}

TEST_F(AwsOperations, AJobThatWasStoppedIsResumed) {
    ASSERT_EQ(sosw({"tables", "create"}).exit_code, 0);
    const std::string queue = folder_.path("queue");
    std::vector<std::string> rows;
    for (const char* name : {"a", "b", "c"}) {
        rows.push_back(
            R"({"payload": {"name": ")" + std::string{name} + R"("}, "labourer_id": "imports"})"
        );
    }
    const QueueFileLock ours{
        .owner = "1",
        .now = from_epoch_seconds(0),
        .until = parse_timestamp("2999-01-01T00:00:00Z").value()};
    {
        DirectoryQueueFiles files{queue};
        ASSERT_TRUE(files.create("tasks_queue_1.txt", rows, ours));
        ASSERT_TRUE(files.set_rows_done("tasks_queue_1.txt", 1));
    }
    const auto resume = [&](std::vector<std::string> more) {
        more.insert(
            more.begin(), {"schedule", "--resume", "tasks_queue_1.txt", "--queue-files", queue}
        );
        return sosw(more);
    };
    const Finished locked = resume({});
    EXPECT_EQ(locked.exit_code, 1);
    EXPECT_THAT(locked.err, HasSubstr("is locked until 2999-01-01T00:00:00Z"));
    const Finished resumed = resume({"--take-over"});
    EXPECT_EQ(resumed.exit_code, 0) << resumed.err;
    EXPECT_EQ(resumed.out, "Created 2 tasks of tasks_queue_1.txt, which is done\n");
    EXPECT_THAT(
        resume({"--json"}).out, HasSubstr(R"("rows_done":0,"tasks_created":0,"finished":true)")
    );
    EXPECT_THAT(sosw({"tasks"}).out, HasSubstr("imports  2 queued"));
    const Finished unknown =
        sosw({"schedule", "--resume", "tasks_queue_2.txt", "--queue-files", queue});
    EXPECT_EQ(unknown.exit_code, 2);
    EXPECT_THAT(unknown.err, HasSubstr("there is no queue file `tasks_queue_2.txt`"));
}

}  // namespace
}  // namespace sosw::cli

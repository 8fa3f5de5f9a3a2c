#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/wire/json_writer.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kConfig =
    R"({"task_config":{"labourers":{"reports":{)"
    R"("arn":"arn:aws:lambda:us-west-2:000000000000:function:make_reports",)"
    R"("max_simultaneous_invocations":2}}}})";

/// Every event gets the Scheduler one step further.
constexpr const char* kSchedulerConfig =
    R"({"queue_bucket":"sosw-queue","rows_to_process":1,"shutdown_period":100000,)"
    R"("job_schema":{"chunkable_attrs":[["section",{}]]}})";
constexpr const char* kJob =
    R"({"lambda_name":"reports","isolate_sections":true,"sections":["a","b","c"]})";

std::string function(const std::string& name, const std::string& command) {
    return name + "=" + command;
}

const std::string& bootstrap() {
    static const std::string command = std::string{SOSW_PROGRAM} + " bootstrap --endpoint-time";
    return command;
}

/// `sosw serve` on a clock that the test moves, with sosw's parts as its functions.
class BootstrapTest : public testing::Test {
protected:
    BootstrapTest()
        : server_{
              {"--clock",
               "manual",
               "--config",
               folder_.write("tables.json", kConfig),
               "--function",
               function("sosw_orchestrator", bootstrap()),
               "--function",
               function("sosw_scavenger", bootstrap()),
               "--function",
               function("sosw_worker_assistant", bootstrap()),
               "--function",
               function("sosw_scheduler", bootstrap()),
               "--function",
               function("nobody", bootstrap()),
               "--function",
               function(
                   "sosw_orchestrator_ssm",
                   "SOSW_CONFIG_SOURCE=ssm _HANDLER=sosw_orchestrator " + bootstrap()
               ),
               "--function",
               function("sosw_orchestrator_too_many", too_many_at_once()),
               "--function",
               function("sosw_orchestrator_dev", as_program_of_lambda()),
               "--function",
               function("make_reports", "python3 tests/serve/lambda_worker.py")}},
          client_{server_.client()} {}

    /// The program under the name that Lambda starts, on another stage.
    std::string as_program_of_lambda() const {
        const std::string link = folder_.path("bootstrap");
        std::filesystem::create_symlink(SOSW_PROGRAM, link);
        return "STAGE=dev _HANDLER=sosw_orchestrator " + link;
    }

    std::string too_many_at_once() const {
        return "SOSW_PARALLEL=33 _HANDLER=sosw_orchestrator " + bootstrap();
    }

    /// The body of the answer of a service that speaks JSON.
    std::string call(const std::string& target, const std::string& body) {
        const bool is_dynamo_db = target.starts_with("DynamoDB");
        const auto answer = client_.request(
            {.method = "POST",
             .headers =
                 {{"Content-Type",
                   is_dynamo_db ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1"},
                  {"X-Amz-Target", target},
                  {"X-Amz-Date", "20260302T080000Z"},
                  {"Authorization",
                   "AWS4-HMAC-SHA256 Credential=AKID/20260302/us-west-2/dynamodb/aws4_request, "
                   "SignedHeaders=host;x-amz-date, Signature=00"}},
             .body = body}
        );
        EXPECT_TRUE(answer);
        EXPECT_EQ(answer ? answer->status : 0, 200) << (answer ? answer->body : "");
        return answer ? answer->body : std::string{};
    }

    void put_config(const std::string& env, const std::string& name, const std::string& document) {
        std::string text;
        wire::append_json_string(text, document);
        call(
            "DynamoDB_20120810.PutItem",
            R"({"TableName":"config","Item":{"env":{"S":")" + env + R"("},"config_name":{"S":")" +
                name + R"("},"config_value":{"S":)" + text + "}}}"
        );
    }

    void put_task(const std::string& id) {
        call(
            "DynamoDB_20120810.PutItem",
            R"({"TableName":"sosw_tasks","Item":{"task_id":{"S":")" + id +
                R"("},"labourer_id":{"S":"reports"},"greenfield":{"N":"1000"},)"
                R"("created_at":{"N":"1000"},"attempts":{"N":"0"},)"
                R"("payload":{"S":"{\"pages\": 7}"}}})"
        );
    }

    void create_bucket(const std::string& name) {
        const auto answer = client_.request(
            {.method = "PUT",
             .target = "/" + name,
             .headers =
                 {{"X-Amz-Date", "20260302T080000Z"},
                  {"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"},
                  {"Authorization",
                   "AWS4-HMAC-SHA256 Credential=AKID/20260302/us-west-2/s3/aws4_request, "
                   "SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=00"}}}
        );
        ASSERT_TRUE(answer);
        ASSERT_EQ(answer->status, 200) << answer->body;
    }

    /// A rule that never fires by itself.
    void target_by_rule(const std::string& function_name, const std::string& state) {
        call(
            "AWSEvents.PutRule",
            R"({"Name":"siblings","EventPattern":"{\"source\":[\"nobody\"]}","State":")" + state +
                R"("})"
        );
        call(
            "AWSEvents.PutTargets",
            R"({"Rule":"siblings","Targets":[{"Id":"1",)"
            R"("Arn":"arn:aws:lambda:us-west-2:000000000000:function:)" +
                function_name + R"("}]})"
        );
    }

    void call_each_minute(const std::string& function_name) {
        call(
            "AWSEvents.PutRule",
            R"({"Name":"run_)" + function_name + R"-(","ScheduleExpression":"rate(1 minute)"})-"
        );
        call(
            "AWSEvents.PutTargets",
            R"({"Rule":"run_)" + function_name +
                R"(","Targets":[{"Id":"1","Arn":"arn:aws:lambda:us-west-2:000000000000:function:)" +
                function_name + R"("}]})"
        );
    }

    wire::HttpResponse invoke(const std::string& function_name, const std::string& event) {
        return client_
            .request(
                {.method = "POST",
                 .target = "/2015-03-31/functions/" + function_name + "/invocations",
                 .body = event}
            )
            .value_or(wire::HttpResponse{.status = 0});
    }

    std::string table(const std::string& name) {
        return call("DynamoDB_20120810.Scan", R"({"TableName":")" + name + R"("})");
    }

    void pass_a_minute() {
        client_.request({.method = "POST", .target = "/_sosw/clock", .body = R"({"advance":"1m"})"}
        );
    }

    TemporaryFolder folder_;
    ServeProcess server_;
    HttpClient client_;
};

TEST_F(BootstrapTest, AWholeSystemRunsByItsOwnRulesOnItsOwnTables) {
    put_config("production", "sosw_essential_config", kConfig);
    for (const char* id : {"a", "b", "c"}) {
        put_task(id);
    }
    call_each_minute("sosw_orchestrator");
    call_each_minute("sosw_scavenger");
    // Two at a time; each is invoked, reported, archived. A task expires after twenty minutes.
    constexpr int kMinutesMax = 15;
    std::string closed;
    for (int minute = 0; minute < kMinutesMax && closed.find(R"("Count":3)") == std::string::npos;
         ++minute) {
        pass_a_minute();
        closed = table("sosw_closed_tasks");
    }
    EXPECT_THAT(
        closed,
        AllOf(
            HasSubstr(R"("Count":3)"),
            HasSubstr(R"("labourer_id_task_status":{"S":"reports_1"})"),
            HasSubstr(R"("attempts":{"N":"1"})"),
            HasSubstr(R"("stat_pages":{"N":"7"})")
        )
    ) << server_.errors();
    EXPECT_THAT(table("sosw_tasks"), HasSubstr(R"("Count":0)"));
    EXPECT_THAT(
        server_.errors(),
        AllOf(
            HasSubstr("sosw_orchestrator: {\"timestamp\":\"20"),
            HasSubstr("\"requestId\":\""),
            HasSubstr("floor(2 x 1) - 0 running = 2 desired, 2 queued, 2 invoked"),
            HasSubstr("sosw_worker_assistant: {"),
            HasSubstr("marked_completed")
        )
    );
}

TEST_F(BootstrapTest, TheAnswerIsASummaryOfThePass) {
    put_config("production", "sosw_essential_config", kConfig);
    put_task("a");
    EXPECT_THAT(
        invoke("sosw_orchestrator", "{}").body,
        AllOf(
            HasSubstr(R"("labourers":[{"labourer":"reports","status":4,"running":0,"desired":2,)"),
            HasSubstr(R"("invoked":1,"skipped":0,"failed":false,"stopped":false)")
        )
    );
}

TEST_F(BootstrapTest, TheFunctionsOwnDocumentWinsOverTheSharedOne) {
    put_config("production", "sosw_essential_config", kConfig);
    put_config(
        "production",
        "sosw_orchestrator_config",
        R"({"task_config":{"labourers":{"reports":{"max_simultaneous_invocations":5}}}})"
    );
    EXPECT_THAT(invoke("sosw_orchestrator", "{}").body, HasSubstr(R"("desired":5)"));
}

TEST_F(BootstrapTest, StartedAsBootstrapItIsTheHandlerOfItsStage) {
    put_config("dev", "sosw_orchestrator_dev_config", kConfig);
    EXPECT_THAT(
        invoke("sosw_orchestrator_dev", "{}").body,
        AllOf(HasSubstr(R"("essential":"orchestrator")"), HasSubstr(R"("labourer":"reports")"))
    );
    EXPECT_THAT(invoke("sosw_orchestrator", "{}").body, HasSubstr(R"("labourers":[])"))
        << "production has no document";
}

TEST_F(BootstrapTest, TheParameterStoreIsTheOtherSourceOfItsConfiguration) {
    put_config("production", "sosw_essential_config", R"({"task_config":{"labourers":{}}})");
    std::string text;
    wire::append_json_string(text, kConfig);
    call(
        "AmazonSSM.PutParameter",
        R"({"Name":"sosw_orchestrator_ssm_config","Type":"SecureString","Value":)" + text + "}"
    );
    EXPECT_THAT(invoke("sosw_orchestrator_ssm", "{}").body, HasSubstr(R"("labourer":"reports")"));
}

TEST_F(BootstrapTest, AWrongConfigurationIsTheFunctionsError) {
    put_config("production", "sosw_essential_config", R"({"task_config":{"labourers":{"x":{}}}})");
    const wire::HttpResponse answer = invoke("sosw_orchestrator", "{}");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.value_or_empty("X-Amz-Function-Error"), "Unhandled");
    EXPECT_THAT(
        answer.body,
        AllOf(
            HasSubstr(R"("errorType":"InvalidConfiguration")"),
            HasSubstr("config/production/sosw_essential_config: /task_config/labourers/x")
        )
    );
}

TEST_F(BootstrapTest, APassInWhichSomethingFailedEndsAsAnError) {
    put_config(
        "production",
        "sosw_essential_config",
        R"({"task_config":{"labourers":{"reports":{"arn":"no_such_function"}}}})"
    );
    put_task("a");
    EXPECT_THAT(
        invoke("sosw_orchestrator", "{}").body,
        AllOf(HasSubstr(R"("errorType":"PassFailed")"), HasSubstr("no_such_function"))
    );
}

TEST_F(BootstrapTest, AReportOfAnUnknownTaskIsRefused) {
    const wire::HttpResponse answer =
        invoke("sosw_worker_assistant", R"({"action":"mark_task_as_completed","task_id":"none"})");
    EXPECT_THAT(answer.body, HasSubstr(R"("errorType":"TaskNotFound")"));
    EXPECT_THAT(
        invoke("sosw_worker_assistant", "[]").body, HasSubstr(R"("errorType":"InvalidEvent")")
    );
}

TEST_F(BootstrapTest, AJobIsScheduledBySiblingsWhileARuleIsEnabled) {
    put_config("production", "sosw_essential_config", kConfig);
    put_config("production", "sosw_scheduler_config", kSchedulerConfig);
    create_bucket("sosw-queue");
    target_by_rule("sosw_scheduler", "ENABLED");
    EXPECT_THAT(
        invoke("sosw_scheduler", kJob).body,
        AllOf(
            HasSubstr(R"({"essential":"scheduler","queue_file":"tasks_queue_)"),
            HasSubstr(R"("rows":3,"rows_done":1,"tasks_created":1,"finished":false,"sibling":true)")
        )
    );
    // Siblings are processes, which take their own time between two minutes of the clock.
    constexpr int kLooksMax = 5000;
    constexpr int kLooksPerMinute = 100;
    std::string tasks;
    for (int look = 0; look < kLooksMax && tasks.find(R"("Count":3)") == std::string::npos;
         ++look) {
        if (look % kLooksPerMinute == 0) {
            pass_a_minute();
        }
        tasks = table("sosw_tasks");
    }
    EXPECT_THAT(tasks, HasSubstr(R"("Count":3)")) << server_.errors();
}

TEST_F(BootstrapTest, WithoutAnEnabledRuleTheRestOfAJobWaitsForItsFileName) {
    put_config("production", "sosw_essential_config", kConfig);
    put_config("production", "sosw_scheduler_config", kSchedulerConfig);
    create_bucket("sosw-queue");
    target_by_rule("sosw_scheduler", "DISABLED");
    const std::string begun = invoke("sosw_scheduler", kJob).body;
    EXPECT_THAT(
        begun, HasSubstr(R"("rows_done":1,"tasks_created":1,"finished":false,"sibling":false)")
    );
    const std::size_t begin = begun.find("tasks_queue_");
    ASSERT_NE(begin, std::string::npos) << server_.errors();
    const std::string file = begun.substr(begin, begun.find('"', begin) - begin);
    const std::string event = R"({"file_name":")" + file + R"("})";
    EXPECT_THAT(invoke("sosw_scheduler", event).body, HasSubstr(R"("rows_done":2)"));
    EXPECT_THAT(
        invoke("sosw_scheduler", event).body,
        HasSubstr(R"("rows":3,"rows_done":3,"tasks_created":1,"finished":true)")
    );
    EXPECT_THAT(invoke("sosw_scheduler", event).body, HasSubstr(R"("tasks_created":0)"));
    EXPECT_THAT(table("sosw_tasks"), HasSubstr(R"("Count":3)"));
    EXPECT_THAT(server_.errors(), HasSubstr("no enabled rule of EventBridge"));
}

TEST_F(BootstrapTest, ASchedulerWithoutABucketSaysWhatItNeeds) {
    put_config("production", "sosw_essential_config", kConfig);
    EXPECT_THAT(
        invoke("sosw_scheduler", kJob).body,
        AllOf(
            HasSubstr(R"("errorType":"InvalidConfiguration")"),
            HasSubstr("queue_bucket: the configuration names no bucket")
        )
    );
    put_config("production", "sosw_scheduler_config", kSchedulerConfig);
    EXPECT_THAT(invoke("sosw_scheduler", kJob).body, HasSubstr("there is no bucket `sosw-queue`"));
    create_bucket("sosw-queue");
    EXPECT_THAT(invoke("sosw_scheduler", "[1]").body, HasSubstr(R"("errorType":"InvalidJob")"));
}

TEST_F(BootstrapTest, AFunctionThatIsNoPartOfSoswSaysSoAtItsStart) {
    const wire::HttpResponse answer = invoke("nobody", "{}");
    EXPECT_EQ(answer.headers.value_or_empty("X-Amz-Function-Error"), "Unhandled");
    EXPECT_THAT(
        answer.body,
        AllOf(HasSubstr("Runtime.InvalidEnvironment"), HasSubstr("the function's name \\\"nobody"))
    );
}

TEST_F(BootstrapTest, HowManyGoAtOnceIsANumberUpToThirtyTwo) {
    EXPECT_THAT(
        invoke("sosw_orchestrator_too_many", "{}").body,
        AllOf(
            HasSubstr("Runtime.InvalidEnvironment"), HasSubstr("SOSW_PARALLEL: expected how many")
        )
    );
}

}  // namespace
}  // namespace sosw::test

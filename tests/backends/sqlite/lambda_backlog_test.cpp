#include "backends/sqlite/lambda_backlog.hpp"

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/manual_runtime.hpp"

namespace sosw::sqlite {
namespace {

class LambdaBacklogTest : public testing::Test {
protected:
    LambdaBacklogTest() {
        for (const std::string name : {"reports", "imports"}) {
            EXPECT_TRUE(lambda_.put_function({.function_name = name}));
        }
    }

    std::string invoke(const std::string& function, const std::string& payload) {
        const auto invoked = lambda_.invoke({.function_name = function, .payload = payload});
        EXPECT_TRUE(invoked);
        return invoked ? invoked->request_id : std::string{};
    }

    Database database_{":memory:"};
    test::ManualClock clock_;
    test::ManualRuntime runtime_;
    SqliteLambda lambda_{
        database_, clock_, Random{7}, runtime_, {.delivery_delay = std::chrono::seconds{1}}};
    LambdaBacklog backlog_{database_};
};

TEST_F(LambdaBacklogTest, ListsWhatWaitsByFunctionAndAge) {
    invoke("reports", R"({"n": 1})");
    invoke("reports", R"({"n": 2})");
    const std::string id = invoke("imports", R"({"n": 3})");
    const std::vector<WaitingInvocation> waiting = backlog_.waiting();
    ASSERT_EQ(waiting.size(), 3U);
    EXPECT_EQ(waiting[0].function_name, "imports");
    EXPECT_EQ(waiting[0].request_id, id);
    EXPECT_EQ(waiting[0].accepted_at, clock_.now());
    EXPECT_EQ(waiting[1].payload, R"({"n": 1})");
    EXPECT_EQ(waiting[2].payload, R"({"n": 2})");
}

TEST_F(LambdaBacklogTest, ASettledInvocationCountsAsSucceededAndIsNeverDelivered) {
    const std::string id = invoke("reports", "{}");
    EXPECT_TRUE(backlog_.settle(id, clock_.now()));
    EXPECT_TRUE(backlog_.waiting().empty());
    SqliteLambda later{database_, clock_, Random{8}, runtime_};
    EXPECT_EQ(later.counters("reports").accepted, 1);
    EXPECT_EQ(later.counters("reports").succeeded, 1);
    clock_.advance(std::chrono::hours{1});
    later.run_due();
    EXPECT_TRUE(runtime_.started().empty());
}

TEST_F(LambdaBacklogTest, AnUnknownInvocationIsNotSettled) {
    const std::string id = invoke("reports", "{}");
    EXPECT_FALSE(backlog_.settle("nope", clock_.now()));
    EXPECT_TRUE(backlog_.settle(id, clock_.now()));
    EXPECT_FALSE(backlog_.settle(id, clock_.now())) << "once";
}

}  // namespace
}  // namespace sosw::sqlite

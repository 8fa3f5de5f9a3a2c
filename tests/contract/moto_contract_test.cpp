#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backends/aws/aws_cloud_watch.hpp"
#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/aws/aws_lambda.hpp"
#include "backends/aws/aws_sns.hpp"
#include "backends/aws/aws_sts.hpp"
#include "backends/aws/curl_transport.hpp"
#include "backends/system_clock.hpp"
#include "core/base/random.hpp"
#include "tests/contract/dynamo_db_contract.hpp"
#include "tests/contract/settled_tables.hpp"
#include "tests/support/child_server.hpp"

// The adapters over HTTP against Python's moto, an emulation of AWS that others wrote: what only
// ours fulfils is suspect. Needs moto with its server in the Python that SOSW_MOTO names, or else
// in python3.

namespace sosw::test {
namespace {

constexpr const char* kServer = R"py(
import sys
try:
    from moto.server import ThreadedMotoServer
except ImportError:
    sys.exit(1)
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
)py";

/// One process for all tests of this program.
const ChildServer& moto() {
    const char* const python = std::getenv("SOSW_MOTO");
    static const ChildServer server{{python == nullptr ? "python3" : python, "-c", kServer}};
    return server;
}

aws::ServiceAddress address(const char* service) {
    return {
        .url = aws::parse_service_url("http://127.0.0.1:" + moto().first_line()).value(),
        .signing_name = service};
}

/// A client of an account without anything in it.
class MotoClient {
public:
    MotoClient() {
        const auto reset =
            transport_.send(address("").url, {.method = "POST", .target = "/moto-api/reset"});
        EXPECT_TRUE(reset) << to_string(reset.error());
    }
    aws::AwsAccess access(Clock& clock) {
        return {.clock = clock, .transport = transport_, .credentials = credentials_};
    }

private:
    aws::CurlTransport transport_{{.proxy = ""}};
    aws::FixedCredentials credentials_{{.id = "test", .secret = "test"}};
};

class MotoWorld final : public DynamoDbWorld {
public:
    DynamoDb& dynamo_db() override { return settled_; }

private:
    MotoClient client_;
    aws::AwsDynamoDb dynamo_db_{client_.access(clock()), Random{7}, address("dynamodb")};
    SettledTables settled_{dynamo_db_};
};

/// What moto 5.2 does not do as the service does, and what a test cannot ask of it.
std::vector<ContractGap> known_gaps() {
    const std::string as_sent = "moto keeps numbers as they were sent";
    const std::string laxer = "moto takes requests that the service refuses";
    const std::string last_page = "moto's last page has no key, though its limit was reached";
    const std::string its_own = "moto refuses it, in other words or by another name";
    const std::string breaks = "moto answers 500";
    return {
        {"M27_NumbersComeBackNormalised", as_sent},
        {"M27_EqualNumbersAreOneKey", as_sent},
        {"AnUpdateMakesTheItemWhereThereIsNone", as_sent},
        {"NumbersAreServedInTheirOrder", as_sent},
        {"AnUpdateWithoutExpressionMakesTheBareKey", breaks},
        {"NumbersMustBeNumbers", breaks},
        {"FiltersMeanTheSameOnEveryTypeOfValue", breaks},
        {"AnItemNeedsItsKey", its_own},
        {"WhatCannotBeAskedIsRefused", its_own},
        {"AnUpdateThatCannotBeDoneCancelsWithItsReason", its_own},
        {"AKeyMustBeThatOfTheTable", laxer},
        {"AnIndexKeyHasItsType", laxer},
        {"SetsAreNeitherEmptyNorRepeatThemselves", laxer},
        {"AStartKeyMustFit", laxer},
        {"AFilterIsNotOnKeys", laxer},
        {"AnIndexServesWhatItProjects", laxer},
        {"ADefinitionMustBeSound", laxer},
        {"ABatchIsRefusedWhole", laxer},
        {"ATransactionTouchesAnItemOnce", laxer},
        {"AnItemHasAtMost400KiB", "moto counts the bytes of an item in its own way"},
        {"APageEndsWithTheItemThatFillsAMegabyte", "moto counts the bytes of a page likewise"},
        {"ALimitThatIsReachedLeavesAKeyEvenAtTheEnd", last_page},
        {"AScanServesEverythingPageByPage", last_page},
        {"ALocalIndexFetchesFromItsTable", "moto gives from a local index only what it projects"},
        {"ATableIsDescribed", "moto's clock is the real one, and it counts no bytes"},
        {"ATokenIsGoodForOneRequestAndTenMinutes", "moto passes over tokens of transactions"},
    };
}

std::vector<DynamoDbImplementation> implementations() {
    if (moto().first_line().empty()) {
        return {};
    }
    return {{"Moto", [] { return std::make_unique<MotoWorld>(); }, known_gaps()}};
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DynamoDbContract);
INSTANTIATE_TEST_SUITE_P(
    Pip,
    DynamoDbContract,
    testing::ValuesIn(implementations()),
    [](const auto& parameter) { return parameter.param.name; }
);

/// The other adapters, each by the calls that sosw makes.
class Moto : public testing::Test {
protected:
    void SetUp() override {
        if (moto().first_line().empty()) {
            GTEST_SKIP() << "Python's moto is not installed: `pip install moto[server]`, or set "
                            "SOSW_MOTO to a Python that has it";
        }
        client_ = std::make_unique<MotoClient>();
    }

    SystemClock clock_;
    std::unique_ptr<MotoClient> client_{};
};

TEST_F(Moto, ValuesOfAMetricAreAskedBack) {
    aws::AwsCloudWatch cloud_watch{client_->access(clock_), Random{7}, address("monitoring")};
    const Timestamp now = clock_.now();
    const std::vector<Dimension> dimensions{{"DBInstanceIdentifier", "YOUR-DB"}};
    for (const double value : {10.0, 30.0}) {
        MetricDatum datum{.metric_name = "Load", .dimensions = dimensions, .value = value};
        datum.timestamp = now - std::chrono::minutes{1};
        ASSERT_TRUE(cloud_watch.put_metric_data({.metric_namespace = "Mine", .metric_data = {datum}}
        ));
    }
    const auto answer = cloud_watch.get_metric_statistics(
        {.metric_namespace = "Mine",
         .metric_name = "Load",
         .dimensions = dimensions,
         .start_time = now - std::chrono::minutes{10},
         .end_time = now,
         .period = std::chrono::minutes{10},
         .statistics = {"Average", "Maximum"}}
    );
    ASSERT_TRUE(answer) << to_string(answer.error());
    ASSERT_EQ(answer->datapoints.size(), 1U);
    EXPECT_EQ(answer->datapoints[0].average, 20);
    EXPECT_EQ(answer->datapoints[0].maximum, 30);
}

TEST_F(Moto, ATopicThatIsNotThereIsNotFound) {
    aws::AwsSns sns{client_->access(clock_), Random{7}, address("sns")};
    const auto answer =
        sns.publish({.topic_arn = "arn:aws:sns:us-west-2:123456789012:none", .message = "hello"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::NotFound) << to_string(answer.error());
}

TEST_F(Moto, AKeyHasAnOwner) {
    aws::AwsSts sts{client_->access(clock_), Random{7}, address("sts")};
    const auto caller = sts.get_caller_identity();
    ASSERT_TRUE(caller) << to_string(caller.error());
    EXPECT_EQ(caller->account, "123456789012");
}

TEST_F(Moto, AFunctionThatIsNotThereIsNotFoundAloneOrAmongOthers) {
    aws::AwsLambda lambda{client_->access(clock_), Random{7}, address("lambda")};
    EXPECT_EQ(lambda.get_function_configuration("none").error().code, ErrorCode::NotFound);
    const std::vector<InvokeInput> inputs(3, {.function_name = "none", .payload = "{}"});
    for (const auto& output : lambda.invoke_all(inputs)) {
        ASSERT_FALSE(output);
        EXPECT_EQ(output.error().code, ErrorCode::NotFound) << to_string(output.error());
    }
}

}  // namespace
}  // namespace sosw::test

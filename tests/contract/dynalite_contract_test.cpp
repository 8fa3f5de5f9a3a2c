#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/aws/curl_transport.hpp"
#include "core/base/random.hpp"
#include "tests/contract/dynamo_db_contract.hpp"
#include "tests/contract/settled_tables.hpp"
#include "tests/support/child_server.hpp"

// The contract over HTTP against npm's dynalite, an implementation that others wrote: what only
// ours fulfils is suspect. Needs node, and dynalite in the folder SOSW_DYNALITE or where node finds
// it.

namespace sosw::test {
namespace {

constexpr const char* kServer = R"js(
const folder = process.env.SOSW_DYNALITE || 'dynalite';
let dynalite;
try { dynalite = require(folder); } catch (missing) { process.exit(1); }
const server = dynalite({createTableMs: 0, deleteTableMs: 0, updateTableMs: 0});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
)js";

/// One process for all tests of this program.
const ChildServer& dynalite() {
    static const ChildServer server{{"node", "-e", kServer}};
    return server;
}

class DynaliteWorld final : public DynamoDbWorld {
public:
    DynaliteWorld() {
        const std::vector<std::string> left = dynamo_db_.list_tables().value();
        for (const std::string& table : left) {
            EXPECT_TRUE(settled_.delete_table(table));
        }
    }
    DynamoDb& dynamo_db() override { return settled_; }

private:
    aws::CurlTransport transport_{{.proxy = ""}};
    aws::FixedCredentials credentials_{{.id = "test", .secret = "test"}};
    aws::AwsDynamoDb dynamo_db_{
        {.clock = clock(), .transport = transport_, .credentials = credentials_},
        Random{7},
        {.url = aws::parse_service_url("http://127.0.0.1:" + dynalite().first_line()).value(),
         .signing_name = "dynamodb"}};
    SettledTables settled_{dynamo_db_};
};

/// What dynalite 4.0 does not do as the service does today, and what a test cannot ask of it.
std::vector<ContractGap> known_gaps() {
    const std::string no_transactions = "dynalite has no transactions";
    const std::string any_order = "dynalite serves equal sort keys in the order of a hash";
    return {
        {"M18_ATransactionHappensWhole", no_transactions},
        {"M18_ACancelledTransactionChangesNothingAndSaysWhy", no_transactions},
        {"ATransactionMayCheckAndUpdate", no_transactions},
        {"AnUpdateThatCannotBeDoneCancelsWithItsReason", no_transactions},
        {"ATransactionTouchesAnItemOnce", no_transactions},
        {"ATokenIsGoodForOneRequestAndTenMinutes", no_transactions},
        {"ATransactionReadsSeveralItems", no_transactions},
        {"ADescendingQueryIsTheExactReverse", any_order},
        {"PagesContinueWithinTies", any_order},
        {"AFailedConditionReturnsTheItemWhereAsked",
         "dynalite does not know ReturnValuesOnConditionCheckFailure"},
        {"AnIndexKeyHasItsType", "dynalite takes empty texts for keys of indexes"},
        {"AnIndexServesWhatItProjects",
         "dynalite projects attributes that a global index does not hold"},
        {"ALocalIndexFetchesFromItsTable",
         "dynalite projects from a local index only what it holds"},
        {"ATableIsDescribed", "dynalite's clock is the real one, and its counts come late"},
        {"ATableIsMadeOnce", "dynalite's ResourceInUseException has no message"},
        {"ABatchIsRefusedWhole", "dynalite counts the items of each table of a batch by itself"},
        {"ADefinitionMustBeSound",
         "dynalite misses neither unused definitions beside indexes nor NonKeyAttributes"},
    };
}

std::vector<DynamoDbImplementation> implementations() {
    if (dynalite().first_line().empty()) {
        return {};
    }
    return {{"Dynalite", [] { return std::make_unique<DynaliteWorld>(); }, known_gaps()}};
}

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DynamoDbContract);
INSTANTIATE_TEST_SUITE_P(
    Npm,
    DynamoDbContract,
    testing::ValuesIn(implementations()),
    [](const auto& parameter) { return parameter.param.name; }
);

TEST(Dynalite, IsThere) {
    if (dynalite().first_line().empty()) {
        GTEST_SKIP() << "npm's dynalite is not installed: set SOSW_DYNALITE to its folder";
    }
}

}  // namespace
}  // namespace sosw::test

#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/report/cost.hpp"
#include "sim/report/html_report.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;

/// Two passes, a labourer's executions and a table with provisioned capacity, in 60 seconds.
class CostReport : public ::testing::Test {
protected:
    CostReport() {
        record_.labourer("reports", 4);
        record_.pass("sosw_orchestrator", 0, 1);
        record_.pass("sosw_scavenger", 1, 2);
        record_.end(60);
    }
    void owe(
        const std::string& payer,
        const std::string& pass_labourer_resource,
        const std::string& service,
        double dollars,
        double at = 30
    ) {
        record_.database().execute(
            "INSERT INTO cost (at_us, payer, pass, labourer, resource, service, item, quantity,"
            " amount_pico) VALUES (" +
            std::to_string(epoch_microseconds(at_second(at))) + ", '" + payer + "', " +
            pass_labourer_resource + ", '" + service + "', 'x', 1, " +
            std::to_string(std::llround(dollars * 1e12)) + ")"
        );
    }
    std::vector<std::string> payers() {
        std::vector<std::string> lines;
        for (const PayerCost& payer : cost_by_payer(record_.database())) {
            lines.push_back(fmt::format("{} {:.2f}", payer.payer, payer.total()));
        }
        return lines;
    }

    RecordWriter record_;
};

TEST_F(CostReport, NamesThePayersTheGreatestFirst) {
    owe("pass", "1, NULL, 'sosw_tasks'", "dynamodb", 0.25);
    owe("pass", "1, NULL, NULL", "cloudwatch", 0.5);
    owe("pass", "2, NULL, 'sosw_tasks'", "dynamodb", 0.125);
    owe("function", "NULL, 'reports', 'arn'", "lambda", 4);
    owe("function", "NULL, NULL, 'idle'", "lambda", 0.01);
    owe("creator", "NULL, NULL, 'sosw_tasks'", "dynamodb", 2);
    owe("worker", "NULL, NULL, 'sosw_tasks'", "dynamodb", 1);
    owe("table", "NULL, NULL, 'sosw_tasks'", "dynamodb", 3);
    owe("table", "NULL, NULL, 'sosw_meta'", "dynamodb", 0);
    EXPECT_THAT(
        payers(),
        ElementsAre(
            "executions of reports 4.00",
            "provisioned capacity of sosw_tasks 3.00",
            "creation of tasks 2.00",
            "completion by workers 1.00",
            "passes of sosw_orchestrator 0.75",
            "passes of sosw_scavenger 0.12",
            "executions of idle 0.01"
        )
    );
}

TEST_F(CostReport, SumsServicesUpOverAStretchOfTime) {
    owe("worker", "NULL, NULL, NULL", "dynamodb", 1, 10);
    owe("worker", "NULL, NULL, NULL", "dynamodb", 2, 30);
    owe("worker", "NULL, NULL, NULL", "dynamodb", 4, 40);
    const auto costs = cost_by_service(record_.database(), {at_second(30), at_second(40)});
    EXPECT_THAT(cost_of(costs, "dynamodb"), Optional(DoubleEq(2)));
}

TEST_F(CostReport, IsATableOfThePage) {
    owe("function", "NULL, 'reports', 'arn'", "lambda", 0.5);
    owe("worker", "NULL, NULL, 'sosw_tasks'", "dynamodb", 0.25);
    const Summary summary = summarise(record_.database());
    const std::string page = html_report(record_.database(), summary, {});
    EXPECT_THAT(page, HasSubstr("Cost in US dollars"));
    EXPECT_THAT(
        page,
        HasSubstr(
            "<th scope=\"row\">together</th><td>0.250000</td><td>0.500000</td><td>0.750000</td>"
        )
    );
}

TEST_F(CostReport, LeavesThePageAsItIsWithoutPrices) {
    EXPECT_THAT(payers(), IsEmpty());
    const Summary summary = summarise(record_.database());
    EXPECT_THAT(html_report(record_.database(), summary, {}), Not(HasSubstr("Cost in US")));
}

}  // namespace
}  // namespace sosw::sim

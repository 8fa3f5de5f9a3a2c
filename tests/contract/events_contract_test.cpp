#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "backends/aws/aws_events.hpp"
#include "backends/endpoint/services/events_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_events.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/service_client.hpp"

namespace sosw::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string kFunction = "arn:aws:lambda:us-west-2:000000000000:function:worker";

/// Straight to the emulation, or through the whole of AWS's protocol.
enum class EventsWay { Emulation, Aws };

class EventsContract : public testing::TestWithParam<EventsWay> {
protected:
    void put_rule(const Rule& rule) {
        const auto result = events_.put_rule(rule);
        ASSERT_TRUE(result) << to_string(result.error());
    }
    void put_target(const std::string& rule, const RuleTarget& target) {
        const auto result = events_.put_targets(rule, {target});
        ASSERT_TRUE(result) << to_string(result.error());
    }
    /// A rule with a schedule and one target.
    void schedule(const std::string& name, const std::string& expression) {
        put_rule({.name = name, .schedule_expression = expression});
        put_target(name, {.id = "t", .arn = kFunction});
    }
    void want(const std::string& name, const std::string& pattern) {
        put_rule({.name = name, .event_pattern = pattern});
        put_target(name, {.id = "t", .arn = kFunction, .input = R"("hit")"});
    }
    /// The inputs that are delivered now.
    std::vector<std::string> deliver() {
        std::vector<std::string> inputs;
        for (const auto& delivery : sqlite_events_->due_deliveries()) {
            inputs.push_back(delivery.input);
            sqlite_events_->settle(delivery);
        }
        return inputs;
    }
    PutEventsEntry event(std::string source, std::string detail = "{}") {
        return {.source = std::move(source), .detail_type = "Test", .detail = std::move(detail)};
    }
    std::string error_name(const Result<void>& result) { return result ? "" : result.error().name; }
    std::string error_name(const Rule& rule) {
        const auto result = events_.put_rule(rule);
        return result ? "" : result.error().name;
    }
    void restart() {
        sqlite_events_ = std::make_unique<sqlite::SqliteEvents>(database_, clock_, Random{7});
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    std::unique_ptr<sqlite::SqliteEvents> sqlite_events_ =
        std::make_unique<sqlite::SqliteEvents>(database_, clock_, Random{7});
    endpoint::EventsService service_{*sqlite_events_, Random{8}};
    ServiceClient client_{service_, clock_, Way::InProcess};
    aws::AwsEvents aws_events_{client_.access(), Random{9}, client_.address("events")};
    Events& events_ =
        GetParam() == EventsWay::Aws ? static_cast<Events&>(aws_events_) : *sqlite_events_;
};

using SqliteEventsContract = EventsContract;

std::string name_of(const testing::TestParamInfo<EventsWay>& way) {
    return way.param == EventsWay::Aws ? "Aws" : "Emulation";
}

INSTANTIATE_TEST_SUITE_P(
    All, EventsContract, testing::Values(EventsWay::Emulation, EventsWay::Aws), name_of
);
// A restart leaves the service behind.
INSTANTIATE_TEST_SUITE_P(
    Emulation, SqliteEventsContract, testing::Values(EventsWay::Emulation), name_of
);

TEST_P(EventsContract, RulesAreListedByName) {
    put_rule({.name = "b", .schedule_expression = "rate(1 minute)", .description = "second"});
    put_rule({.name = "a", .event_pattern = R"({"source":["x"]})", .state = RuleState::Disabled});
    const auto rules = events_.list_rules("");
    ASSERT_TRUE(rules);
    ASSERT_EQ(rules->size(), 2U);
    EXPECT_EQ((*rules)[0].name, "a");
    EXPECT_EQ((*rules)[0].state, RuleState::Disabled);
    EXPECT_EQ((*rules)[1].arn, "arn:aws:events:us-west-2:000000000000:rule/b");
    EXPECT_EQ((*rules)[1].description, "second");
    EXPECT_EQ(events_.list_rules("b")->size(), 1U);
    EXPECT_TRUE(events_.list_rules("c")->empty());
}

TEST_P(EventsContract, WrongRulesAreRefused) {
    EXPECT_EQ(error_name({.name = "a"}), "ValidationException");
    EXPECT_EQ(
        error_name({.name = "a b", .schedule_expression = "rate(1 minute)"}), "ValidationException"
    );
    const auto result = events_.put_rule({.name = "a", .schedule_expression = "rate(1 minutes)"});
    ASSERT_FALSE(result);
    EXPECT_EQ(
        result.error().message,
        "Parameter ScheduleExpression is not valid. rate: expected 1 minute, found '1 minutes'"
    );
    EXPECT_EQ(error_name({.name = "a", .event_pattern = "{"}), "InvalidEventPatternException");
}

TEST_P(EventsContract, ARuleIsDescribedAsItWasPut) {
    put_rule(
        {.name = "a",
         .schedule_expression = "rate(1 minute)",
         .state = RuleState::Disabled,
         .description = "first"}
    );
    const auto rule = events_.describe_rule("a");
    ASSERT_TRUE(rule) << to_string(rule.error());
    EXPECT_EQ(rule->arn, "arn:aws:events:us-west-2:000000000000:rule/a");
    EXPECT_EQ(rule->schedule_expression, "rate(1 minute)");
    EXPECT_EQ(rule->state, RuleState::Disabled);
    EXPECT_EQ(rule->description, "first");
    EXPECT_EQ(events_.describe_rule("b").error().code, ErrorCode::NotFound);
}

TEST_P(EventsContract, RulesAreFoundByTheirTarget) {
    // More than a page.
    std::vector<std::string> names;
    for (int i = 100; i < 230; ++i) {
        names.push_back("rule-" + std::to_string(i));
        schedule(names.back(), "rate(1 minute)");
    }
    put_rule({.name = "other", .schedule_expression = "rate(1 minute)"});
    put_target("other", {.id = "t", .arn = kFunction + ":alias"});
    EXPECT_EQ(events_.list_rule_names_by_target(kFunction), names);
    EXPECT_TRUE(events_.list_rule_names_by_target(kFunction + "2")->empty());
    EXPECT_EQ(events_.list_rules("rule-")->size(), names.size());
}

TEST_P(EventsContract, TargetsComeBackAsTheyWere) {
    put_rule({.name = "a", .schedule_expression = "rate(1 minute)"});
    put_target(
        "a",
        {.id = "2",
         .arn = kFunction,
         .input_transformer = InputTransformer{{{"x", "$.source"}}, "\"<x>\""},
         .other_settings = R"({"RetryPolicy":{"MaximumRetryAttempts":1}})"}
    );
    put_target("a", {.id = "1", .arn = kFunction, .role_arn = "arn:role", .input = "{}"});
    const auto targets = events_.list_targets_by_rule("a");
    ASSERT_TRUE(targets);
    ASSERT_EQ(targets->size(), 2U);
    EXPECT_EQ((*targets)[0].id, "1");
    EXPECT_EQ((*targets)[0].input, "{}");
    EXPECT_EQ((*targets)[0].role_arn, "arn:role");
    ASSERT_TRUE((*targets)[1].input_transformer);
    EXPECT_EQ((*targets)[1].input_transformer->input_paths_map.at(0).second, "$.source");
    EXPECT_EQ((*targets)[1].other_settings, R"({"RetryPolicy":{"MaximumRetryAttempts":1}})");
    put_target("a", {.id = "1", .arn = kFunction});
    EXPECT_FALSE(events_.list_targets_by_rule("a")->at(0).input) << "replaced as a whole";
}

TEST_P(EventsContract, WrongTargetsAreRefused) {
    EXPECT_EQ(
        error_name(events_.put_targets("a", {{.id = "1", .arn = kFunction}})),
        "ResourceNotFoundException"
    );
    put_rule({.name = "a", .schedule_expression = "rate(1 minute)"});
    const auto refused = [&](const RuleTarget& target) {
        return error_name(events_.put_targets("a", {target}));
    };
    EXPECT_EQ(refused({.id = "1", .arn = "worker"}), "ValidationException");
    EXPECT_EQ(refused({.id = "", .arn = kFunction}), "ValidationException");
    EXPECT_EQ(refused({.id = "1", .arn = kFunction, .input = "{"}), "ValidationException");
    EXPECT_EQ(refused({.id = "1", .arn = kFunction, .input_path = "x"}), "ValidationException");
    EXPECT_EQ(
        refused({.id = "1", .arn = kFunction, .input = "1", .input_path = "$"}),
        "ValidationException"
    );
    std::vector<RuleTarget> six;
    six.reserve(6);
    for (int i = 0; i < 6; ++i) {
        six.push_back({.id = std::to_string(i), .arn = kFunction});
    }
    EXPECT_EQ(error_name(events_.put_targets("a", six)), "LimitExceededException");
    EXPECT_TRUE(events_.list_targets_by_rule("a")->empty()) << "all or none";
}

TEST_P(EventsContract, ARuleWithTargetsCannotBeDeleted) {
    schedule("a", "rate(1 minute)");
    EXPECT_EQ(error_name(sqlite_events_->delete_rule("a")), "ValidationException");
    EXPECT_EQ(events_.list_rule_names_by_target(kFunction), std::vector<std::string>{"a"});
    EXPECT_TRUE(sqlite_events_->remove_targets("a", {"t", "nobody"}));
    EXPECT_TRUE(sqlite_events_->delete_rule("a"));
    EXPECT_TRUE(sqlite_events_->delete_rule("a")) << "one that is not there is no error";
    EXPECT_EQ(events_.describe_rule("a").error().name, "ResourceNotFoundException");
    EXPECT_FALSE(sqlite_events_->next_due());
}

TEST_P(EventsContract, ARateFiresOnePeriodLaterAndThenOnItsBeat) {
    schedule("a", "rate(5 minutes)");
    const Timestamp start = clock_.now();
    EXPECT_EQ(sqlite_events_->next_due(), start + minutes{5});
    EXPECT_TRUE(deliver().empty());
    clock_.advance(minutes{5} + seconds{2});
    EXPECT_EQ(deliver().size(), 1U);
    EXPECT_TRUE(deliver().empty());
    EXPECT_EQ(sqlite_events_->next_due(), start + minutes{10});
}

TEST_P(EventsContract, AScheduledEventIsThatOfAws) {
    schedule("a", "cron(30 8 * * ? *)");
    clock_.advance(minutes{31});
    const auto inputs = deliver();
    ASSERT_EQ(inputs.size(), 1U);
    const std::string mark = R"("id":")";
    ASSERT_EQ(inputs[0].find(mark), 15U);
    std::string without_id = inputs[0];
    without_id.erase(15, mark.size() + 36 + 2);
    EXPECT_EQ(
        without_id,
        R"({"version":"0",)"
        R"("detail-type":"Scheduled Event","source":"aws.events","account":"000000000000",)"
        R"("time":"2026-03-02T08:30:00Z","region":"us-west-2",)"
        R"("resources":["arn:aws:events:us-west-2:000000000000:rule/a"],"detail":{}})"
    );
}

TEST_P(EventsContract, ADisabledRuleDoesNotFire) {
    schedule("a", "rate(1 minute)");
    ASSERT_TRUE(sqlite_events_->set_state("a", RuleState::Disabled));
    EXPECT_FALSE(sqlite_events_->next_due());
    clock_.advance(minutes{10});
    EXPECT_TRUE(deliver().empty());
    ASSERT_TRUE(sqlite_events_->set_state("a", RuleState::Enabled));
    EXPECT_TRUE(deliver().empty());
    clock_.advance(minutes{1});
    EXPECT_EQ(deliver().size(), 1U);
}

TEST_P(EventsContract, AClockThatJumpsFiresWhatAnHourHolds) {
    schedule("a", "rate(1 minute)");
    clock_.advance(minutes{3});
    EXPECT_EQ(deliver().size(), 3U);
    clock_.advance(hours{24 * 365});
    EXPECT_EQ(deliver().size(), 60U);
    EXPECT_EQ(sqlite_events_->next_due(), clock_.now() + minutes{1});
}

TEST_P(SqliteEventsContract, ARestartDoesNotFireThePast) {
    schedule("a", "rate(5 minutes)");
    const Timestamp start = clock_.now();
    clock_.advance(minutes{12});
    restart();
    EXPECT_TRUE(deliver().empty());
    EXPECT_EQ(sqlite_events_->next_due(), start + minutes{15}) << "on the same beat";
}

TEST_P(SqliteEventsContract, WhatWasOnItsWaySurvivesARestart) {
    schedule("a", "rate(5 minutes)");
    clock_.advance(minutes{5});
    ASSERT_EQ(sqlite_events_->due_deliveries().size(), 1U);
    restart();
    EXPECT_EQ(deliver().size(), 1U);
    EXPECT_TRUE(deliver().empty());
}

TEST_P(EventsContract, APostponedDeliveryComesAgainLaterAndLater) {
    schedule("a", "cron(0 9 2 3 ? 2026)");
    clock_.advance(hours{1});
    for (const int delay : {1, 2, 4, 8}) {
        const auto deliveries = sqlite_events_->due_deliveries();
        ASSERT_EQ(deliveries.size(), 1U);
        sqlite_events_->postpone(deliveries[0]);
        EXPECT_EQ(sqlite_events_->next_due(), clock_.now() + seconds{delay});
        EXPECT_TRUE(sqlite_events_->due_deliveries().empty());
        clock_.advance(seconds{delay});
    }
    clock_.advance(hours{25});
    sqlite_events_->postpone(sqlite_events_->due_deliveries().at(0));
    EXPECT_FALSE(sqlite_events_->next_due()) << "given up after a day";
}

TEST_P(EventsContract, EventsGoWhereAPatternWantsThem) {
    want("mine", R"({"source":["my.app"],"detail":{"state":["done"]}})");
    const auto results =
        events_.put_events({event("my.app", R"({"state":"done"})"), event("my.app"), event("other")}
        );
    ASSERT_TRUE(results);
    ASSERT_EQ(results->size(), 3U);
    EXPECT_EQ((*results)[0].event_id.size(), 36U);
    EXPECT_EQ(deliver(), std::vector<std::string>{R"("hit")"});
}

TEST_P(EventsContract, ADisabledRuleWantsNothing) {
    want("mine", R"({"source":["my.app"]})");
    ASSERT_TRUE(sqlite_events_->set_state("mine", RuleState::Disabled));
    ASSERT_TRUE(events_.put_events({event("my.app")}));
    EXPECT_TRUE(deliver().empty());
}

TEST_P(EventsContract, ATargetWithoutInputGetsTheEvent) {
    put_rule({.name = "a", .event_pattern = R"({"source":["my.app"]})"});
    put_target("a", {.id = "t", .arn = kFunction});
    PutEventsEntry entry = event("my.app", R"({"n": 1})");
    entry.resources = {"arn:thing"};
    entry.time = from_epoch_seconds(0);
    ASSERT_TRUE(events_.put_events({entry}));
    const auto inputs = deliver();
    ASSERT_EQ(inputs.size(), 1U);
    EXPECT_NE(
        inputs[0].find(
            R"("detail-type":"Test","source":"my.app","account":"000000000000",)"
            R"("time":"1970-01-01T00:00:00Z","region":"us-west-2","resources":["arn:thing"],)"
            R"("detail":{"n": 1}})"
        ),
        std::string::npos
    );
}

TEST_P(EventsContract, EachWrongEntryIsRefusedByItself) {
    PutEventsEntry other_bus = event("a");
    other_bus.event_bus_name = "other";
    const auto results = events_.put_events(
        {event(""), event("a", ""), event("a", "[1]"), event("aws.ec2"), event("a"), other_bus}
    );
    ASSERT_TRUE(results);
    const auto code = [&](std::size_t i) { return results->at(i).error_code; };
    EXPECT_EQ(code(0), "InvalidArgument");
    EXPECT_EQ(
        results->at(0).error_message,
        "Parameter Source is not valid. Reason: Source is a required argument."
    );
    EXPECT_EQ(code(1), "InvalidArgument");
    EXPECT_EQ(code(2), "MalformedDetail");
    EXPECT_EQ(code(3), "NotAuthorizedForSourceException");
    EXPECT_EQ(code(4), "");
    EXPECT_EQ(code(5), "");
    EXPECT_FALSE(events_.put_events({event("a", "{\"x\":\"" + std::string(262'144, 'x') + "\"}")}));
}

}  // namespace
}  // namespace sosw::test

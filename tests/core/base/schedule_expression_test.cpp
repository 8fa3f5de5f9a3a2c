#include "core/base/schedule_expression.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sosw {
namespace {

ScheduleExpression parsed(const std::string& text) {
    const auto expression = ScheduleExpression::parse(text);
    EXPECT_TRUE(expression) << text << ": " << (expression ? "" : expression.error().message);
    return expression.value_or(ScheduleExpression{});
}

std::string message_of(const std::string& text) {
    const auto expression = ScheduleExpression::parse(text);
    return expression ? "" : expression.error().message;
}

/// The next `count` times after `from`, without their `:00Z`.
std::vector<std::string> next(const std::string& text, const std::string& from, int count) {
    const ScheduleExpression expression = parsed(text);
    std::vector<std::string> times;
    std::optional<Timestamp> at = parse_timestamp(from);
    for (int i = 0; i < count; ++i) {
        at = expression.next_after(*at);
        if (!at) {
            break;
        }
        const std::string time = format_timestamp(*at);
        times.push_back(time.substr(0, time.size() - 4));
    }
    return times;
}

using Times = std::vector<std::string>;
const std::string kMonday = "2026-03-02T08:00:00Z";

TEST(ScheduleExpression, ARateComesOnePeriodLater) {
    EXPECT_EQ(parsed("rate(1 minute)").period(), std::chrono::minutes{1});
    EXPECT_EQ(parsed("rate(12 hours)").period(), std::chrono::hours{12});
    EXPECT_EQ(parsed("rate(7 days)").period(), std::chrono::hours{168});
    const Timestamp at = from_epoch_microseconds(1'500'000);
    EXPECT_EQ(parsed("rate(5 minutes)").next_after(at), at + std::chrono::minutes{5});
}

TEST(ScheduleExpression, ARateIsSpelledInSingularAndPlural) {
    EXPECT_EQ(message_of("rate(1 minutes)"), "rate: expected 1 minute, found '1 minutes'");
    EXPECT_EQ(message_of("rate(5 minute)"), "rate: expected 5 minutes, found '5 minute'");
    EXPECT_EQ(message_of("rate(5 weeks)"), "rate: 'weeks' is no unit: use minutes, hours or days");
    for (const std::string text :
         {"rate(0 minutes)", "rate(-1 minutes)", "rate(1.5 hours)", "rate(minute)", "rate()"}) {
        EXPECT_NE(
            message_of(text).find("rate: expected a positive number and a unit"), std::string::npos
        ) << text;
    }
}

TEST(ScheduleExpression, AWSsOwnExamples) {
    EXPECT_EQ(
        next("cron(0 10 * * ? *)", kMonday, 2), (Times{"2026-03-02T10:00", "2026-03-03T10:00"})
    );
    EXPECT_EQ(next("cron(15 12 * * ? *)", kMonday, 1), (Times{"2026-03-02T12:15"}));
    EXPECT_EQ(
        next("cron(0 18 ? * MON-FRI *)", "2026-03-06T17:00:00Z", 2),
        (Times{"2026-03-06T18:00", "2026-03-09T18:00"})
    );
    EXPECT_EQ(
        next("cron(0 8 1 * ? *)", kMonday, 2), (Times{"2026-04-01T08:00", "2026-05-01T08:00"})
    );
    EXPECT_EQ(
        next("cron(0/15 * * * ? *)", kMonday, 3),
        (Times{"2026-03-02T08:15", "2026-03-02T08:30", "2026-03-02T08:45"})
    );
    EXPECT_EQ(
        next("cron(0/5 8-17 ? * MON-FRI *)", "2026-03-06T17:54:00Z", 2),
        (Times{"2026-03-06T17:55", "2026-03-09T08:00"})
    );
    EXPECT_EQ(
        next("cron(0 9 ? * 2#1 *)", kMonday, 2), (Times{"2026-03-02T09:00", "2026-04-06T09:00"})
    );
    EXPECT_EQ(
        next("cron(15 10 ? * 6L 2026-2027)", kMonday, 2),
        (Times{"2026-03-27T10:15", "2026-04-24T10:15"})
    );
}

TEST(ScheduleExpression, TheNextTimeIsLaterThanTheGivenOne) {
    EXPECT_EQ(next("cron(0 8 * * ? *)", kMonday, 1), (Times{"2026-03-03T08:00"}));
    EXPECT_EQ(next("cron(* * * * ? *)", "2026-03-02T08:00:59.5Z", 1), (Times{"2026-03-02T08:01"}));
}

TEST(ScheduleExpression, ListsRangesAndStepsMix) {
    EXPECT_EQ(
        next("cron(1,5-7,50/5 8 2 3 ? 2026)", kMonday, 9),
        (Times{
            "2026-03-02T08:01",
            "2026-03-02T08:05",
            "2026-03-02T08:06",
            "2026-03-02T08:07",
            "2026-03-02T08:50",
            "2026-03-02T08:55"})
    );
    EXPECT_EQ(
        next("cron(0 1-9/4 * * ? *)", "2026-03-02T00:00:00Z", 4),
        (Times{"2026-03-02T01:00", "2026-03-02T05:00", "2026-03-02T09:00", "2026-03-03T01:00"})
    );
    EXPECT_EQ(
        next("cron(0 0 1 jan,Jul ? *)", kMonday, 2), (Times{"2026-07-01T00:00", "2027-01-01T00:00"})
    );
}

TEST(ScheduleExpression, RangesGoRoundTheWeekAndTheDay) {
    EXPECT_EQ(
        next("cron(0 0 ? * FRI-SUN *)", kMonday, 3),
        (Times{"2026-03-06T00:00", "2026-03-07T00:00", "2026-03-08T00:00"})
    );
    EXPECT_EQ(
        next("cron(0 23-1 * * ? *)", kMonday, 3),
        (Times{"2026-03-02T23:00", "2026-03-03T00:00", "2026-03-03T01:00"})
    );
}

TEST(ScheduleExpression, LIsTheLastDay) {
    EXPECT_EQ(
        next("cron(0 0 L * ? *)", "2028-01-31T12:00:00Z", 2),
        (Times{"2028-02-29T00:00", "2028-03-31T00:00"})
    );
    EXPECT_EQ(next("cron(0 0 L-3 * ? *)", kMonday, 1), (Times{"2026-03-28T00:00"}));
    EXPECT_EQ(next("cron(0 0 ? * L *)", kMonday, 1), (Times{"2026-03-07T00:00"})) << "a Saturday";
}

TEST(ScheduleExpression, WIsTheNearestWeekdayWithinTheMonth) {
    EXPECT_EQ(next("cron(0 0 14W 3 ? 2026)", kMonday, 2), (Times{"2026-03-13T00:00"}));
    EXPECT_EQ(next("cron(0 0 15W 3 ? 2026)", kMonday, 2), (Times{"2026-03-16T00:00"}));
    EXPECT_EQ(next("cron(0 0 16W 3 ? 2026)", kMonday, 2), (Times{"2026-03-16T00:00"}));
    EXPECT_EQ(next("cron(0 0 1W 8 ? 2026)", kMonday, 2), (Times{"2026-08-03T00:00"}))
        << "the first is a Saturday";
    EXPECT_EQ(next("cron(0 0 31W 5 ? 2026)", kMonday, 2), (Times{"2026-05-29T00:00"}))
        << "the last is a Sunday";
    EXPECT_EQ(next("cron(0 0 LW 5 ? 2026)", kMonday, 2), (Times{"2026-05-29T00:00"}));
}

TEST(ScheduleExpression, TheFifthWeekdayIsNotInEveryMonth) {
    EXPECT_EQ(
        next("cron(0 0 ? * MON#5 2026)", kMonday, 2),
        (Times{"2026-03-30T00:00", "2026-06-29T00:00"})
    );
}

TEST(ScheduleExpression, LeapDaysAreWaitedFor) {
    EXPECT_EQ(
        next("cron(0 0 29 2 ? *)", kMonday, 2), (Times{"2028-02-29T00:00", "2032-02-29T00:00"})
    );
}

TEST(ScheduleExpression, WhatIsOverHasNoNextTime) {
    EXPECT_TRUE(next("cron(0 0 1 1 ? 2025)", kMonday, 1).empty());
    EXPECT_TRUE(next("cron(0 0 30 2 ? *)", kMonday, 1).empty());
    EXPECT_EQ(next("cron(59 23 31 12 ? 2199)", kMonday, 2), (Times{"2199-12-31T23:59"}));
}

TEST(ScheduleExpression, MessagesNameTheFieldAndTheRemedy) {
    EXPECT_EQ(message_of("every day"), "expected rate(…) or cron(…), found 'every day'");
    EXPECT_EQ(
        message_of("cron(0 10 * * ?)"),
        "cron: expected six fields (minutes hours day-of-month month day-of-week year), found 5"
    );
    EXPECT_EQ(message_of("cron(60 * * * ? *)"), "cron: minutes: '60' is outside 0-59");
    EXPECT_EQ(
        message_of("cron(0 0 ? * MO *)"), "cron: day of week: 'MO' is outside 1-7 and SUN-SAT"
    );
    EXPECT_EQ(
        message_of("cron(0 10 * * * *)"),
        "cron: one of day of month and day of week must be '?', and the other one not"
    );
    EXPECT_EQ(
        message_of("cron(0/0 10 * * ? *)"),
        "cron: minutes: '0/0' needs a step of at least 1 after '/'"
    );
    EXPECT_EQ(message_of("cron(0 0 ? * 6#6 *)"), "cron: day of week: '6#6' needs 1-5 after '#'");
    EXPECT_EQ(
        message_of("cron(0 0 1 * ? 2030-2020)"), "cron: year: '2030-2020' ends before it begins"
    );
}

TEST(ScheduleExpression, WhatIsNoExpressionIsRefused) {
    for (const std::string text :
         {"",
          "rate",
          "cron()",
          "cron(0 10 ? * ? *)",
          "cron(? 10 * * ? *)",
          "cron(, 1 * * ? *)",
          "cron(1- 1 * * ? *)",
          "cron(1/ 1 * * ? *)",
          "cron(0 0 0 * ? *)",
          "cron(0 0 W * ? *)",
          "cron(0 0 ? * 8 *)",
          "cron(0 0 1 13 ? *)",
          "cron(0 0 1 1 ? 1969)",
          "cron(0 0 L-31 1 ? *)",
          "cron(99999999999 0 1 1 ? *)",
          "cron(-1 0 1 1 ? *)",
          "Rate(1 minute)"}) {
        EXPECT_NE(message_of(text), "") << text;
    }
}

TEST(ScheduleExpression, CountsSecondsOnlyWhereTheyAreAllowed) {
    const auto seconds = ScheduleExpression::parse("rate(30 seconds)", RateUnits::WithSeconds);
    ASSERT_TRUE(seconds);
    EXPECT_EQ(seconds->period(), std::chrono::seconds{30});
    EXPECT_EQ(
        message_of("rate(30 seconds)"), "rate: 'seconds' is no unit: use minutes, hours or days"
    );
    const auto fortnight = ScheduleExpression::parse("rate(1 fortnight)", RateUnits::WithSeconds);
    ASSERT_FALSE(fortnight);
    EXPECT_EQ(
        fortnight.error().message,
        "rate: 'fortnight' is no unit: use seconds, minutes, hours or days"
    );
}

TEST(ScheduleExpression, BeginsAtOnceWithARateAndAtTheFirstTimeThatFitsWithCron) {
    const Timestamp monday = *parse_timestamp(kMonday);
    EXPECT_EQ(parsed("rate(5 minutes)").first_from(monday), monday);
    EXPECT_EQ(parsed("cron(0 8 * * ? *)").first_from(monday), monday);
    EXPECT_EQ(
        parsed("cron(0 8 * * ? *)").first_from(monday + Duration{1}), monday + std::chrono::days{1}
    );
    EXPECT_EQ(parsed("cron(0 8 * * ? 2025)").first_from(monday), std::nullopt);
}

}  // namespace
}  // namespace sosw

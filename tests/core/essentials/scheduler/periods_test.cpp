#include "core/essentials/scheduler/periods.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The day after a leap day, a Friday.
Date friday() { return date_of(*parse_timestamp("2024-03-01T23:59:59Z")); }

std::vector<std::string> dates(std::string_view period, Date today = friday()) {
    return dates_of_period(period, today).value();
}

TEST(Periods, ADayIsThatOfUtc) {
    EXPECT_EQ(format_date(date_of(*parse_timestamp("2026-03-02T00:00:00Z"))), "2026-03-02");
    EXPECT_EQ(format_date(date_of(*parse_timestamp("2026-03-02T23:30:00-02:00"))), "2026-03-03");
}

TEST(Periods, SingleDays) {
    EXPECT_THAT(dates("today"), ElementsAre("2024-03-01"));
    EXPECT_THAT(dates("yesterday"), ElementsAre("2024-02-29"));
    EXPECT_THAT(dates("0_days_back"), ElementsAre("2024-03-01"));
    EXPECT_THAT(dates("366_days_back"), ElementsAre("2023-03-01"));
}

TEST(Periods, RunsOfDaysEndYesterdayOrBefore) {
    EXPECT_THAT(dates("last_3_days"), ElementsAre("2024-02-27", "2024-02-28", "2024-02-29"));
    EXPECT_THAT(dates("previous_2_days"), ElementsAre("2024-02-26", "2024-02-27"));
    EXPECT_THAT(dates("last_0_days"), IsEmpty());
}

TEST(Periods, M23_TheLastWeekIsTheLastFullOneFromSundayToSaturday) {
    const Date saturday = friday() + std::chrono::days{1};
    const Date sunday = saturday + std::chrono::days{1};
    EXPECT_EQ(dates("last_week", saturday).front(), "2024-02-18");
    EXPECT_THAT(
        dates("last_week", sunday),
        ElementsAre(
            "2024-02-25",
            "2024-02-26",
            "2024-02-27",
            "2024-02-28",
            "2024-02-29",
            "2024-03-01",
            "2024-03-02"
        )
    );
    EXPECT_EQ(dates("last_week", sunday + std::chrono::days{6}), dates("last_week", sunday));
}

TEST(Periods, M23_NamesMatchAsAWhole) {
    for (const char* period :
         {"",
          "tomorrow",
          "todayish",
          "yesterday_evening",
          "last_weekend",
          "last_x_days",
          "last__days",
          "last_-1_days",
          "last_2_days_more",
          "_days_back",
          "1.5_days_back",
          "previous_2_days_back",
          "LAST_2_DAYS",
          " last_2_days"}) {
        const auto result = dates_of_period(period, friday());
        ASSERT_FALSE(result) << period;
        EXPECT_THAT(result.error().message, HasSubstr("is none of today, yesterday"));
    }
}

TEST(Periods, ThereIsNoYearZero) {
    EXPECT_THAT(dates("last_738945_days"), SizeIs(738'945));
    EXPECT_EQ(dates("738945_days_back").front(), "0001-01-01");
    for (const char* period :
         {"738946_days_back", "previous_400000_days", "last_99999999999999999999999_days"}) {
        const auto result = dates_of_period(period, friday());
        ASSERT_FALSE(result) << period;
        EXPECT_THAT(result.error().message, HasSubstr("before the year 1"));
    }
}

}  // namespace
}  // namespace sosw

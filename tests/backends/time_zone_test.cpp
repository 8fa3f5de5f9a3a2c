#include "backends/time_zone.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw {
namespace {

/// The day in `zone`, as a number of days after that of UTC.
int days_ahead(const std::string& zone, const std::string& at) {
    const auto local_date = local_date_of(zone);
    EXPECT_TRUE(local_date) << zone;
    const Timestamp moment = parse_timestamp(at).value();
    return static_cast<int>(
        ((*local_date)(moment)-std::chrono::floor<std::chrono::days>(moment)).count()
    );
}

TEST(TimeZone, ADayBeginsAtMidnightOfThePlace) {
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-03-02T22:59:59Z"), 0);
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-03-02T23:00:00Z"), 1);
    EXPECT_EQ(days_ahead("America/Los_Angeles", "2026-03-02T07:59:59Z"), -1);
    EXPECT_EQ(days_ahead("America/Los_Angeles", "2026-03-02T08:00:00Z"), 0);
    EXPECT_EQ(days_ahead("Asia/Kathmandu", "2026-03-02T18:14:59Z"), 0) << "+05:45";
    EXPECT_EQ(days_ahead("Asia/Kathmandu", "2026-03-02T18:15:00Z"), 1);
}

TEST(TimeZone, WithoutANameItIsUtc) {
    EXPECT_EQ(days_ahead("", "2026-03-02T00:00:00Z"), 0);
    EXPECT_EQ(days_ahead("", "2026-03-02T23:59:59.999999Z"), 0);
    EXPECT_EQ(days_ahead("UTC", "2026-03-02T23:59:59Z"), 0);
}

TEST(TimeZone, InSpringADayHas23Hours) {
    // 2026-03-29 in Vienna: from 23:00Z to 22:00Z.
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-03-28T22:59:59Z"), 0);
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-03-28T23:00:00Z"), 1);
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-03-29T21:59:59Z"), 0);
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-03-29T22:00:00Z"), 1);
}

TEST(TimeZone, InAutumnADayHas25HoursAndOneOfThemTwice) {
    // 2026-10-25 in Vienna: from 22:00Z to 23:00Z.
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-10-24T21:59:59Z"), 0);
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-10-24T22:00:00Z"), 1);
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-10-25T00:30:00Z"), 0) << "02:30 for the first time";
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-10-25T01:30:00Z"), 0) << "and for the second";
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-10-25T22:59:59Z"), 0);
    EXPECT_EQ(days_ahead("Europe/Vienna", "2026-10-25T23:00:00Z"), 1);
    // In Havana the hour from midnight on comes twice, on 2026-11-01.
    EXPECT_EQ(days_ahead("America/Havana", "2026-11-01T03:59:59Z"), -1);
    EXPECT_EQ(days_ahead("America/Havana", "2026-11-01T04:30:00Z"), 0);
    EXPECT_EQ(days_ahead("America/Havana", "2026-11-01T05:30:00Z"), 0);
}

TEST(TimeZone, TheDateLineIsAWholeDayWide) {
    EXPECT_EQ(days_ahead("Pacific/Kiritimati", "2026-03-02T10:00:00Z"), 1) << "+14";
    EXPECT_EQ(days_ahead("Pacific/Pago_Pago", "2026-03-02T10:59:59Z"), -1) << "-11";
    // Samoa went over the date line: there was no 2011-12-30.
    EXPECT_EQ(days_ahead("Pacific/Apia", "2011-12-30T09:59:59Z"), -1);
    EXPECT_EQ(days_ahead("Pacific/Apia", "2011-12-30T10:00:00Z"), 1);
}

TEST(TimeZone, RulesGoOnAfterTheLastYearOfTheDatabase) {
    EXPECT_EQ(days_ahead("Europe/Vienna", "2099-07-01T22:00:00Z"), 1);
    EXPECT_EQ(days_ahead("Europe/Vienna", "2099-12-01T22:59:59Z"), 0);
}

TEST(TimeZone, WhatIsNoNameOfAZoneIsUnknown) {
    for (const char* name :
         {"Europe/Wien",
          "CEST",
          "vienna",
          "/usr/share/zoneinfo/UTC",
          "../UTC",
          "file:UTC",
          "localtime",
          "Europe",
          " "}) {
        EXPECT_FALSE(knows_time_zone(name)) << name;
    }
    EXPECT_TRUE(knows_time_zone("Etc/GMT+5"));
    EXPECT_TRUE(knows_time_zone("America/Argentina/Buenos_Aires"));
}

}  // namespace
}  // namespace sosw

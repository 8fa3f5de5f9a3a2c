#include "sim/report/html_report.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "sim/report/svg_plot.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kHostile = "<script>alert(\"1\" & '2')</script>";

/// A run of an hour in which a bit of everything happened to one labourer.
class HtmlReport : public ::testing::Test {
protected:
    void happen(std::string_view labourer) {
        record_.labourer(labourer, 4);
        record_.series(1, labourer);
        record_.series(2, "nobody feels it");
        record_.health_metric(labourer, labourer, 1);
        for (int minute = 0; minute < 60; ++minute) {
            record_.point(1, minute * 60, minute);
            record_.point(2, minute * 60, -minute);
            record_.decide(labourer, minute * 60, minute < 30 ? 4 : 0);
        }
        const TaskNumber task = record_.create(labourer, 10);
        record_.event(task, TaskEventKind::Invoked, 40, {.wait_seconds = 30});
        record_.event(task, TaskEventKind::Failed, 70, {.reason = labourer});
        record_.event(task, TaskEventKind::Expired, 900);
        record_.pass("sosw_orchestrator", 0, std::nullopt, std::string{labourer});
        record_.limit_race(labourer, 40);
        record_.violation(std::string{labourer});
        record_.end(3600);
    }
    std::string page(const HtmlOptions& options = {}) {
        Summary summary = summarise(record_.database());
        summary.scenario = kHostile;
        summary.description = kHostile;
        judge(summary, record_.database(), std::vector{*parse_expectation("tasks.dead >= 1")});
        return html_report(record_.database(), summary, options);
    }
    static pugi::xml_document parsed(const std::string& html) {
        pugi::xml_document document;
        const auto result = document.load_string(html.c_str());
        EXPECT_TRUE(result) << result.description() << " at " << html.substr(result.offset, 80);
        return document;
    }

    RecordWriter record_;
};

TEST_F(HtmlReport, IsWellFormed) {
    happen("reports");
    const auto document = parsed(page());
    EXPECT_STREQ(document.document_element().name(), "html");
    EXPECT_TRUE(document.select_node("//body//svg"));
}

TEST_F(HtmlReport, TakesNoNameForCode) {
    happen(kHostile);
    const auto document = parsed(page());
    EXPECT_EQ(document.select_nodes("//script").size(), 1) << "its own";
    EXPECT_EQ(document.select_node("//h1").node().text().get(), kHostile);
    EXPECT_THAT(page(), Not(HasSubstr("<script>alert")));
}

TEST_F(HtmlReport, NeedsNothingFromElsewhere) {
    happen("reports");
    const auto document = parsed(page());
    EXPECT_TRUE(document.select_nodes("//link | //img | //iframe | //@src | //object").empty());
    EXPECT_THAT(page(), Not(HasSubstr("http")));
    EXPECT_THAT(page(), Not(HasSubstr("url(")));
    for (const auto& link : document.select_nodes("//a/@href")) {
        const std::string target = link.attribute().value();
        ASSERT_TRUE(target.starts_with("#")) << target;
        const std::string place = "//*[@id='" + target.substr(1) + "']";
        EXPECT_TRUE(document.select_node(place.c_str())) << target << " leads nowhere";
    }
}

TEST_F(HtmlReport, NamesEachDrawingAndEachColumn) {
    happen("reports");
    const auto document = parsed(page());
    for (const auto& drawing : document.select_nodes("//svg[@role='img']")) {
        EXPECT_STREQ(drawing.node().first_child().name(), "title");
    }
    EXPECT_TRUE(document.select_nodes("//thead//th[not(@scope)]").empty());
    EXPECT_TRUE(document.select_nodes("//table[not(caption)]").empty());
}

TEST_F(HtmlReport, DrawsMetricStatusLoadAndTroubleOfALabourer) {
    happen("reports");
    const auto document = parsed(page());
    std::vector<std::string> titles;
    for (const auto& title :
         document.select_nodes("//section[@id='labourer-0']//svg[@role='img']/title")) {
        titles.emplace_back(title.node().text().get());
    }
    EXPECT_THAT(
        titles,
        ElementsAre(
            "Time axis, UTC",
            "reports of reports",
            "Eco status of reports",
            "Running tasks of reports",
            "Queue of reports",
            "Queue wait of reports",
            "expired of reports",
            "failed: reports of reports",
            "limit race of reports",
            "Invocations of reports per pass"
        )
    );
}

TEST_F(HtmlReport, LabelsThresholdsAndStatuses) {
    happen("reports");
    const auto document = parsed(page());
    const auto shown = [&](const std::string& text) {
        return !document.select_nodes(("//svg//text[.='" + text + "']").c_str()).empty();
    };
    EXPECT_TRUE(shown("≤ 25 High"));
    EXPECT_TRUE(shown("≤ 50 Good"));
    EXPECT_TRUE(shown("High"));
    EXPECT_TRUE(shown("Bad"));
    EXPECT_TRUE(shown("max 4"));
}

TEST_F(HtmlReport, ShowsDecisionsInWhichSomethingChangedFirst) {
    happen("reports");
    const auto document = parsed(page());
    EXPECT_EQ(document.select_nodes("//details//tr[@data-labourer]").size(), 58);
    EXPECT_EQ(document.select_nodes("//tr[@data-labourer]").size(), 60);
}

TEST_F(HtmlReport, SaysHowManyDecisionsItLeavesOut) {
    happen("reports");
    const std::string html = page({.changes_max = 1, .decisions_max = 10});
    EXPECT_EQ(parsed(html).select_nodes("//tr[@data-labourer]").size(), 11);
    EXPECT_THAT(html, HasSubstr("(the first 1 of 2; the record has all)"));
    EXPECT_THAT(html, HasSubstr("(the first 10 of 58; the record has all)"));
}

TEST_F(HtmlReport, TellsVerdictsWithWhatWasFound) {
    happen("reports");
    const auto document = parsed(page());
    const auto row = document.select_node("//tr[th='tasks.dead >= 1']").node();
    EXPECT_STREQ(row.child("td").attribute("class").value(), "unmet");
    EXPECT_STREQ(row.last_child().text().get(), "0");
}

TEST_F(HtmlReport, OfARunWithoutAnythingIsAPageToo) {
    record_.end(0);
    EXPECT_TRUE(parsed(page()).select_node("//h1"));
}

TEST_F(HtmlReport, StaysSmallHoweverMuchHappened) {
    record_.labourer("a", 4);
    record_.series(1, "m");
    record_.health_metric("a", "m", 1);
    for (int i = 0; i < 50'000; ++i) {
        record_.point(1, i, i % 97);
        record_.decide("a", i, i % 5);
    }
    record_.end(50'000);
    EXPECT_LT(page().size(), 3'000'000U);
}

TEST(SvgPlot, HasRoundTicksWithinTheAxis) {
    EXPECT_THAT(round_ticks(0, 80), ElementsAre(0, 20, 40, 60, 80));
    EXPECT_THAT(round_ticks(-3, 3), ElementsAre(-2, 0, 2));
    EXPECT_TRUE(round_ticks(1, 1).empty());
    EXPECT_EQ(round_above(70.4), 80);
    EXPECT_EQ(round_above(0), 1);
}

}  // namespace
}  // namespace sosw::sim

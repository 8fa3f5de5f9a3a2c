#include "gui/model/tuning.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/model/source.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::gui {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string scenario(const std::string& feelings, const std::string& comparison) {
    return R"({
    "duration": "20m", // short
    "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {"reports": {
        "arn": "reports", "max_simultaneous_invocations": 4,
        "health_metrics": {"Cpu": {
            "details": {"Name": "CPUUtilization", "Namespace": "AWS/RDS", "Period": 60, "Statistics": ["Average"]},
            "feelings": )" +
           feelings + R"(,
            "feeling_comparison_operator": ")" +
           comparison + R"("
        }}
    }}}}},
    "functions": {"reports": {"duration": "90s"}},
    "workload": [{"labourer": "reports", "phases": [{"duration": "10m", "rate": "3/min", "arrivals": "even"}]}],
    "metrics": [{"namespace": "AWS/RDS", "name": "CPUUtilization", "value": {"base": 20}}]
})";
}

constexpr const char* kConfig = R"({
    // the user's own
    "task_config": {"labourers": {"reports": {
        "arn": "reports",
        "health_metrics": {"Cpu": {
            "details": {"Name": "CPUUtilization", "Namespace": "AWS/RDS", "Period": 60, "Statistics": ["Average"]},
            "feelings": {
                "4.0": 30,   // calm
                "3": 60
            },
            "feeling_comparison_operator": "<="
        }}
    }}}
}
)";

constexpr const char* kNamesItsConfig = R"({
    "duration": "20m",
    "config": {"sosw_orchestrator_config": "orchestrator.json"},
    "functions": {"reports": {"duration": "90s"}},
    "workload": [{"labourer": "reports", "phases": [{"duration": "10m", "rate": "3/min"}]}],
    "metrics": [{"namespace": "AWS/RDS", "name": "CPUUtilization", "value": {"base": 20}}]
})";

ThresholdId cpu(int status) { return {.labourer = "reports", .metric = "Cpu", .status = status}; }

class TuningTest : public ::testing::Test {
protected:
    Source open(const std::string& text, const std::vector<std::string>& overrides = {}) {
        const std::string file = folder_.write("tuned.json", text);
        Checked<Source> source = Source::open(file, overrides);
        EXPECT_TRUE(source.has_value()) << to_string(source.error().front());
        return std::move(*source);
    }
    Source usual() { return open(scenario(R"({"4": 30, "3": 60, "2": 80})", "<=")); }

    static double target(const Source& source, int status) {
        const auto loaded = source.load();
        for (const Feeling& feeling : loaded->config.orchestrator.task_manager.labourers.at(0)
                                          .health_metrics.at(0)
                                          .feelings) {
            if (to_number(feeling.status) == status) {
                return feeling.target;
            }
        }
        return -1;
    }

    test::TemporaryFolder folder_;
};

TEST_F(TuningTest, ADraggedThresholdIsThatOfTheNextRun) {
    Source source = usual();
    EXPECT_TRUE(source.tuning().drag(cpu(3), 45));
    EXPECT_EQ(target(source, 3), 45);
}

TEST_F(TuningTest, DraggingIsOneStepOfUndo) {
    Source source = usual();
    Tuning& tuning = source.tuning();
    tuning.drag(cpu(3), 50);
    tuning.drag(cpu(3), 47);
    EXPECT_FALSE(tuning.view().can_undo);
    tuning.set(cpu(3), 45);
    EXPECT_EQ(tuning.view().undo_text, "Cpu 3 Good: 60 → 45");
    EXPECT_TRUE(tuning.undo());
    EXPECT_EQ(target(source, 3), 60);
    EXPECT_FALSE(tuning.undo());
}

TEST_F(TuningTest, WhatWasUndoneIsDoneAgain) {
    Source source = usual();
    source.tuning().set(cpu(3), 45);
    source.tuning().undo();
    EXPECT_TRUE(source.tuning().redo());
    EXPECT_EQ(target(source, 3), 45);
    EXPECT_FALSE(source.tuning().redo());
}

TEST_F(TuningTest, AnotherStepForgetsWhatWasUndone) {
    Source source = usual();
    source.tuning().set(cpu(3), 45);
    source.tuning().undo();
    source.tuning().set(cpu(2), 90);
    EXPECT_FALSE(source.tuning().view().can_redo);
}

TEST_F(TuningTest, ResetIsTheFilesValueAndAStepOfUndo) {
    Source source = usual();
    source.tuning().set(cpu(3), 45);
    source.tuning().reset(cpu(3));
    EXPECT_EQ(target(source, 3), 60);
    EXPECT_EQ(source.tuning().view().changes, 0);
    source.tuning().undo();
    EXPECT_EQ(target(source, 3), 45);
}

TEST_F(TuningTest, AThresholdWhereItWasIsNoStep) {
    Source source = usual();
    EXPECT_FALSE(source.tuning().set(cpu(3), 60));
    EXPECT_FALSE(source.tuning().view().can_undo);
}

TEST_F(TuningTest, WithLessOrEqualTargetsFallAsTheStatusRises) {
    Source source = usual();
    source.tuning().set(cpu(3), 200);
    EXPECT_EQ(target(source, 3), 79.9);
    source.tuning().set(cpu(3), -5);
    EXPECT_EQ(target(source, 3), 30.1);
}

TEST_F(TuningTest, WithGreaterOrEqualTargetsRiseWithTheStatus) {
    Source source = open(scenario(R"({"4": 80, "3": 60, "2": 30})", ">="));
    source.tuning().set(cpu(3), 200);
    EXPECT_EQ(target(source, 3), 79.9);
    source.tuning().set(cpu(3), -5);
    EXPECT_EQ(target(source, 3), 30.1);
}

TEST_F(TuningTest, WithLessTwoTargetsMayBeEqual) {
    Source source = open(scenario(R"({"4": 30, "3": 60, "2": 80})", "<"));
    source.tuning().set(cpu(3), 200);
    EXPECT_EQ(target(source, 3), 80);
}

TEST_F(TuningTest, WithEqualityThereIsNoOrder) {
    Source source = open(scenario(R"({"4": 30, "3": 60})", "=="));
    source.tuning().set(cpu(3), -200);
    EXPECT_EQ(target(source, 3), -200);
}

TEST_F(TuningTest, TheOutermostThresholdsHaveOneLimitOnly) {
    Source source = usual();
    const TuningView view = source.tuning().view();
    const ThresholdView* high = view.find(cpu(4));
    ASSERT_NE(high, nullptr);
    EXPECT_EQ(high->low, std::nullopt);
    EXPECT_EQ(high->high, 59.9);
}

TEST_F(TuningTest, TheScenarioIsExportedWithOnlyTheValueChanged) {
    const std::string text = scenario(R"({"4": 30, "3": 60, "2": 80})", "<=");
    Source source = open(text);
    source.tuning().set(cpu(3), 45.5);
    EXPECT_EQ(
        source.tuning().exported().scenario, scenario(R"({"4": 30, "3": 45.5, "2": 80})", "<=")
    );
}

TEST_F(TuningTest, TheConfigurationInAScenarioIsADocumentOfItsOwn) {
    Source source = usual();
    source.tuning().set(cpu(3), 45);
    const ExportView view = source.tuning().exported();
    EXPECT_THAT(view.config, ::testing::StartsWith("{\"task_config\": {\"labourers\""));
    EXPECT_THAT(
        view.config_diff, HasSubstr("+        \"feelings\": {\"4\": 30, \"3\": 45, \"2\": 80},")
    );
}

TEST_F(TuningTest, TheUsersOwnDocumentIsExportedAsItIsWrittenButForTheValue) {
    folder_.write("orchestrator.json", kConfig);
    Source source = open(kNamesItsConfig);
    source.tuning().set(cpu(4), 25);
    const ExportView view = source.tuning().exported();
    std::string expected = kConfig;
    expected.replace(expected.find("\"4.0\": 30"), 9, "\"4.0\": 25");
    EXPECT_EQ(view.config, expected);
    EXPECT_EQ(view.scenario, kNamesItsConfig);
    EXPECT_EQ(
        view.config_diff,
        "--- " + folder_.path("orchestrator.json") + "\n+++ " + folder_.path("orchestrator.json") +
            "\n@@ -5,7 +5,7 @@\n"
            "         \"health_metrics\": {\"Cpu\": {\n"
            "             \"details\": {\"Name\": \"CPUUtilization\", \"Namespace\": \"AWS/RDS\", "
            "\"Period\": 60, \"Statistics\": [\"Average\"]},\n"
            "             \"feelings\": {\n"
            "-                \"4.0\": 30,   // calm\n"
            "+                \"4.0\": 25,   // calm\n"
            "                 \"3\": 60\n"
            "             },\n"
            "             \"feeling_comparison_operator\": \"<=\"\n"
    );
}

TEST_F(TuningTest, NothingChangedIsNothingToDiffer) {
    Source source = usual();
    const ExportView view = source.tuning().exported();
    EXPECT_THAT(view.documents, IsEmpty());
    EXPECT_EQ(view.config_diff, "");
    EXPECT_EQ(view.scenario_diff, "");
}

TEST_F(TuningTest, WhatWasGivenByHandStandsInNoFile) {
    const std::string pointer =
        "/config/sosw_orchestrator_config/task_config/labourers/reports/health_metrics/Cpu/"
        "feelings/3";
    Source source = open(scenario(R"({"4": 30, "3": 60})", "<="), {pointer + "=55"});
    source.tuning().set(cpu(3), 40);
    EXPECT_EQ(target(source, 3), 40);
    EXPECT_THAT(source.tuning().exported().notes, SizeIs(1));
}

std::vector<std::string> labels(const TuningView& view, const std::string& section) {
    std::vector<std::string> found;
    for (const EditableView& editable : view.editables) {
        if (editable.section == section) {
            found.push_back(editable.label + " = " + editable.value);
        }
    }
    return found;
}

TEST_F(TuningTest, ValuesOfTheScenarioCanBeEdited) {
    Source source = usual();
    const TuningView view = source.tuning().view();
    EXPECT_THAT(labels(view, "run"), ElementsAre("duration = 20m"));
    EXPECT_THAT(labels(view, "functions"), ElementsAre("functions reports duration = 90s"));
    EXPECT_THAT(
        labels(view, "workload"),
        ElementsAre(
            "workload reports phases 1 duration = 10m", "workload reports phases 1 rate = 3/min"
        )
    );
    EXPECT_THAT(labels(view, "labourers"), ElementsAre("reports max_simultaneous_invocations = 4"));
}

TEST_F(TuningTest, AnEditedValueIsThatOfTheNextRunAndOfTheExport) {
    Source source = usual();
    EXPECT_TRUE(source.tuning().set_value("/workload/0/phases/0/rate", "9/min"));
    EXPECT_TRUE(source.load().has_value());
    EXPECT_THAT(source.tuning().exported().scenario, HasSubstr(R"("rate": "9/min")"));
    source.tuning().undo();
    EXPECT_THAT(source.tuning().exported().scenario, HasSubstr(R"("rate": "3/min")"));
}

TEST_F(TuningTest, ARunIsNamedAfterWhatWasChanged) {
    Source source = usual();
    source.tuning().set(cpu(3), 45);
    source.tuning().set_value("/duration", "30m");
    EXPECT_EQ(source.tuning().changes_text(), "Cpu 3 Good: 60 → 45, duration: \"30m\"");
}

}  // namespace
}  // namespace sosw::gui

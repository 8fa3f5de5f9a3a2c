#include "gui/model/task_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::gui {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Three tasks of two labourers.
class TaskOrderTest : public ::testing::Test {
protected:
    TaskOrderTest() {
        view_.labourers = {{.name = "a"}, {.name = "b"}};
        RowsBuilder<std::string> ids;
        for (const char* id : {"cccc", "aaaa", "bbbb"}) {
            ids.append(id);
        }
        view_.task_ids = ids.rows();
        RowsBuilder<TaskRow> rows;
        rows.append(
            {.task = 1,
             .state = TaskState::Completed,
             .wait_seconds = 30,
             .closed = from_seconds(50)}
        );
        rows.append({.task = 2, .labourer = 1, .wait_seconds = -1, .created = from_seconds(10)});
        rows.append(
            {.task = 3,
             .state = TaskState::Running,
             .wait_seconds = 20,
             .created = from_seconds(100)}
        );
        rows_ = rows.rows();
    }

    std::vector<std::uint32_t> order(std::optional<TimeRange> range = {}) const {
        const auto made = task_order(rows_, view_, filter_, range);
        return made ? *made : std::vector<std::uint32_t>{99};
    }

    RunView view_;
    Rows<TaskRow> rows_;
    TaskFilter filter_;
};

TEST_F(TaskOrderTest, AllTasksInTheirOrderNeedNone) {
    EXPECT_EQ(task_order(rows_, view_, filter_, {}), nullptr);
}

TEST_F(TaskOrderTest, SortsByAColumn) {
    filter_.order = TaskColumn::Wait;
    EXPECT_THAT(order(), ElementsAre(1, 2, 0));
    filter_.descending = true;
    EXPECT_THAT(order(), ElementsAre(0, 2, 1));
}

TEST_F(TaskOrderTest, SortsById) {
    filter_.order = TaskColumn::Id;
    EXPECT_THAT(order(), ElementsAre(1, 2, 0));
}

TEST_F(TaskOrderTest, TurnsTheOrderOfCreationRound) {
    filter_.descending = true;
    EXPECT_THAT(order(), ElementsAre(2, 1, 0));
}

TEST_F(TaskOrderTest, FiltersByLabourer) {
    filter_.labourer = "b";
    EXPECT_THAT(order(), ElementsAre(1));
    filter_.labourer = "nobody";
    EXPECT_THAT(order(), IsEmpty());
}

TEST_F(TaskOrderTest, FiltersByState) {
    filter_.states = {};
    filter_.states.at(static_cast<std::size_t>(TaskState::Running)) = true;
    EXPECT_THAT(order(), ElementsAre(2));
}

TEST_F(TaskOrderTest, FiltersByPartOfTheIdOrByNumber) {
    filter_.text = "aa";
    EXPECT_THAT(order(), ElementsAre(1));
    filter_.text = "3";
    EXPECT_THAT(order(), ElementsAre(2));
}

TEST_F(TaskOrderTest, TheSelectedRangeHasTheTasksThatLivedInIt) {
    EXPECT_THAT(order(TimeRange{from_seconds(60), from_seconds(90)}), ElementsAre(1));
}

TEST_F(TaskOrderTest, TheSelectedRangeMayBeLeftOut) {
    filter_.within_range = false;
    EXPECT_EQ(task_order(rows_, view_, filter_, TimeRange{}), nullptr);
}

}  // namespace
}  // namespace sosw::gui

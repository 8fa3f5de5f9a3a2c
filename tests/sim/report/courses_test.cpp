#include "sim/report/courses.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::ElementsAre;

CoursePoint point(double seconds, double value) {
    return {.at = from_seconds(seconds), .value = value};
}

class Courses : public ::testing::Test {
protected:
    LabourerCourses of_first() {
        summary_ = summarise(record_.database());
        return labourer_courses(record_.database(), summary_, 1000).at(0);
    }

    RecordWriter record_;
    Summary summary_;
};

TEST(ThinnedCourse, KeepsFirstLowestHighestAndLastOfEachColumn) {
    const Course course{
        point(0, 3), point(1, 9), point(2, 1), point(3, 4), point(4, 5), point(10, 7)};
    EXPECT_THAT(
        thinned(course, std::chrono::seconds{20}, 2),
        ElementsAre(point(0, 3), point(1, 9), point(2, 1), point(4, 5), point(10, 7))
    );
}

TEST(ThinnedCourse, LosesNoPeakAndStaysSmall) {
    Random random{5};
    Course course;
    for (int i = 0; i < 20'000; ++i) {
        course.push_back(point(i, random.uniform() * 100));
    }
    const Course few = thinned(course, std::chrono::seconds{20'000}, 50);
    EXPECT_LE(few.size(), 204U);
    const auto highest = [](const Course& c) {
        return std::ranges::max(c, {}, &CoursePoint::value).value;
    };
    EXPECT_EQ(highest(few), highest(course));
    EXPECT_TRUE(std::ranges::is_sorted(few, {}, &CoursePoint::at));
}

TEST_F(Courses, FollowTasksFromPlaceToPlace) {
    record_.labourer("a", 2);
    const TaskNumber task = record_.create("a", 0);
    record_.event(task, TaskEventKind::Invoked, 30, {.wait_seconds = 30});
    record_.event(task, TaskEventKind::Expired, 60);
    record_.event(task, TaskEventKind::Retried, 90);
    record_.end(100);
    const LabourerCourses courses = of_first();
    EXPECT_THAT(courses.queue, ElementsAre(point(0, 0), point(0, 1), point(30, 0), point(90, 1)));
    EXPECT_THAT(courses.running, ElementsAre(point(0, 0), point(30, 1), point(60, 0)));
    EXPECT_THAT(courses.retry, ElementsAre(point(0, 0), point(60, 1), point(90, 0)));
}

TEST_F(Courses, SayAStatusWhereItChanges) {
    record_.labourer("a", 2);
    for (const auto& [at, status] : {std::pair{0, 4}, std::pair{60, 4}, std::pair{120, 1}}) {
        record_.decide("a", at, status);
    }
    record_.end(180);
    EXPECT_THAT(of_first().status, ElementsAre(point(0, 4), point(120, 1)));
}

TEST_F(Courses, HaveWaitsPerColumn) {
    record_.labourer("a", 2);
    for (int i = 1; i <= 3; ++i) {
        record_.event(
            record_.create("a", 0),
            TaskEventKind::Invoked,
            10,
            {.wait_seconds = static_cast<double>(i)}
        );
    }
    record_.end(1200);
    const LabourerCourses courses = of_first();
    ASSERT_EQ(courses.wait_p50.size(), 1);
    EXPECT_EQ(courses.wait_p50[0].value, 2);
    EXPECT_EQ(courses.wait_p95[0].value, 3);
}

TEST_F(Courses, CountTroublesByLabourerAndReason) {
    record_.labourer("a", 2);
    const TaskNumber task = record_.create("a", 0);
    record_.event(task, TaskEventKind::Failed, 10, {.reason = "error"});
    record_.event(task, TaskEventKind::Failed, 90, {.reason = "error"});
    record_.event(task, TaskEventKind::Failed, 95, {.reason = "timeout"});
    record_.end(100);
    summary_ = summarise(record_.database());
    const std::vector<Trouble> found = troubles(record_.database(), summary_, 2);
    ASSERT_EQ(found.size(), 2);
    EXPECT_EQ(found[0].what, "failed: error");
    EXPECT_THAT(found[0].columns, ElementsAre(1, 1));
    EXPECT_EQ(found[1].count, 1);
}

TEST_F(Courses, GatherRareTroublesIntoOne) {
    record_.labourer("a", 2);
    const TaskNumber task = record_.create("a", 0);
    for (const char* reason : {"x", "x", "y", "z"}) {
        record_.event(task, TaskEventKind::Failed, 10, {.reason = reason});
    }
    record_.end(100);
    summary_ = summarise(record_.database());
    const std::vector<Trouble> found = troubles(record_.database(), summary_, 2, 1);
    ASSERT_EQ(found.size(), 2);
    EXPECT_EQ(found[1].what, "of other kinds");
    EXPECT_EQ(found[1].count, 2);
}

}  // namespace
}  // namespace sosw::sim

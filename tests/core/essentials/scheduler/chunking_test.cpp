#include "core/essentials/scheduler/chunking.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tasks/json_text.hpp"

namespace sosw {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::vector<std::string> kLevels{"section", "store", "product"};

Map object(const std::string& text) { return *parse_json(text).value().get_if<Map>(); }

Date monday() { return date_of(*parse_timestamp("2026-03-02T08:00:00Z")); }

Result<Chunks> chunks(const std::string& job, ChunkableAttributes levels = kLevels) {
    return chunk_job(object(job), levels, monday());
}

std::vector<std::string> tasks(const std::string& job, ChunkableAttributes levels = kLevels) {
    std::vector<std::string> texts;
    const Chunks made = chunks(job, levels).value();
    for (const Map& task : made.tasks) {
        texts.push_back(to_json(task));
    }
    return texts;
}

std::string refusal(const std::string& job) {
    const auto made = chunks(job);
    return made ? "cut" : made.error().message;
}

TEST(Chunking, K12_EachIsolatedValueIsATask) {
    EXPECT_THAT(
        tasks(R"({"sections": ["a", 1.0, true], "isolate_sections": true, "note": "x"})"),
        ElementsAre(
            R"({"note": "x", "sections": ["a"]})",
            R"({"note": "x", "sections": [1.0]})",
            R"({"note": "x", "sections": [true]})"
        )
    );
}

TEST(Chunking, K12_BatchesStayWithinTheirLimit) {
    EXPECT_THAT(
        tasks(R"({"sections": {"a": null, "b": null, "c": null}, "max_sections_per_batch": "2"})"),
        ElementsAre(
            R"({"max_sections_per_batch": "2", "sections": ["a", "b"]})",
            R"({"max_sections_per_batch": "2", "sections": ["c"]})"
        )
    );
}

TEST(Chunking, K12_LevelsAreCutWhereAPartOfTheJobAsks) {
    EXPECT_THAT(
        tasks(R"({"sections": {"a": {"stores": ["x", "y"], "isolate_stores": true},
                               "b": {"stores": {"z": null}}, "c": null}})"),
        ElementsAre(
            R"({"sections": ["a"], "stores": ["x"]})",
            R"({"sections": ["a"], "stores": ["y"]})",
            R"({"sections": ["b"], "stores": ["z"]})",
            R"({"sections": ["c"]})"
        )
    );
}

TEST(Chunking, K12_WhatNobodyAsksForIsNotCutAndItsPeriodStays) {
    const std::string job = R"({"period": "last_2_days", "sections": {"a": {"x": 1}}})";
    EXPECT_THAT(tasks(job), ElementsAre(job));
}

TEST(Chunking, K12_DatesAreCutBeforeAttributes) {
    EXPECT_THAT(
        tasks(R"({"period": "last_2_days", "isolate_days": true, "section": "a",
                  "isolate_sections": 1})"),
        ElementsAre(
            R"({"date_list": ["2026-02-28"], "sections": ["a"]})",
            R"({"date_list": ["2026-03-01"], "sections": ["a"]})"
        )
    );
}

TEST(Chunking, K12_ALimitHoldsForTheLevelsBelow) {
    EXPECT_THAT(
        tasks(R"({"sections": {"a": {"stores": [1, 2, 3]}}, "isolate_sections": true,
                  "max_stores_per_batch": 2})"),
        ElementsAre(
            R"({"max_stores_per_batch": 2, "sections": ["a"], "stores": [1, 2]})",
            R"({"max_stores_per_batch": 2, "sections": ["a"], "stores": [3]})"
        )
    );
}

TEST(Chunking, M21_WithoutChunkableAttributesTheJobIsOneTask) {
    const std::string job = R"({"period": "today", "sections": ["a"], "isolate_sections": true})";
    EXPECT_THAT(tasks(job, {}), ElementsAre(job));
}

TEST(Chunking, M22_FlatListsAreValuesAtEachLevel) {
    EXPECT_THAT(
        tasks(R"({"sections": {"a": {"stores": ["x", "y"]}}, "isolate_sections": true})"),
        ElementsAre(R"({"sections": ["a"], "stores": ["x", "y"]})")
    );
    EXPECT_THAT(tasks(R"({"sections": ["a", "b"]})"), ElementsAre(R"({"sections": ["a", "b"]})"));
}

TEST(Chunking, M22_SingularAndPluralAreOneName) {
    EXPECT_THAT(
        tasks(R"({"section": "a", "sections": ["b"], "isolate_sections": true})"),
        ElementsAre(R"({"sections": ["a"]})", R"({"sections": ["b"]})")
    );
    EXPECT_THAT(
        tasks(R"({"sections": [1, 2, 3], "max_section_per_batch": 2})"),
        ElementsAre(
            R"({"max_section_per_batch": 2, "sections": [1, 2]})",
            R"({"max_section_per_batch": 2, "sections": [3]})"
        )
    );
}

TEST(Chunking, M22_WithNothingToIsolateTheJobIsOneTaskAndAWarning) {
    for (const std::string values : {"[]", "{}", "null", "\"\""}) {
        const std::string job = R"({"sections": )" + values + R"(, "isolate_sections": true})";
        const Chunks made = chunks(job).value();
        ASSERT_THAT(made.tasks, SizeIs(1)) << job;
        EXPECT_EQ(to_json(made.tasks.front()), job);
        EXPECT_THAT(made.warnings, ElementsAre(HasSubstr("there are no sections")));
    }
}

TEST(Chunking, M22_APartWithNothingToIsolateIsNotLost) {
    EXPECT_THAT(
        tasks(R"({"sections": {"a": {"stores": [], "isolate_stores": true}, "b": null}})"),
        ElementsAre(
            R"({"sections": ["a"], "stores": [], "isolate_stores": true})", R"({"sections": ["b"]})"
        )
    );
}

TEST(Chunking, AWarningIsGivenOnce) {
    const Chunks made =
        chunks(R"({"isolate_sections": true, "sections": {"a": {"stores": [1], "note": 1},
                                                          "b": {"stores": [2], "note": 2}}})")
            .value();
    EXPECT_THAT(made.tasks, SizeIs(2));
    EXPECT_THAT(made.warnings, ElementsAre(HasSubstr("what stands beside stores")));
}

TEST(Chunking, LimitsBelowOneAndValuesOfTwoKindsAreRefused) {
    for (const std::string limit : {"0", "-1", "\"x\"", "null", "[2]", "false"}) {
        EXPECT_THAT(
            refusal(
                R"({"sections": [1], "isolate_sections": 1, "max_sections_per_batch": )" + limit +
                "}"
            ),
            HasSubstr("whole number above 0")
        ) << limit;
    }
    const auto refusal_of = [](const std::string& sections) {
        return refusal(R"({"isolate_sections": true, "sections": )" + sections + "}");
    };
    EXPECT_THAT(refusal_of(R"(["a", {"b": null}])"), HasSubstr("and not both"));
    EXPECT_THAT(refusal_of(R"([["a"]])"), HasSubstr("and not both"));
    EXPECT_THAT(refusal_of(R"({"a": 5})"), HasSubstr("`a` of sections must be an object"));
}

TEST(Chunking, APeriodToBeIsolatedNeedsDays) {
    const auto dates = [](const std::string& job) { return chunk_dates(object(job), monday()); };
    EXPECT_FALSE(dates(R"({"period": "last_0_days", "isolate_days": true})"));
    EXPECT_FALSE(dates(R"({"period": 5})"));
    EXPECT_THAT(*dates(R"({"period": "", "isolate_days": true})"), ElementsAre(Map{}));
}

TEST(Chunking, ALevelIsCutOnlyWhereItIsAskedFor) {
    EXPECT_TRUE(needs_chunking(object(R"({"max_stores_per_batch": 1})"), "store", kLevels));
    EXPECT_FALSE(needs_chunking(object(R"({"isolate_sections": true})"), "stores", kLevels));
    EXPECT_FALSE(needs_chunking(object(R"({"isolate_sections": 0e5})"), "sections", kLevels));
}

}  // namespace
}  // namespace sosw

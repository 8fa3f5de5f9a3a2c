#include <span>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/loader.hpp"
#include "tests/support/config_builders.hpp"

namespace sosw {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> problems(const std::string& json) {
    const ConfigDocument document{.file = "scheduler.json", .text = json};
    const Checked<SoswConfig> config = load_config(std::span{&document, 1});
    std::vector<std::string> texts;
    if (!config) {
        for (const Diagnostic& diagnostic : config.error()) {
            texts.push_back(to_string(diagnostic));
        }
    }
    return texts;
}

TEST(SchedulerConfig, ReadsWhatASchedulerNeeds) {
    const SchedulerConfig config = test::load_or_die(R"({
            "job_schema": {"chunkable_attrs": [["section", {}], ["store"]]},
            "job_schema_variants": {"other": {"chunkable_attrs": [["product", {}]]}},
            "queue_file": "jobs.txt", "rows_to_process": 7, "shutdown_period": 1.5,
            "write_capacity_units": 2.5, "task_operational_overhead_for_ddb": 0.03
        })")
                                       .scheduler;
    EXPECT_THAT(config.job_schema.chunkable_attrs, ElementsAre("section", "store"));
    ASSERT_THAT(config.job_schema_variants, SizeIs(1));
    EXPECT_THAT(config.job_schema_variants[0].second.chunkable_attrs, ElementsAre("product"));
    EXPECT_EQ(config.queue_file, "jobs.txt");
    EXPECT_EQ(config.rows_to_process, 7);
    EXPECT_EQ(config.shutdown_period, std::chrono::milliseconds{1500});
    EXPECT_EQ(config.write_capacity_units, 2.5);
    EXPECT_EQ(config.task_overhead, std::chrono::milliseconds{30});
}

TEST(SchedulerConfig, TheDefaultVariantStandsInForASchema) {
    const std::string variants =
        R"("job_schema_variants": {"default": {"chunkable_attrs": [["a", {}]]}})";
    const auto attributes = [](const std::string& json) {
        return test::load_or_die(json).scheduler.job_schema.chunkable_attrs;
    };
    EXPECT_THAT(attributes("{" + variants + "}"), ElementsAre("a"));
    EXPECT_THAT(attributes(R"({"job_schema": {}, )" + variants + "}"), ElementsAre("a"));
    EXPECT_THAT(
        attributes(R"({"job_schema": {"chunkable_attrs": []}, )" + variants + "}"), IsEmpty()
    );
}

TEST(SchedulerConfig, ATimeZoneMustBeOneThatIsKnown) {
    const std::vector<ConfigDocument> layers{
        {.file = "a.json", .text = R"({"time_zone": "Europe/Vienna"})"},
        {.file = "b.json", .text = R"({"rows_to_process": 7})"}};
    EXPECT_EQ(load_config(layers)->scheduler.time_zone, "Europe/Vienna");
    const auto knows_only = [](const std::string& known) {
        return ConfigChecks{[known](const std::string& name) { return name == known; }};
    };
    EXPECT_TRUE(load_config(layers, knows_only("Europe/Vienna")));
    const auto refused = load_config(layers, knows_only("UTC"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(
        to_string(refused.error().at(0)),
        "a.json: /time_zone: expected a time zone of the IANA database, such as \"Europe/Vienna\", "
        "found \"Europe/Vienna\""
    );
}

TEST(SchedulerConfig, ReportsWhatIsWrongWithItsPlace) {
    EXPECT_THAT(
        problems(R"({
            "job_schema": {"chunkable_attrs": [["boss", {}], "section", ["a"], ["a"], []],
                           "chunkable": 1},
            "queue_file": "folder/file.txt", "rows_to_process": 0, "write_capacity_units": 0
        })"),
        ElementsAre(
            HasSubstr("/job_schema/chunkable: a job schema has no setting"),
            HasSubstr("/job_schema/chunkable_attrs/0/0: a chunkable attribute is given in the"),
            HasSubstr("/job_schema/chunkable_attrs/1: expected a chunkable attribute such as"),
            HasSubstr("/job_schema/chunkable_attrs/3/0: this attribute is given twice"),
            HasSubstr("/job_schema/chunkable_attrs/4: expected a chunkable attribute such as"),
            HasSubstr("/queue_file: expected a file name"),
            HasSubstr("/rows_to_process"),
            HasSubstr("/write_capacity_units")
        )
    );
}

}  // namespace
}  // namespace sosw

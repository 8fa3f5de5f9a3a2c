#include <chrono>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/loader.hpp"

namespace sosw {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::Pair;

/// Loads documents that are right, lowest precedence first.
SoswConfig load(std::initializer_list<std::string_view> texts) {
    std::vector<ConfigDocument> layers;
    layers.reserve(texts.size());
    for (const std::string_view text : texts) {
        layers.push_back({.file = "sosw.json", .text = std::string{text}});
    }
    Checked<SoswConfig> config = load_config(layers);
    if (config) {
        return std::move(*config);
    }
    for (const Diagnostic& diagnostic : config.error()) {
        ADD_FAILURE() << to_string(diagnostic);
    }
    return {};
}

std::vector<std::string> ids(const SoswConfig& config) {
    std::vector<std::string> result;
    result.reserve(config.task_manager.labourers.size());
    for (const LabourerConfig& labourer : config.task_manager.labourers) {
        result.push_back(labourer.id);
    }
    return result;
}

/// The only labourer, with the given settings besides its `arn`.
LabourerConfig labourer_with(const std::string& settings) {
    const SoswConfig config =
        load({R"({"task_config": {"labourers": {"worker": {"arn": "w")" + settings + "}}}}"});
    return config.task_manager.labourers.empty() ? LabourerConfig{}
                                                 : config.task_manager.labourers.front();
}

/// The only metric, with the given members of `details`, of `feelings`, and the operator.
HealthMetric metric_with(
    const std::string& details, const std::string& feelings, const std::string& comparison = "<="
) {
    const LabourerConfig labourer = labourer_with(
        R"(, "health_metrics": {"Cpu": {"details": {"Namespace": "AWS/RDS", )" + details +
        R"(}, "feelings": {)" + feelings + R"(}, "feeling_comparison_operator": ")" + comparison +
        R"("}})"
    );
    return labourer.health_metrics.empty() ? HealthMetric{} : labourer.health_metrics.front();
}

constexpr const char* kMetricName = R"("MetricName": "CPUUtilization")";

TEST(LoadConfig, NoDocumentsGiveTheDefaults) {
    const SoswConfig config = load({});

    EXPECT_TRUE(config.task_manager.labourers.empty());
    EXPECT_EQ(config.task_manager.max_attempts, 3);
    EXPECT_EQ(config.task_manager.greenfield_task_step, 1000);
    EXPECT_EQ(config.task_manager.greenfield_invocation_delta, seconds{31'557'600});
    EXPECT_EQ(config.task_manager.max_simultaneous_invocations, 1);
    EXPECT_EQ(config.task_manager.dynamo_db.table_name, "sosw_tasks");
    EXPECT_EQ(config.scavenger.retry_tasks_limit, 20);
    EXPECT_THAT(config.orchestrator.invocation_number_coefficient, ElementsAre(0, 0, 0.5, 0.75, 1));
}

TEST(LoadConfig, TheDocumentedExampleLoadsAsWritten) {
    const SoswConfig config = load({R"({
        "task_config": {
            "labourers": {
                "some_function": {
                    "arn": "arn:aws:lambda:us-west-2:0000000000:function:some_function",
                    "max_simultaneous_invocations": 10,
                    "health_metrics": {
                        // The name is for people.
                        "SomeDBCPU": {
                            "details": {
                                "Name": "CPUUtilization",
                                "Namespace": "AWS/RDS",
                                "Period": 60,
                                "Statistics": ["Average"],
                                "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "YOUR-DB"}]
                            },
                            "feelings": {"3": 50, "4": 25},
                            "feeling_comparison_operator": "<="
                        }
                    }
                }
            }
        }
    })"});

    ASSERT_THAT(ids(config), ElementsAre("some_function"));
    const LabourerConfig& labourer = config.task_manager.labourers.front();
    EXPECT_EQ(labourer.arn, "arn:aws:lambda:us-west-2:0000000000:function:some_function");
    EXPECT_EQ(labourer.max_simultaneous_invocations, 10);
    ASSERT_EQ(labourer.health_metrics.size(), 1U);
    const HealthMetric& metric = labourer.health_metrics.front();
    EXPECT_EQ(metric.name, "SomeDBCPU");
    const MetricDetails expected{
        .metric_namespace = "AWS/RDS",
        .metric_name = "CPUUtilization",
        .dimensions = {{.name = "DBInstanceIdentifier", .value = "YOUR-DB"}},
        .period = seconds{60},
        .statistic = "Average",
        .time_slice = seconds{300}};
    EXPECT_EQ(metric.details, expected);
    EXPECT_THAT(
        metric.feelings, ElementsAre(Feeling{EcoStatus::High, 25}, Feeling{EcoStatus::Good, 50})
    );
    EXPECT_EQ(metric.comparison, ComparisonOperator::LessEqual);
    EXPECT_EQ(metric.treat_missing_data, TreatMissingData::Breaching);
}

TEST(LoadConfig, DocumentsOfAllEssentialsAreAccepted) {
    const SoswConfig config = load(
        {R"({"init_clients": ["Task"], "ecology_config": {}, "invocation_number_coefficient": {"4": 0.5},
             "default_simultaneous_invocations": 2, "task_config": {"init_clients": ["DynamoDb"],
             "ecology_config": {"any": "thing"}, "max_attempts_worker": 7}})",
         R"({"sns_config": {"recipient": "arn:aws:sns:us-west-2:000000000000:mine", "subject": "Info"},
             "retry_tasks_limit": 5})",
         R"({"queue_bucket": "b", "s3_prefix": "p", "queue_file": "q", "rows_to_process": 50,
             "shutdown_period": 60, "job_schema": {"chunkable_attrs": [["section", {}]]},
             "siblings_config": {"auto_spawning": true}, "auto_spawning": true})"}
    );

    EXPECT_EQ(config.scavenger.sns_topic_arn, "arn:aws:sns:us-west-2:000000000000:mine");
    EXPECT_EQ(config.scavenger.retry_tasks_limit, 5);
    EXPECT_THAT(config.task_manager.max_attempts_by_labourer, ElementsAre(Pair("worker", 7)));
}

TEST(LoadConfig, K11_TheSubjectOfDeadTasksIsNotConfigured) {
    const SoswConfig config = load({R"({"sns_config": {"subject": "Mine"}})"});

    EXPECT_EQ(config.scavenger.sns_subject, "``sosw`` Dead Task");
}

TEST(LoadConfig, TaskNumbersAndTableNamesAreRead) {
    const SoswConfig config = load({R"({"task_config": {
        "greenfield_invocation_delta": 10000000, "greenfield_task_step": 7, "max_attempts": 2,
        "max_closed_to_analyse_for_duration": 0, "max_simultaneous_invocations": 4,
        "sosw_closed_tasks_table": "closed", "sosw_retry_tasks_table": "retry",
        "sosw_retry_tasks_greenfield_index": "retry_index",
        "sosw_closed_tasks_labourer_status_index": "closed_index"}})"});

    const TaskManagerConfig& tasks = config.task_manager;
    EXPECT_EQ(tasks.greenfield_invocation_delta, seconds{10'000'000});
    EXPECT_EQ(tasks.greenfield_task_step, 7);
    EXPECT_EQ(tasks.max_attempts, 2);
    EXPECT_EQ(tasks.max_closed_to_analyse_for_duration, 0);
    EXPECT_EQ(tasks.max_simultaneous_invocations, 4);
    EXPECT_EQ(tasks.sosw_closed_tasks_table, "closed");
    EXPECT_EQ(tasks.sosw_retry_tasks_table, "retry");
    EXPECT_EQ(tasks.sosw_retry_tasks_greenfield_index, "retry_index");
    EXPECT_EQ(tasks.sosw_closed_tasks_labourer_index, "closed_index");
}

TEST(LoadConfig, K10_LabourersKeepTheOrderOfTheConfiguration) {
    const SoswConfig config = load(
        {R"({"task_config": {"labourers": {"shared": {"arn": "s"}}}})",
         R"({"task_config": {"labourers": {"zebra": {"arn": "z"}, "extra": {"arn": "e"}}}})",
         R"({"task_config": {"labourers": {"worker": {"arn": "w"}, "extra": {"arn": "x"}}}})"}
    );

    EXPECT_THAT(ids(config), ElementsAre("shared", "zebra", "extra", "worker"));
    EXPECT_EQ(config.task_manager.labourers.at(2).arn, "x");
}

TEST(LoadConfig, M8_ObjectsMergeKeyByKeyAndTheHigherLayerWins) {
    const SoswConfig config = load(
        {R"({"task_config": {"max_attempts": 2, "labourers": {"w": {"arn": "low", "cooldown": 5}}},
             "invocation_number_coefficient": {"2": 0.25, "3": 0.5}})",
         R"({"task_config": {"labourers": {"w": {"arn": "high"}}},
             "invocation_number_coefficient": {"3.0": 0.6}})"}
    );

    const LabourerConfig& labourer = config.task_manager.labourers.at(0);
    EXPECT_EQ(labourer.arn, "high");
    EXPECT_EQ(labourer.cooldown, seconds{5});
    EXPECT_EQ(config.task_manager.max_attempts, 2);
    EXPECT_THAT(config.orchestrator.invocation_number_coefficient, ElementsAre(0, 0, 0.25, 0.6, 1));
}

TEST(LoadConfig, M8_ListsAreReplaced) {
    const SoswConfig config = load(
        {R"({"task_config": {"dynamo_db_config": {"required_fields": ["task_id", "colour"]}}})",
         R"({"task_config": {"dynamo_db_config": {"required_fields": ["greenfield"]}}})"}
    );

    EXPECT_THAT(config.task_manager.dynamo_db.required_fields, ElementsAre("greenfield"));
}

TEST(LoadConfig, M8_NullTakesBackWhatALowerLayerSaysAndCanBeOverwritten) {
    const SoswConfig config = load(
        {R"({"task_config": {"max_attempts": 9, "labourers": {"gone": {"arn": "g"}, "back": null}},
             "sns_config": null})",
         R"({"task_config": {"max_attempts": null, "labourers": {"gone": null, "back": {"arn": "b"}}},
             "sns_config": {"recipient": "arn:aws:sns:us-west-2:000000000000:mine"}})"}
    );

    EXPECT_EQ(config.task_manager.max_attempts, 3);
    EXPECT_THAT(ids(config), ElementsAre("back"));
    EXPECT_EQ(config.scavenger.sns_topic_arn, "arn:aws:sns:us-west-2:000000000000:mine");
}

TEST(LoadConfig, M8_AHigherLayerMendsAMistakeOfALowerOne) {
    const SoswConfig config = load({R"({"retry_tasks_limit": -1})", R"({"retry_tasks_limit": 2})"});

    EXPECT_EQ(config.scavenger.retry_tasks_limit, 2);
}

TEST(LoadConfig, M7_DurationAndCooldownAreSettings) {
    const LabourerConfig labourer =
        labourer_with(R"(, "duration": 100, "cooldown": 0, "max_duration": 15.5, "max_attempts": 4)"
        );

    EXPECT_EQ(labourer.duration, seconds{100});
    EXPECT_EQ(labourer.cooldown, seconds{0});
    EXPECT_EQ(labourer.max_duration, std::chrono::milliseconds{15'500});
    EXPECT_EQ(labourer.max_attempts, 4);
}

TEST(LoadConfig, M9_AbsentNullAndNumbersAreToldApart) {
    const LabourerConfig absent = labourer_with("");
    const LabourerConfig null = labourer_with(R"(, "max_simultaneous_invocations": null)");
    const LabourerConfig off = labourer_with(R"(, "max_simultaneous_invocations": 0)");

    EXPECT_FALSE(absent.max_simultaneous_invocations.has_value());
    EXPECT_FALSE(absent.max_simultaneous_invocations_is_null);
    EXPECT_FALSE(null.max_simultaneous_invocations.has_value());
    EXPECT_TRUE(null.max_simultaneous_invocations_is_null);
    EXPECT_EQ(off.max_simultaneous_invocations, 0);
}

TEST(LoadConfig, M9_TheDefaultCountsOnlyWhereItIsWritten) {
    const SoswConfig silent = load({"{}"});
    const SoswConfig written =
        load({R"({"max_simultaneous_invocations": 6, "default_simultaneous_invocations": 2,
             "task_config": {"default_simultaneous_invocations": 3}})"});

    EXPECT_FALSE(silent.orchestrator.default_simultaneous_invocations.has_value());
    EXPECT_EQ(written.orchestrator.max_simultaneous_invocations, 6);
    EXPECT_EQ(written.orchestrator.default_simultaneous_invocations, 2);
    EXPECT_EQ(written.task_manager.default_simultaneous_invocations, 3);
}

TEST(LoadConfig, M28_ZeroIsALimitAndNullIsNone) {
    EXPECT_EQ(load({R"({"retry_tasks_limit": 0})"}).scavenger.retry_tasks_limit, 0);
    EXPECT_EQ(
        load({R"({"retry_tasks_limit": null})"}).scavenger.retry_tasks_limit,
        std::numeric_limits<std::int32_t>::max()
    );
}

TEST(LoadConfig, M31_NoLabourersAreNoProblem) {
    EXPECT_THAT(ids(load({R"({"task_config": {"labourers": {}}})"})), ElementsAre());
    EXPECT_THAT(ids(load({R"({"task_config": {"labourers": null}})"})), ElementsAre());
}

TEST(LoadConfig, NoHealthMetricsAreNoProblem) {
    EXPECT_TRUE(labourer_with(R"(, "health_metrics": null)").health_metrics.empty());
    EXPECT_TRUE(labourer_with(R"(, "health_metrics": {})").health_metrics.empty());
}

TEST(LoadConfig, M1_EverySpellingOfAnOperatorIsKnown) {
    const std::vector<std::pair<std::vector<std::string>, ComparisonOperator>> spellings{
        {{"<=", "le", "__le__"}, ComparisonOperator::LessEqual},
        {{"<", "lt", "__lt__"}, ComparisonOperator::Less},
        {{">=", "ge", "__ge__"}, ComparisonOperator::GreaterEqual},
        {{">", "gt", "__gt__"}, ComparisonOperator::Greater},
        {{"==", "eq", "__eq__"}, ComparisonOperator::Equal},
        {{"!=", "ne", "__ne__"}, ComparisonOperator::NotEqual}};
    for (const auto& [words, comparison] : spellings) {
        for (const std::string& word : words) {
            EXPECT_EQ(metric_with(kMetricName, R"("4": 1)", word).comparison, comparison) << word;
        }
    }
}

TEST(LoadConfig, M2_HigherIsBetterCanBeConfigured) {
    const HealthMetric metric = metric_with(kMetricName, R"("3": 25, "4": 50, "1": -5)", ">=");

    EXPECT_THAT(
        metric.feelings,
        ElementsAre(
            Feeling{EcoStatus::High, 50}, Feeling{EcoStatus::Good, 25}, Feeling{EcoStatus::Poor, -5}
        )
    );
}

TEST(LoadConfig, M2_TargetsOfZeroAndBelowCanBeConfigured) {
    EXPECT_EQ(metric_with(kMetricName, R"("4": 0, "3": 5)").feelings.size(), 2U);
    EXPECT_EQ(metric_with(kMetricName, R"("4": -10, "3": -10)", "<").feelings.size(), 2U);
}

TEST(LoadConfig, M2_EqualNeighboursAreAllowedForStrictOperators) {
    EXPECT_EQ(metric_with(kMetricName, R"("4": 50, "3": 50)", "lt").feelings.size(), 2U);
    EXPECT_EQ(metric_with(kMetricName, R"("4": 50, "3": 50)", "gt").feelings.size(), 2U);
}

TEST(LoadConfig, M2_EqualityHasNoOrder) {
    EXPECT_EQ(metric_with(kMetricName, R"("4": 1, "3": 9, "2": 1)", "eq").feelings.size(), 3U);
    EXPECT_EQ(metric_with(kMetricName, R"("4": 9, "3": 1, "2": 9)", "ne").feelings.size(), 3U);
}

TEST(LoadConfig, EmptyFeelingsAreAllowed) {
    EXPECT_TRUE(metric_with(kMetricName, "").feelings.empty());
}

TEST(LoadConfig, M3_MissingDataIsTreatedInCloudWatchsWords) {
    const std::vector<std::pair<std::string, TreatMissingData>> words{
        {"breaching", TreatMissingData::Breaching},
        {"notBreaching", TreatMissingData::NotBreaching},
        {"ignore", TreatMissingData::Ignore},
        {"missing", TreatMissingData::Missing}};
    for (const auto& [word, treat] : words) {
        const LabourerConfig labourer = labourer_with(
            R"(, "health_metrics": {"m": {"details": {"MetricName": "L", "Namespace": "C"},
                "feelings": {"4": 1}, "feeling_comparison_operator": "le", "treat_missing_data": ")" +
            word + R"("}})"
        );
        EXPECT_EQ(labourer.health_metrics.at(0).treat_missing_data, treat) << word;
    }
}

TEST(LoadConfig, M4_NameIsAnotherWordForMetricName) {
    EXPECT_EQ(metric_with(R"("Name": "Load")", "").details.metric_name, "Load");
    EXPECT_EQ(
        metric_with(R"("Name": "Load", "MetricName": "Load")", "").details.metric_name, "Load"
    );
}

TEST(LoadConfig, M5_OneStatisticOfFive) {
    for (const std::string name : {"Average", "Maximum", "Minimum", "Sum", "SampleCount"}) {
        const MetricDetails details =
            metric_with(R"("Name": "L", "Statistics": [")" + name + "\"]", "").details;
        EXPECT_EQ(details.statistic, name);
        EXPECT_FALSE(details.is_percentile);
    }
}

TEST(LoadConfig, M5_OnePercentile) {
    const MetricDetails details =
        metric_with(R"("Name": "L", "ExtendedStatistics": ["p99.9"])", "").details;

    EXPECT_EQ(details.statistic, "p99.9");
    EXPECT_TRUE(details.is_percentile);
}

TEST(LoadConfig, DetailsOfAMetricAreRead) {
    const MetricDetails details =
        metric_with(
            R"("Name": "L", "Period": 120, "MetricAggregationTimeSlice": 240, "Unit": "Percent",
           "Dimensions": [{"Name": "Zone", "Value": "z"}, {"Name": "Host", "Value": "h1"}])",
            ""
        )
            .details;

    EXPECT_EQ(details.period, seconds{120});
    EXPECT_EQ(details.time_slice, seconds{240});
    EXPECT_EQ(details.unit, "Percent");
    EXPECT_THAT(details.dimensions, ElementsAre(Dimension{"Zone", "z"}, Dimension{"Host", "h1"}));
}

TEST(LoadConfig, M6_KeysAreNumbersHoweverTheyAreSpelled) {
    const SoswConfig config = load(
        {R"({"invocation_number_coefficient": {"0": 0.1, " 1 ": 0.2, "2.0": 0.3, "+3": 0.4, "4e0": 1.5}})"}
    );
    EXPECT_THAT(
        config.orchestrator.invocation_number_coefficient, ElementsAre(0.1, 0.2, 0.3, 0.4, 1.5)
    );
    EXPECT_THAT(
        metric_with(kMetricName, R"("2.0": 60, "04": 20)").feelings,
        ElementsAre(Feeling{EcoStatus::High, 20}, Feeling{EcoStatus::Moderate, 60})
    );
}

TEST(LoadConfig, M6_AMissingStatusFallsBackToTheDefaultCoefficient) {
    const SoswConfig config = load({R"({"invocation_number_coefficient": {"4": 0.5, "2": null}})"});

    EXPECT_THAT(
        config.orchestrator.invocation_number_coefficient, ElementsAre(0, 0, 0.5, 0.75, 0.5)
    );
}

TEST(LoadConfig, RowsAreSoswsOwnInItsOrder) {
    const DynamoDbConfig config = load({}).task_manager.dynamo_db;

    EXPECT_THAT(
        config.row_mapper,
        ElementsAre(
            Pair("task_id", "S"),
            Pair("labourer_id", "S"),
            Pair("created_at", "N"),
            Pair("completed_at", "N"),
            Pair("greenfield", "N"),
            Pair("attempts", "N"),
            Pair("closed_at", "N"),
            Pair("desired_launch_time", "N"),
            Pair("arn", "S"),
            Pair("payload", "S")
        )
    );
    EXPECT_THAT(
        config.required_fields, ElementsAre("task_id", "labourer_id", "created_at", "greenfield")
    );
}

TEST(LoadConfig, M29_ARenamedFieldKeepsItsPlaceAndType) {
    const DynamoDbConfig config =
        load({R"({"task_config": {"dynamo_db_config": {"table_name": "tasks",
                  "index_greenfield": "queue", "row_mapper": {"tries": "N", "colour": "S"},
                  "field_names": {"attempts": "tries", "created_at": "made_at"}}}})"})
            .task_manager.dynamo_db;

    EXPECT_EQ(config.table_name, "tasks");
    EXPECT_EQ(config.index_greenfield, "queue");
    EXPECT_EQ(config.field_names.attempts, "tries");
    EXPECT_EQ(config.field_names.created_at, "made_at");
    EXPECT_THAT(config.row_mapper.at(2), Pair("made_at", "N"));
    EXPECT_THAT(config.row_mapper.at(5), Pair("tries", "N"));
    EXPECT_THAT(config.row_mapper.back(), Pair("colour", "S"));
    EXPECT_EQ(config.row_mapper.size(), 11U);
    EXPECT_THAT(
        config.required_fields, ElementsAre("task_id", "labourer_id", "made_at", "greenfield")
    );
}

TEST(LoadConfig, M29_RequiredFieldsMayBearTheNameTheyHadBeforeRenaming) {
    const DynamoDbConfig config = load({R"({"task_config": {"dynamo_db_config": {
                  "required_fields": ["task_id", "created_at", "colour"],
                  "field_names": {"created_at": "made_at"}}}})"})
                                      .task_manager.dynamo_db;

    EXPECT_THAT(config.required_fields, ElementsAre("task_id", "made_at", "colour"));
}

TEST(LoadConfig, M29_FieldsMaySwapTheirNames) {
    const FieldNames names = load({R"({"task_config": {"dynamo_db_config": {"field_names": {
        "closed_at": "completed_at", "completed_at": "closed_at"}}}})"})
                                 .task_manager.dynamo_db.field_names;

    EXPECT_EQ(names.closed_at, "completed_at");
    EXPECT_EQ(names.completed_at, "closed_at");
}

TEST(LoadConfig, TheWorkerAssistantsPlacesStandInWhereTheTaskConfigIsSilent) {
    const DynamoDbConfig config =
        load({R"({"dynamo_db_config": {"table_name": "assistants", "index_greenfield": "queue",
                  "row_mapper": {"stats": "M"}, "required_fields": ["task_id"]},
                  "task_config": {"dynamo_db_config": {"table_name": "tasks"}}})"})
            .task_manager.dynamo_db;

    EXPECT_EQ(config.table_name, "tasks");
    EXPECT_EQ(config.index_greenfield, "queue");
    EXPECT_EQ(config.row_mapper.size(), 10U);
    EXPECT_EQ(config.required_fields.size(), 4U);
}

}  // namespace
}  // namespace sosw

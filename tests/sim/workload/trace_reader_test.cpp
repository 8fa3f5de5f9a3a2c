// Traces in each format: what is read, in which order, and what is wrong with them.

#include "sim/workload/trace_reader.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/workload/azure_2021_trace.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

/// A trace in a file of its own, and how it is read.
class Trace : public testing::Test {
protected:
    std::vector<TraceTask> read(
        TraceFormat format, const std::string& text, TraceReaderOptions options = {}
    ) {
        replay_.file = folder_.write("t.csv", text);
        replay_.format = format;
        TraceMapping mapping{replay_, labourer_};
        const auto reader = open_trace(replay_, mapping, problems_, Random{7}, options);
        std::vector<TraceTask> tasks;
        TraceTask task;
        while (reader->next(task)) {
            tasks.push_back(task);
        }
        length_ = reader->length();
        unused_ = mapping.unused();
        return tasks;
    }

    /// Without the folder.
    std::vector<std::string> problems() {
        std::vector<std::string> lines;
        for (const Diagnostic& diagnostic : problems_.take()) {
            const std::string line = to_string(diagnostic);
            lines.push_back(line.substr(line.find("t.csv")));
        }
        return lines;
    }

    test::TemporaryFolder folder_;
    TraceReplay replay_{};
    std::string labourer_{};
    TraceProblems problems_;
    Duration length_{};
    std::vector<std::string> unused_{};
};

std::vector<Duration> times(const std::vector<TraceTask>& tasks) {
    std::vector<Duration> times;
    for (const TraceTask& task : tasks) {
        times.push_back(task.at);
    }
    return times;
}

TEST_F(Trace, OfSoswHasTimesLabourersDurationsAndPayloads) {
    const auto tasks = read(
        TraceFormat::Sosw,
        "timestamp,labourer,duration_ms,payload\n"
        "0.5,a,1500.25,\n"
        "0.5,b,,\"{\"\"page\"\": 1}\"\n"
        "90,a,0,{}\n"
    );
    EXPECT_THAT(problems(), ElementsAre());
    ASSERT_EQ(tasks.size(), 3U);
    EXPECT_EQ(tasks[0].at, milliseconds{500});
    EXPECT_EQ(tasks[0].labourer, "a");
    EXPECT_EQ(tasks[0].duration, Duration{1'500'250});
    EXPECT_EQ(tasks[0].payload, "");
    EXPECT_EQ(tasks[1].duration, std::nullopt);
    EXPECT_EQ(tasks[1].payload, R"({"page": 1})");
    EXPECT_EQ(tasks[2].duration, Duration::zero());
    EXPECT_EQ(length_, minutes{2});
}

TEST_F(Trace, OfSoswTakesIsoTimesFromTheFirstOneOn) {
    const auto tasks = read(
        TraceFormat::Sosw,
        "labourer,timestamp\na,2026-11-27T08:00:00Z\na,2026-11-27T10:00:01.5+01:00\n"
    );
    EXPECT_THAT(times(tasks), ElementsAre(Duration{0}, hours{1} + milliseconds{1500}));
}

TEST_F(Trace, OfSoswGivesRowsWithoutLabourerToTheWorkloads) {
    labourer_ = "rest";
    replay_.functions = {{"old", "new"}, {"gone", "new"}};
    const auto tasks = read(TraceFormat::Sosw, "timestamp,labourer\n0,\n1,old\n2,other\n");
    EXPECT_EQ(tasks.at(0).labourer, "rest");
    EXPECT_EQ(tasks.at(1).labourer, "new");
    EXPECT_EQ(tasks.at(2).labourer, "other");
    EXPECT_THAT(unused_, ElementsAre("gone"));
}

TEST_F(Trace, OfSoswHasColumnsOfItsOwnForPlaceholders) {
    const auto tasks =
        read(TraceFormat::Sosw, "timestamp,labourer,shop\n0,a,\"K, 1\"\n", {.with_columns = true});
    EXPECT_THAT(tasks.at(0).columns, ElementsAre("0", "a", "K, 1"));
}

TEST_F(Trace, ProblemsHaveLineAndColumnAndGoodRowsAreReadAllTheSame) {
    const std::vector<std::string> labourers{"a"};
    const auto tasks = read(
        TraceFormat::Sosw,
        "timestamp,labourer,duration_ms,payload\n"
        "soon,a,,\n"
        "-1,a,-5,[1]\n"
        "5,A,1e99,{\n"
        "5,a\n"
        "6,a,,\n"
        "4,a,,\n"
        "2026-11-27T08:00:00Z,a,,\n"
        "7,a\"b,,\n"
        "8,,,\n",
        {.known_labourers = labourers}
    );
    EXPECT_THAT(times(tasks), ElementsAre(seconds{6}));
    EXPECT_THAT(
        problems(),
        ElementsAre(
            HasSubstr("t.csv:2:1: expected seconds since the beginning of the trace, or a time"),
            HasSubstr("t.csv:3:1: expected seconds since the beginning"),
            "t.csv:3:6: expected milliseconds, found \"-5\"",
            HasSubstr("t.csv:3:9: expected a JSON object such as {\"page\": 1}, found \"[1]\""),
            HasSubstr("t.csv:4:3: there is no labourer \"A\" in the configuration. Did you mean "
                      "\"a\"? Map it"),
            "t.csv:4:5: expected milliseconds, found \"1e99\"",
            HasSubstr("t.csv:4:10: expected a JSON object"),
            "t.csv:5:1: expected 4 fields, as many as the header has, found 2",
            "t.csv:7:1: this row is earlier than the one before it; sort the file by time",
            HasSubstr("t.csv:8:1: expected seconds as in the rows before, found \"2026-"),
            HasSubstr("t.csv:9:4: a quote inside a field"),
            HasSubstr("t.csv:10:3: expected the name of a labourer")
        )
    );
}

TEST_F(Trace, OfManyProblemsTheFirstAreListedAndTheRestAreCounted) {
    std::string text = "timestamp,labourer\n";
    for (int i = 0; i < 100; ++i) {
        text += "x,a\n";
    }
    read(TraceFormat::Sosw, text);
    const auto found = problems();
    ASSERT_EQ(found.size(), TraceProblems::kListedMax + 1);
    EXPECT_EQ(found.back(), "t.csv: 80 more such problems follow");
}

TEST_F(Trace, WithoutItsColumnsSaysWhich) {
    read(TraceFormat::Sosw, "time,worker\n1,a\n");
    EXPECT_THAT(
        problems(),
        ElementsAre(
            "t.csv:1:1: the header has no column timestamp.",
            "t.csv:1:1: the header has no column labourer."
        )
    );
    read(TraceFormat::Azure2021, "app,fnc,end_timestamp,duration\n");
    EXPECT_THAT(
        problems(), ElementsAre("t.csv:1:1: the header has no column func. Did you mean \"fnc\"?")
    );
    read(TraceFormat::Sosw, "");
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("t.csv: is empty")));
}

TEST_F(Trace, Of2021BeginsAtEndMinusDurationAndIsPutInOrder) {
    labourer_ = "w";
    const auto tasks = read(
        TraceFormat::Azure2021,
        "app,func,end_timestamp,duration\n"
        "x,f,10,1\n"
        "x,g,20,20\n"
        "x,f,21,0.5\n"
        "x,f,22,60\n"
    );
    EXPECT_THAT(problems(), ElementsAre());
    EXPECT_THAT(
        times(tasks), ElementsAre(Duration{0}, Duration{0}, seconds{9}, Duration{20'500'000})
    );
    EXPECT_EQ(tasks[0].duration, seconds{20});
    EXPECT_EQ(tasks[1].duration, seconds{60});
    EXPECT_EQ(tasks[3].duration, milliseconds{500});
}

TEST_F(Trace, Of2021MapsAppAndFunctionBeforeFunctionBeforeApp) {
    replay_.functions = {{"x/f", "pair"}, {"f", "func"}, {"x", "app"}};
    const auto tasks = read(
        TraceFormat::Azure2021,
        "app,func,end_timestamp,duration\nx,f,1,0\ny,f,2,0\nx,g,3,0\ny,g,4,0\n"
    );
    ASSERT_EQ(tasks.size(), 3U);
    EXPECT_EQ(tasks[0].labourer, "pair");
    EXPECT_EQ(tasks[1].labourer, "func");
    EXPECT_EQ(tasks[2].labourer, "app");
}

/// One invocation lasts over more others than the window holds: it comes late, and time never goes
/// back.
TEST_F(Trace, Of2021HoldsAWindowOfRows) {
    labourer_ = "w";
    std::string text = "app,func,end_timestamp,duration\n";
    const int rows = static_cast<int>(Azure2021Trace::kWindowRows) + 100;
    for (int i = 0; i < rows; ++i) {
        text += "x,f," + std::to_string(i + 1) + ",1\n";
    }
    text += "x,f," + std::to_string(rows + 1) + "," + std::to_string(rows + 1) + "\n";
    const auto tasks = read(TraceFormat::Azure2021, text);
    const auto all = times(tasks);
    EXPECT_TRUE(std::ranges::is_sorted(all));
    EXPECT_EQ(all.size(), static_cast<std::size_t>(rows) + 1);
    const auto late = std::ranges::find(tasks, seconds{rows + 1}, &TraceTask::duration);
    EXPECT_EQ(late->at, seconds{100});
}

/// A file of 2019 with these counts in its first minutes.
std::string azure_2019(const std::map<std::string, std::vector<int>>& functions) {
    std::string text = "HashOwner,HashApp,HashFunction,Trigger";
    for (int minute = 1; minute <= 1440; ++minute) {
        text += "," + std::to_string(minute);
    }
    for (const auto& [name, counts] : functions) {
        text += "\no,app," + name + ",http";
        for (std::size_t minute = 0; minute < 1440; ++minute) {
            text += "," + std::to_string(minute < counts.size() ? counts[minute] : 0);
        }
    }
    return text + "\n";
}

TEST_F(Trace, Of2019HasEachMinutesInvocationsInThatMinute) {
    labourer_ = "rest";
    replay_.functions = {{"f", "mapped"}};
    const auto tasks = read(TraceFormat::Azure2019, azure_2019({{"f", {3, 0, 2}}, {"g", {1, 4}}}));
    EXPECT_THAT(problems(), ElementsAre());
    std::map<std::pair<std::string, std::int64_t>, int> counts;
    for (const TraceTask& task : tasks) {
        ++counts[{task.labourer, task.at / minutes{1}}];
        EXPECT_EQ(task.duration, std::nullopt);
    }
    const std::map<std::pair<std::string, std::int64_t>, int> expected{
        {{"mapped", 0}, 3}, {{"mapped", 2}, 2}, {{"rest", 0}, 1}, {{"rest", 1}, 4}};
    EXPECT_EQ(counts, expected);
    EXPECT_TRUE(std::ranges::is_sorted(times(tasks)));
    EXPECT_EQ(length_, hours{24});
}

TEST_F(Trace, Of2019PlacesInvocationsEvenlyOverTheMinute) {
    labourer_ = "w";
    const auto tasks = read(TraceFormat::Azure2019, azure_2019({{"f", {4000}}, {"g", {2000}}}));
    std::vector<double> by_second(6);
    for (const TraceTask& task : tasks) {
        by_second.at(static_cast<std::size_t>(task.at / seconds{10})) += 1;
    }
    double chi_square = 0;
    for (const double count : by_second) {
        chi_square += (count - 1000) * (count - 1000) / 1000;
    }
    EXPECT_LT(chi_square, 20.5);  // 99.9 % at 5 degrees of freedom.
}

TEST_F(Trace, Of2019DrawsDurationsBetweenThePercentiles) {
    labourer_ = "w";
    replay_.durations_file = folder_.write(
        "d.csv",
        "HashOwner,HashApp,HashFunction,Average,Count,Minimum,Maximum,percentile_Average_0,"
        "percentile_Average_1,percentile_Average_25,percentile_Average_50,percentile_Average_75,"
        "percentile_Average_99,percentile_Average_100\n"
        "o,app,f,0,0,0,0,10,20,100,200,400,1000,5000\n"
    );
    const auto tasks = read(TraceFormat::Azure2019, azure_2019({{"f", {20'000}}}));
    const auto share_below = [&](Duration limit) {
        const auto below = std::ranges::count_if(tasks, [&](const TraceTask& task) {
            return *task.duration < limit;
        });
        return static_cast<double>(below) / static_cast<double>(tasks.size());
    };
    EXPECT_EQ(share_below(milliseconds{10}), 0);
    EXPECT_NEAR(share_below(milliseconds{100}), 0.25, 0.012);
    EXPECT_NEAR(share_below(milliseconds{300}), 0.625, 0.012);
    EXPECT_NEAR(share_below(milliseconds{1000}), 0.99, 0.003);
    EXPECT_EQ(share_below(milliseconds{5001}), 1);
}

TEST_F(Trace, Of2019ReportsCountsThatAreNone) {
    labourer_ = "w";
    std::string text = azure_2019({{"f", {3}}});
    text.replace(text.find("http,3,0"), 8, "http,3,x");
    read(TraceFormat::Azure2019, text);
    EXPECT_THAT(
        problems(), ElementsAre("t.csv:2:16: expected a number of invocations, found \"x\"")
    );
}

TEST_F(Trace, IsReadAgainFromItsBeginning) {
    labourer_ = "w";
    for (const auto& [format, text] : std::map<TraceFormat, std::string>{
             {TraceFormat::Sosw, "timestamp,labourer\n1,a\n2,b\n"},
             {TraceFormat::Azure2019, azure_2019({{"f", {2}}})},
             {TraceFormat::Azure2021, "app,func,end_timestamp,duration\nx,f,1,0\nx,f,2,0\n"}}) {
        replay_.file = folder_.write("again.csv", text);
        replay_.format = format;
        TraceMapping mapping{replay_, labourer_};
        const auto reader = open_trace(replay_, mapping, problems_, Random{7}, {});
        TraceTask task;
        for (int round = 0; round < 3; ++round) {
            int count = 0;
            while (reader->next(task)) {
                ++count;
            }
            EXPECT_EQ(count, 2) << to_string(format);
            reader->rewind();
        }
    }
    EXPECT_TRUE(problems_.empty());
}

TEST_F(Trace, IsKnownByItsHeader) {
    const auto detect = [](std::vector<std::string> columns) {
        return detect_trace_format(columns);
    };
    EXPECT_EQ(detect({"labourer", "timestamp"}), TraceFormat::Sosw);
    EXPECT_EQ(detect({"HashOwner", "HashApp", "HashFunction"}), TraceFormat::Azure2019);
    EXPECT_EQ(detect({"app", "func", "end_timestamp", "duration"}), TraceFormat::Azure2021);
    EXPECT_EQ(detect({"a", "b"}), std::nullopt);
}

TEST_F(Trace, TruncatedAtAnyByteNeverCrashes) {
    labourer_ = "w";
    const std::map<TraceFormat, std::string> texts{
        {TraceFormat::Sosw,
         "timestamp,labourer,duration_ms,payload\r\n1.5,a,20,\"{\"\"x\"\": "
         "\"\"y\"\"}\"\r\n2,b,,\r\n"},
        {TraceFormat::Azure2021, "app,func,end_timestamp,duration\nx,f,1.25,0.5\nx,g,2,1\n"}};
    for (const auto& [format, text] : texts) {
        for (std::size_t length = 0; length < text.size(); ++length) {
            EXPECT_LE(read(format, text.substr(0, length)).size(), 2U);
            problems_.take();
        }
    }
    const std::string counts = azure_2019({{"f", {1}}});
    for (std::size_t length = 0; length < counts.size(); length += 97) {
        read(TraceFormat::Azure2019, counts.substr(0, length));
        problems_.take();
    }
}

/// A million rows: what the reader holds after the last one is what it held after the first ones.
TEST_F(Trace, OfAMillionRowsIsStreamed) {
    const std::string file = folder_.path("big.csv");
    {
        std::ofstream big{file};
        big << "timestamp,labourer,duration_ms\n";
        for (int i = 0; i < 1'000'000; ++i) {
            big << i << ",worker," << i % 5000 << '\n';
        }
    }
    replay_.file = file;
    TraceMapping mapping{replay_, labourer_};
    const auto reader = open_trace(replay_, mapping, problems_, Random{7}, {});
    TraceTask task;
    std::size_t held_at_first = 0;
    int rows = 0;
    while (reader->next(task)) {
        if (++rows == 1000) {
            held_at_first = reader->held_bytes();
        }
    }
    EXPECT_EQ(rows, 1'000'000);
    EXPECT_EQ(task.at, seconds{999'999});
    EXPECT_EQ(reader->held_bytes(), held_at_first);
    EXPECT_LT(held_at_first, std::size_t{128} << 10);
    EXPECT_TRUE(problems_.empty());
}

}  // namespace
}  // namespace sosw::sim

#include "sim/report/csv_export.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/record/schema.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string csv(RecordWriter& record, const std::string& table) {
    std::ostringstream out;
    write_csv(record.database(), table, out);
    return out.str();
}

TEST(CsvExport, QuotesWhatRfc4180Asks) {
    EXPECT_EQ(csv_cell("plain"), "plain");
    EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_cell("say \"no\""), "\"say \"\"no\"\"\"");
    EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csv_cell(""), "\"\"") << "an empty text is not NULL";
}

TEST(CsvExport, HasAHeaderAndARowPerRow) {
    RecordWriter record;
    record.labourer("a", 2.5, 90);
    EXPECT_EQ(
        csv(record, "labourer"),
        "position,labourer,function,arn,max_simultaneous,max_attempts,duration_us,cooldown_us\r\n"
        "0,a,a,a,2.5,3,90000000,0\r\n"
    );
}

TEST(CsvExport, TellsPointsInTimeAsIsoToo) {
    RecordWriter record;
    record.labourer("a", 2);
    record.event(record.create("a", 1.5), TaskEventKind::Invoked, 30, {.wait_seconds = 28.5});
    const std::string text = csv(record, "task_event");
    EXPECT_THAT(text, StartsWith("at_us,at_utc,task,"));
    EXPECT_THAT(text, HasSubstr("1772438401500000,2026-03-02T08:00:01.5Z,1,a,created,,,,,\r\n"));
    EXPECT_THAT(text, HasSubstr("a,invoked,,,,28500000,\r\n")) << "a length has none";
}

TEST(CsvExport, LeavesBothColumnsEmptyWhereATimeIsMissing) {
    RecordWriter record;
    record.pass("sosw_orchestrator", 0, std::nullopt);
    EXPECT_THAT(csv(record, "pass"), HasSubstr("2026-03-02T08:00:00Z,,,0,0,"));
}

TEST(CsvExport, KnowsEveryTableOfTheSchema) {
    RecordWriter record;
    const std::vector<std::string> tables = record_tables(record.database());
    for (const char* table : {"run", "task_event", "decision", "sample", "violation"}) {
        EXPECT_THAT(tables, Contains(table));
    }
    record.database().execute("CREATE TABLE later (at_us INTEGER, x REAL)");
    EXPECT_THAT(record_tables(record.database()), Contains("later"));
}

}  // namespace
}  // namespace sosw::sim

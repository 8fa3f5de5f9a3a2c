// CSV as RFC 4180 has it, and whatever else a file may hold.

#include "sim/workload/csv_reader.hpp"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "sim/report/csv_export.hpp"

namespace sosw::sim {
namespace {

using testing::ElementsAre;
using Row = std::vector<std::string>;
using Rows = std::vector<Row>;

struct ReadCsv {
    Rows rows;
    std::vector<CsvProblem> problems;
};

ReadCsv read(const std::string& text) {
    std::istringstream input{text};
    CsvReader reader{input};
    ReadCsv read;
    while (true) {
        switch (reader.next()) {
            case CsvReader::Outcome::End:
                return read;
            case CsvReader::Outcome::Malformed:
                read.problems.push_back(reader.problem());
                break;
            case CsvReader::Outcome::Record:
                Row& row = read.rows.emplace_back();
                for (const CsvField& field : reader.fields()) {
                    row.emplace_back(field.text);
                }
        }
    }
}

std::string written(const Rows& rows, const std::string& line_end) {
    std::string text;
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += (i == 0 ? "" : ",") + csv_cell(row[i]);
        }
        text += line_end;
    }
    return text;
}

/// Rows of two to five fields with everything that is awkward in CSV.
Rows random_rows(Random& random) {
    constexpr std::string_view kPieces = "ab,\"\r\n \xC3\xA9;0";
    Rows rows(1 + random.below(5));
    for (Row& row : rows) {
        row.resize(2 + random.below(4));
        for (std::string& field : row) {
            for (std::uint64_t length = random.below(8); length > 0; --length) {
                field.push_back(kPieces[random.below(kPieces.size())]);
            }
        }
    }
    return rows;
}

TEST(CsvReader, ReadsFieldsAndLines) {
    EXPECT_EQ(read("a,b\nc,,d\n").rows, (Rows{{"a", "b"}, {"c", "", "d"}}));
}

TEST(CsvReader, NeedsNoLineEndAtTheEnd) {
    EXPECT_EQ(read("a,b\nc,d").rows, (Rows{{"a", "b"}, {"c", "d"}}));
    EXPECT_EQ(read("a,").rows, (Rows{{"a", ""}}));
}

TEST(CsvReader, TakesCrLfAndAByteOrderMark) {
    EXPECT_EQ(
        read("\xEF\xBB\xBF"
             "a,b\r\n\"c\",d\r\ne,\"f\"\r\n")
            .rows,
        (Rows{{"a", "b"}, {"c", "d"}, {"e", "f"}})
    );
}

TEST(CsvReader, SkipsEmptyLines) {
    EXPECT_EQ(read("\n\r\na,b\n\n\nc,d\n\n").rows, (Rows{{"a", "b"}, {"c", "d"}}));
    EXPECT_TRUE(read("").rows.empty());
    EXPECT_TRUE(read("\n").rows.empty());
}

TEST(CsvReader, TakesCommasQuotesAndLinesInsideQuotes) {
    EXPECT_EQ(read("\"a,\"\"b\"\"\",\"c\nd\"\n").rows, (Rows{{"a,\"b\"", "c\nd"}}));
}

TEST(CsvReader, KnowsWhereEachFieldIs) {
    std::istringstream input{"a,bb\n\"x\ny\",c\n"};
    CsvReader reader{input};
    reader.next();
    EXPECT_EQ(reader.fields()[1].column, 3U);
    reader.next();
    EXPECT_EQ(reader.line(), 2U);
    EXPECT_EQ(reader.fields()[1].line, 3U);
    EXPECT_EQ(reader.fields()[1].column, 4U);
}

TEST(CsvReader, ReportsAStrayQuoteAndGoesOnWithTheNextLine) {
    const ReadCsv found = read("a,b\nc\"d,e\n\"f\"g,h\ni,j\n");
    EXPECT_EQ(found.rows, (Rows{{"a", "b"}, {"i", "j"}}));
    ASSERT_EQ(found.problems.size(), 2U);
    EXPECT_EQ(found.problems[0].line, 2U);
    EXPECT_EQ(found.problems[0].column, 2U);
    EXPECT_THAT(found.problems[0].message, testing::HasSubstr("does not begin with one"));
    EXPECT_EQ(found.problems[1].line, 3U);
    EXPECT_EQ(found.problems[1].column, 4U);
}

TEST(CsvReader, ReportsAQuoteThatIsNeverClosedWhereItBegins) {
    const ReadCsv found = read("a,b\nc,\"d\ne,f\n");
    ASSERT_EQ(found.problems.size(), 1U);
    EXPECT_EQ(found.problems[0].line, 2U);
    EXPECT_EQ(found.problems[0].column, 3U);
}

TEST(CsvReader, AFieldWithoutEndIsNotHeld) {
    std::istringstream input{"\"" + std::string(3 * kCsvRecordMax, 'x')};
    CsvReader reader{input};
    EXPECT_EQ(reader.next(), CsvReader::Outcome::Malformed);
    EXPECT_LT(reader.held_bytes(), 3 * kCsvRecordMax);
    EXPECT_EQ(reader.next(), CsvReader::Outcome::End);
}

TEST(CsvReader, BeginsAgain) {
    std::istringstream input{"a,b\nc,d\n"};
    CsvReader reader{input};
    while (reader.next() == CsvReader::Outcome::Record) {
    }
    reader.rewind();
    ASSERT_EQ(reader.next(), CsvReader::Outcome::Record);
    EXPECT_EQ(reader.fields()[0].text, "a");
    EXPECT_EQ(reader.line(), 1U);
}

TEST(CsvReader, ReadsBackWhatWasWritten) {
    Random random{20260302};
    for (int i = 0; i < 2000; ++i) {
        const Rows rows = random_rows(random);
        const ReadCsv found = read(written(rows, i % 2 == 0 ? "\n" : "\r\n"));
        ASSERT_EQ(found.rows, rows);
        ASSERT_TRUE(found.problems.empty());
    }
}

TEST(CsvReader, TruncatedAnywhereNeverCrashesNorInventsARow) {
    Random random{7};
    for (int i = 0; i < 50; ++i) {
        const Rows rows = random_rows(random);
        const std::string text = written(rows, "\r\n");
        for (std::size_t length = 0; length <= text.size(); ++length) {
            const ReadCsv found = read(text.substr(0, length));
            ASSERT_LE(found.rows.size() + found.problems.size(), rows.size());
        }
    }
}

TEST(CsvReader, AnyBytesAreReadToTheirEnd) {
    Random random{11};
    constexpr std::string_view kPieces = "a,\"\r\n\xEF\xBB\xBF\0";
    for (int i = 0; i < 5000; ++i) {
        std::string text;
        for (std::uint64_t length = random.below(40); length > 0; --length) {
            text.push_back(kPieces[random.below(kPieces.size())]);
        }
        const ReadCsv found = read(text);
        ASSERT_LE(found.rows.size() + found.problems.size(), text.size());
    }
}

/// A megabyte of rows through a buffer of 64 KiB: what is held does not grow with the input, and
/// fields that lie across the buffer's edge are whole.
TEST(CsvReader, HoldsOneBufferHoweverLongTheInput) {
    const auto held_after = [](int rows) {
        std::string text;
        for (int i = 0; i < rows; ++i) {
            text += std::to_string(i) + ",\"a worker, " + std::to_string(i) + "\"\n";
        }
        std::istringstream input{text};
        CsvReader reader{input};
        for (int i = 0; i < rows; ++i) {
            EXPECT_EQ(reader.next(), CsvReader::Outcome::Record);
            EXPECT_EQ(reader.fields()[1].text, "a worker, " + std::to_string(i));
        }
        return reader.held_bytes();
    };
    EXPECT_EQ(held_after(40'000), held_after(4'000));
}

}  // namespace
}  // namespace sosw::sim

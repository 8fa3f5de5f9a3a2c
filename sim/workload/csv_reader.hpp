#pragma once

#include <cstddef>
#include <istream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Reads CSV (RFC 4180) record by record: quoted fields with commas, doubled quotes and line breaks
/// inside, CRLF or LF, a byte order mark at the beginning, empty lines.
///
/// It holds one buffer and one record, whatever the length of the input; a record above
/// `kCsvRecordMax` is malformed, so that a quote which is never closed does not swallow a file.

namespace sosw::sim {

inline constexpr std::size_t kCsvRecordMax = std::size_t{4} << 20;

struct CsvField {
    std::string_view text;   ///< Without its quotes; valid until the next record is read.
    std::size_t line = 0;    ///< Where it begins, from 1.
    std::size_t column = 0;  ///< In bytes, from 1.
};

/// Why a record cannot be read.
struct CsvProblem {
    std::size_t line = 0;
    std::size_t column = 0;
    std::string message;
};

class CsvReader {
public:
    enum class Outcome {
        Record,
        End,
        Malformed,  ///< See `problem()`. Reading may go on with the next line.
    };

    /// `input` must outlive this object.
    explicit CsvReader(std::istream& input);

    Outcome next();
    /// Begins again at the beginning of the input.
    void rewind();

    /// Of the record read last.
    std::span<const CsvField> fields() const { return fields_; }
    /// The line on which it began.
    std::size_t line() const { return record_line_; }
    const CsvProblem& problem() const { return problem_; }

    /// Everything that is held in memory, for those who check that it does not grow.
    std::size_t held_bytes() const;

private:
    struct Bounds {
        std::size_t begin = 0;
        std::size_t length = 0;
        std::size_t line = 0;
        std::size_t column = 0;
    };

    bool fill();
    /// The next byte, or −1 at the end.
    int peek();
    void advance();
    bool take(char expected);
    void skip_byte_order_mark();
    void skip_line();

    bool read_record();
    bool read_field();
    bool read_quoted();
    bool read_plain();
    void append_plain_run();
    bool malformed(const char* message, const Bounds& where);
    Bounds here() const { return {.line = line_, .column = column_}; }

    std::istream& input_;
    std::vector<char> buffer_;
    std::size_t position_ = 0;
    std::size_t filled_ = 0;
    std::size_t line_ = 1;
    std::size_t column_ = 1;
    bool begun_ = false;

    std::string text_;  ///< Of the record's fields, one after the other.
    std::vector<Bounds> bounds_;
    std::vector<CsvField> fields_;
    std::size_t record_line_ = 0;
    CsvProblem problem_{};
};

}  // namespace sosw::sim

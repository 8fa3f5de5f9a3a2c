#include "sim/workload/csv_reader.hpp"

#include <algorithm>

namespace sosw::sim {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{64} << 10;

}  // namespace

CsvReader::CsvReader(std::istream& input) : input_{input}, buffer_(kBufferBytes) {}

void CsvReader::rewind() {
    input_.clear();
    input_.seekg(0);
    position_ = filled_ = 0;
    line_ = column_ = 1;
    begun_ = false;
}

bool CsvReader::fill() {
    input_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    filled_ = static_cast<std::size_t>(input_.gcount());
    position_ = 0;
    return filled_ > 0;
}

int CsvReader::peek() {
    if (position_ == filled_ && !fill()) {
        return -1;
    }
    return static_cast<unsigned char>(buffer_[position_]);
}

void CsvReader::advance() {
    if (buffer_[position_++] == '\n') {
        ++line_;
        column_ = 1;
    } else {
        ++column_;
    }
}

bool CsvReader::take(char expected) {
    if (peek() != static_cast<unsigned char>(expected)) {
        return false;
    }
    advance();
    return true;
}

void CsvReader::skip_byte_order_mark() {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    begun_ = true;
    if (peek() >= 0 && filled_ >= kMark.size() &&
        std::string_view{buffer_.data(), kMark.size()} == kMark) {
        position_ = kMark.size();
    }
}

void CsvReader::skip_line() {
    while (peek() >= 0 && !take('\n')) {
        advance();
    }
}

bool CsvReader::malformed(const char* message, const Bounds& where) {
    problem_ = {.line = where.line, .column = where.column, .message = message};
    return false;
}

CsvReader::Outcome CsvReader::next() {
    if (!begun_) {
        skip_byte_order_mark();
    }
    do {
        text_.clear();
        bounds_.clear();
        if (peek() < 0) {
            return Outcome::End;
        }
        record_line_ = line_;
        if (!read_record()) {
            skip_line();
            return Outcome::Malformed;
        }
    } while (bounds_.size() == 1 && text_.empty());

    fields_.clear();
    for (const Bounds& field : bounds_) {
        fields_.push_back(
            {.text = std::string_view{text_}.substr(field.begin, field.length),
             .line = field.line,
             .column = field.column}
        );
    }
    return Outcome::Record;
}

bool CsvReader::read_record() {
    do {
        Bounds field = here();
        field.begin = text_.size();
        if (!read_field()) {
            return false;
        }
        field.length = text_.size() - field.begin;
        bounds_.push_back(field);
    } while (take(','));
    take('\n');
    return true;
}

bool CsvReader::read_field() { return peek() == '"' ? read_quoted() : read_plain(); }

bool CsvReader::read_quoted() {
    const Bounds opened = here();
    advance();
    while (true) {
        const int byte = peek();
        if (byte < 0) {
            return malformed("a quoted field begins here and never ends", opened);
        }
        if (text_.size() > kCsvRecordMax) {
            return malformed("a quoted field begins here and is too long to be meant", opened);
        }
        advance();
        if (byte != '"') {
            text_.push_back(static_cast<char>(byte));
        } else if (take('"')) {
            text_.push_back('"');
        } else {
            break;
        }
    }
    const Bounds after = here();
    take('\r');
    if (const int byte = peek(); byte >= 0 && byte != ',' && byte != '\n') {
        return malformed(
            "expected a comma or the end of the line after the closing quote; a quote inside a "
            "quoted field is doubled",
            after
        );
    }
    return true;
}

void CsvReader::append_plain_run() {
    const auto* const begin = buffer_.data() + position_;
    const auto* const end =
        std::find_if(begin, static_cast<const char*>(buffer_.data()) + filled_, [](char byte) {
            return byte == ',' || byte == '\n' || byte == '"';
        });
    text_.append(begin, end);
    position_ += static_cast<std::size_t>(end - begin);
    column_ += static_cast<std::size_t>(end - begin);
}

bool CsvReader::read_plain() {
    const Bounds began = here();
    const std::size_t begin = text_.size();
    while (peek() >= 0) {
        append_plain_run();
        if (text_.size() > kCsvRecordMax) {
            return malformed("this field is too long to be meant", began);
        }
        if (position_ == filled_) {
            continue;
        }
        if (buffer_[position_] == '"') {
            return malformed(
                "a quote inside a field that does not begin with one; put the field in quotes, and "
                "double those inside",
                here()
            );
        }
        break;
    }
    const bool at_line_end = peek() != ',';
    if (at_line_end && text_.size() > begin && text_.back() == '\r') {
        text_.pop_back();
    }
    return true;
}

std::size_t CsvReader::held_bytes() const {
    return buffer_.capacity() + text_.capacity() + bounds_.capacity() * sizeof(Bounds) +
           fields_.capacity() * sizeof(CsvField);
}

}  // namespace sosw::sim

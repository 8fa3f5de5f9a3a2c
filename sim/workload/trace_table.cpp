#include "sim/workload/trace_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/strings.hpp"
#include "sim/scenario/distribution.hpp"

namespace sosw::sim {
namespace {

constexpr std::size_t kQuotedMax = 60;

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool complete = error == std::errc{} && end == text.data() + text.size();
    return complete && std::isfinite(value) ? std::optional{value} : std::nullopt;
}

}  // namespace

std::string quoted_cell(std::string_view text) {
    return text.size() <= kQuotedMax ? fmt::format("\"{}\"", text)
                                     : fmt::format("\"{}…\"", text.substr(0, kQuotedMax));
}

TraceTable::TraceTable(std::string file, TraceProblems& problems)
    : file_{std::move(file)}, problems_{problems}, stream_{file_, std::ios::binary} {
    if (!stream_.is_open()) {
        problems_.add(file_, "cannot be read. Expected a trace as CSV");
    } else if (!next_record()) {
        problems_.add(file_, "is empty. Expected a first line with the names of its columns");
    } else {
        copy_row(columns_);
    }
}

std::optional<std::size_t> TraceTable::find_column(std::string_view name) const {
    const auto found = std::ranges::find(columns_, name);
    return found != columns_.end()
               ? std::optional{static_cast<std::size_t>(found - columns_.begin())}
               : std::nullopt;
}

std::optional<std::size_t> TraceTable::required_column(std::string_view name) {
    const std::optional<std::size_t> found = find_column(name);
    if (!found && !columns_.empty()) {
        const std::vector<std::string_view> known{columns_.begin(), columns_.end()};
        problems_.add(
            file_,
            1,
            1,
            fmt::format("the header has no column {}.{}", name, did_you_mean(name, known))
        );
    }
    return found;
}

bool TraceTable::next_record() {
    while (true) {
        switch (reader_.next()) {
            case CsvReader::Outcome::Record:
                return true;
            case CsvReader::Outcome::End:
                return false;
            case CsvReader::Outcome::Malformed: {
                const CsvProblem& found = reader_.problem();
                problems_.add(file_, found.line, found.column, found.message);
                break;
            }
        }
    }
}

bool TraceTable::next_row() {
    if (columns_.empty()) {
        return false;
    }
    while (next_record()) {
        const std::size_t found = reader_.fields().size();
        if (found == columns_.size()) {
            return true;
        }
        problems_.add(
            file_,
            reader_.line(),
            1,
            fmt::format(
                "expected {} fields, as many as the header has, found {}", columns_.size(), found
            )
        );
    }
    return false;
}

void TraceTable::rewind() {
    reader_.rewind();
    next_record();
}

void TraceTable::copy_row(std::vector<std::string>& cells) const {
    const auto fields = reader_.fields();
    cells.resize(fields.size());
    std::ranges::transform(fields, cells.begin(), [](const CsvField& field) {
        return std::string{field.text};
    });
}

std::optional<double> TraceTable::number(std::size_t column, double max, std::string_view what) {
    const std::optional<double> value = parse_number(text(column));
    if (value && *value >= 0 && *value <= max) {
        return value;
    }
    problem(column, fmt::format("expected {}, found {}", what, quoted_cell(text(column))));
    return std::nullopt;
}

std::optional<Duration> TraceTable::length(
    std::size_t column, Duration unit, std::string_view what
) {
    const double max = to_seconds(kDurationMax) / to_seconds(unit);
    const std::optional<double> count = number(column, max, what);
    return count ? std::optional{from_seconds(*count * to_seconds(unit))} : std::nullopt;
}

void TraceTable::problem(std::size_t column, std::string message) {
    const CsvField& field = cell(column);
    problems_.add(file_, field.line, field.column, std::move(message));
}

}  // namespace sosw::sim

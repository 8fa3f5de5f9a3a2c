#include "sim/scenario/metric_trace.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "core/config/config_value.hpp"
#include "sim/scenario/distribution.hpp"

namespace sosw::sim {
namespace {

constexpr std::string_view kHeader = "timestamp,value";
constexpr std::size_t kProblemsMax = 20;
constexpr double kSecondsMax = 1e11;  // Beyond the year 5000, and far from overflow.

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && std::isfinite(number) ? std::optional{number} : std::nullopt;
}

/// Since the epoch, or since whatever the seconds count from.
std::optional<Duration> instant_of(std::string_view text) {
    if (const std::optional<double> seconds = number_of(text)) {
        return std::abs(*seconds) <= kSecondsMax ? std::optional{from_seconds(*seconds)}
                                                 : std::nullopt;
    }
    const std::optional<Timestamp> at = parse_timestamp(text);
    return at ? std::optional{at->time_since_epoch()} : std::nullopt;
}

/// One file, read line by line.
class TraceReader {
public:
    explicit TraceReader(const std::string& file) : file_{file}, stream_{file, std::ios::binary} {}

    Checked<std::vector<TracePoint>> read() {
        std::string line;
        while (problems_.size() < kProblemsMax && std::getline(stream_, line)) {
            ++line_;
            if (line.ends_with('\r')) {
                line.pop_back();
            }
            read_line(line);
        }
        if (problems_.empty() && points_.empty()) {
            problem(
                1,
                fmt::format(
                    "expected the header \"{}\" and at least one line of values, found none",
                    kHeader
                )
            );
        }
        if (!problems_.empty()) {
            return tl::make_unexpected(std::move(problems_));
        }
        return std::move(points_);
    }

private:
    void problem(std::size_t column, std::string message) {
        problems_.push_back(
            {.file = file_,
             .line = std::max<std::size_t>(line_, 1),
             .column = column,
             .message = std::move(message)}
        );
    }

    void read_line(std::string_view line) {
        if (line_ == 1) {
            if (line != kHeader) {
                problem(
                    1, fmt::format("expected the header \"{}\", found {}", kHeader, quoted(line))
                );
            }
            return;
        }
        const std::size_t comma = line.find(',');
        if (comma == std::string_view::npos) {
            problem(1, fmt::format("expected a timestamp and a value, found {}", quoted(line)));
            return;
        }
        read_point(line.substr(0, comma), line.substr(comma + 1), comma + 2);
    }

    void read_point(std::string_view instant, std::string_view number, std::size_t column) {
        const std::optional<Duration> at = instant_of(instant);
        const std::optional<double> value = number_of(number);
        if (!at) {
            problem(
                1,
                fmt::format(
                    "expected a time such as 2026-03-02T08:00:00Z or a number of seconds, found {}",
                    quoted(instant)
                )
            );
        }
        if (!value) {
            problem(column, fmt::format("expected a number, found {}", quoted(number)));
        }
        if (at && value) {
            add(*at, *value, instant);
        }
    }

    void add(Duration at, double value, std::string_view instant) {
        if (!points_.empty() && at - first_ <= points_.back().at) {
            problem(
                1, fmt::format("expected a time after the line before, found {}", quoted(instant))
            );
            return;
        }
        if (points_.size() == kTracePointsMax) {
            problem(1, fmt::format("expected at most {} lines of values", kTracePointsMax));
            stream_.setstate(std::ios::eofbit);
            return;
        }
        first_ = points_.empty() ? at : first_;
        points_.push_back({.at = at - first_, .value = value});
    }

    const std::string& file_;
    std::ifstream stream_;
    std::size_t line_ = 0;
    Duration first_{};
    std::vector<TracePoint> points_;
    Diagnostics problems_;
};

}  // namespace

Checked<std::vector<TracePoint>> read_metric_trace(const std::string& file) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) {
        return tl::make_unexpected(Diagnostics{
            {.file = file,
             .message = fmt::format(
                 "cannot be read: there is no such file. Expected CSV with the header \"{}\"",
                 kHeader
             )}});
    }
    return TraceReader{file}.read();
}

void write_metric_trace(
    std::ostream& trace, Timestamp first, const std::vector<TracePoint>& points
) {
    trace << kHeader << '\n';
    for (const TracePoint& point : points) {
        trace << fmt::format("{},{}\n", format_timestamp(first + point.at), point.value);
    }
}

}  // namespace sosw::sim

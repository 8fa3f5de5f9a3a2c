#include "sim/workload/azure_2019_trace.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "sim/workload/arrival_patterns.hpp"

namespace sosw::sim {
namespace {

constexpr std::array<std::string_view, Azure2019Trace::kPercentiles> kPercentileColumns{
    "percentile_Average_0",
    "percentile_Average_1",
    "percentile_Average_25",
    "percentile_Average_50",
    "percentile_Average_75",
    "percentile_Average_99",
    "percentile_Average_100"};
constexpr std::array<double, Azure2019Trace::kPercentiles> kShares{
    0, 0.01, 0.25, 0.5, 0.75, 0.99, 1};
constexpr double kCountMax32 = 4e9;

struct FunctionColumns {
    std::optional<std::size_t> owner;
    std::optional<std::size_t> app;
    std::optional<std::size_t> function;

    explicit FunctionColumns(TraceTable& table)
        : owner{table.required_column("HashOwner")},
          app{table.required_column("HashApp")},
          function{table.required_column("HashFunction")} {}

    bool complete() const { return owner && app && function; }
    std::string key(const TraceTable& table) const {
        return fmt::format("{}/{}/{}", table.text(*owner), table.text(*app), table.text(*function));
    }
};

/// The column of each minute.
std::vector<std::size_t> minute_columns(TraceTable& table) {
    std::vector<std::size_t> columns;
    for (std::size_t minute = 1; minute <= Azure2019Trace::kMinutes; ++minute) {
        const auto column = table.find_column(std::to_string(minute));
        if (!column) {
            table.required_column(std::to_string(minute));
            return {};
        }
        columns.push_back(*column);
    }
    return columns;
}

}  // namespace

Azure2019Trace::Azure2019Trace(
    const TraceReplay& replay,
    TraceMapping& mapping,
    TraceProblems& problems,
    const Random& random,
    const TraceReaderOptions& options
)
    : options_{options},
      places_{random.fork("places")},
      durations_{random.fork("durations")},
      minutes_(kMinutes) {
    if (!replay.durations_file.empty()) {
        read_percentiles(replay.durations_file, problems);
    }
    read_counts(replay, mapping, problems);
    percentiles_of_.clear();
}

void Azure2019Trace::read_percentiles(const std::string& file, TraceProblems& problems) {
    TraceTable table{file, problems};
    const FunctionColumns names{table};
    std::vector<std::size_t> columns;
    for (const std::string_view name : kPercentileColumns) {
        if (const auto column = table.required_column(name)) {
            columns.push_back(*column);
        }
    }
    if (!names.complete() || columns.size() != kPercentiles) {
        return;
    }
    while (table.next_row()) {
        Percentiles percentiles{};
        bool complete = true;
        for (std::size_t i = 0; i < kPercentiles; ++i) {
            const auto length =
                table.length(columns[i], std::chrono::milliseconds{1}, "milliseconds");
            complete = complete && length.has_value();
            percentiles[i] = to_seconds(length.value_or(Duration::zero())) * 1000;
        }
        if (complete) {
            percentiles_of_[names.key(table)] = static_cast<std::uint32_t>(percentiles_.size());
            percentiles_.push_back(percentiles);
        }
    }
}

void Azure2019Trace::read_counts(
    const TraceReplay& replay, TraceMapping& mapping, TraceProblems& problems
) {
    TraceTable table{replay.file, problems};
    const FunctionColumns names{table};
    const std::vector<std::size_t> minutes = minute_columns(table);
    if (!names.complete() || minutes.empty()) {
        return;
    }
    const std::size_t named = placeholder_columns(TraceFormat::Azure2019, table.columns()).size();
    while (table.next_row()) {
        const std::string* labourer =
            mapping.of_function(table.text(*names.app), table.text(*names.function));
        if (labourer == nullptr) {
            continue;
        }
        const auto known = std::ranges::find(labourers_, *labourer);
        const auto index = static_cast<std::uint32_t>(known - labourers_.begin());
        if (known == labourers_.end()) {
            labourers_.push_back(*labourer);
        }
        read_function(table, index, minutes);
        Function& function = functions_.back();
        const auto percentiles = percentiles_of_.find(names.key(table));
        if (percentiles != percentiles_of_.end()) {
            function.percentiles = percentiles->second;
        }
        if (options_.with_columns) {
            table.copy_row(function.columns);
            function.columns.resize(named);
            function.columns.shrink_to_fit();
        }
    }
}

void Azure2019Trace::read_function(
    TraceTable& table, std::uint32_t labourer, const std::vector<std::size_t>& minutes
) {
    const auto function = static_cast<std::uint32_t>(functions_.size());
    functions_.push_back({.labourer = labourer});
    for (std::size_t minute = 0; minute < minutes.size(); ++minute) {
        const std::string_view text = table.text(minutes[minute]);
        std::uint32_t count = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (error != std::errc{} || end != text.data() + text.size() || count > kCountMax32) {
            table.problem(
                minutes[minute],
                fmt::format("expected a number of invocations, found {}", quoted_cell(text))
            );
        } else if (count > 0) {
            minutes_[minute].push_back({.function = function, .count = count});
        }
    }
}

void Azure2019Trace::push(Pending pending) {
    pending.place = next_of_uniform_places(pending.place, pending.remaining, places_);
    --pending.remaining;
    pending_.push_back(pending);
    std::ranges::push_heap(pending_, Later{});
}

void Azure2019Trace::begin_minute() {
    for (const Cell& cell : minutes_[minute_]) {
        push({.function = cell.function, .remaining = cell.count});
    }
    ++minute_;
}

bool Azure2019Trace::next(TraceTask& task) {
    while (pending_.empty()) {
        if (minute_ == kMinutes) {
            return false;
        }
        begin_minute();
    }
    std::ranges::pop_heap(pending_, Later{});
    const Pending now = pending_.back();
    pending_.pop_back();
    if (now.remaining > 0) {
        push(now);
    }
    const Function& function = functions_[now.function];
    task.at = (minute_ - 1) * std::chrono::minutes{1} + from_seconds(now.place * 60);
    task.labourer = labourers_[function.labourer];
    task.duration = draw_duration(function);
    task.payload.clear();
    task.columns = function.columns;
    return true;
}

std::optional<Duration> Azure2019Trace::draw_duration(const Function& function) {
    if (!function.percentiles) {
        return std::nullopt;
    }
    const Percentiles& known = percentiles_[*function.percentiles];
    const double share = durations_.uniform();
    const auto upper = std::ranges::upper_bound(kShares, share) - kShares.begin();
    const auto above = static_cast<std::size_t>(upper);
    const double part =
        (share - kShares.at(above - 1)) / (kShares.at(above) - kShares.at(above - 1));
    const double ms = known.at(above - 1) + part * (known.at(above) - known.at(above - 1));
    return from_seconds(ms / 1000);
}

void Azure2019Trace::rewind() {
    minute_ = 0;
    pending_.clear();
}

std::size_t Azure2019Trace::held_bytes() const {
    std::size_t bytes = functions_.capacity() * sizeof(Function) +
                        percentiles_.capacity() * sizeof(Percentiles) +
                        pending_.capacity() * sizeof(Pending);
    for (const auto& minute : minutes_) {
        bytes += minute.capacity() * sizeof(Cell);
    }
    return bytes;
}

}  // namespace sosw::sim

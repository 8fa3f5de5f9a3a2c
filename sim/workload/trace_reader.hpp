#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/time.hpp"
#include "sim/scenario/workload.hpp"
#include "sim/workload/trace_mapping.hpp"
#include "sim/workload/trace_problems.hpp"
#include "sim/workload/trace_table.hpp"

/// Tasks that somebody once had, read from a CSV file one after the other in order of time.
///
/// Readers hold no more than a window of rows (`Azure2019`: a table that grows with the number of
/// functions, not of calls), so that a file may be of any length. What is wrong with a file is
/// reported to `TraceProblems` and left out: a check reads a file to its end and finds everything;
/// a replay of a checked file finds nothing.

namespace sosw::sim {

/// A task of a trace.
struct TraceTask {
    Duration at{};  ///< Since the beginning of the trace.
    std::string labourer;
    std::optional<Duration> duration{};  ///< How long its worker took, where the trace says so.
    std::string payload{};               ///< JSON; empty where the trace has none.
    std::vector<std::string> columns{};  ///< Of its row, where they were asked for.
};

class TraceReader {
public:
    TraceReader() = default;
    TraceReader(const TraceReader&) = delete;
    TraceReader& operator=(const TraceReader&) = delete;
    virtual ~TraceReader() = default;

    /// Makes `task` the next one; false at the end of the trace.
    virtual bool next(TraceTask& task) = 0;
    /// Begins again.
    virtual void rewind() = 0;
    /// How long the trace is, once it was read to its end: from there it may be repeated.
    virtual Duration length() const = 0;
    /// What is held in memory, about.
    virtual std::size_t held_bytes() const = 0;
};

/// What a reader is told beside the file.
struct TraceReaderOptions {
    /// Rows for others are problems; empty: not checked.
    std::span<const std::string> known_labourers{};
    bool with_columns = false;
};

/// The format that files with these columns have.
std::optional<TraceFormat> detect_trace_format(std::span<const std::string> columns);
/// As scenarios write it: `sosw`, `azure_2019`, `azure_2021`.
std::string_view to_string(TraceFormat format);

/// Columns that placeholders may name: those of the header, without the minutes of `Azure2019`.
std::vector<std::string> placeholder_columns(
    TraceFormat format, std::span<const std::string> columns
);

/// All references must outlive the reader. `random` places what a trace knows only roughly, and
/// draws durations from percentiles.
std::unique_ptr<TraceReader> open_trace(
    const TraceReplay& replay,
    TraceMapping& mapping,
    TraceProblems& problems,
    const Random& random,
    const TraceReaderOptions& options
);

/// Reports a row whose labourer is not among the known ones. Part of the readers.
bool is_known_labourer(const std::string& labourer, const TraceReaderOptions& options);

}  // namespace sosw::sim

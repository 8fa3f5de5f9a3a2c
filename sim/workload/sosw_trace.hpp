#pragma once

#include <optional>
#include <string>

#include "sim/workload/trace_reader.hpp"

namespace sosw::sim {

/// sosw's own format: `timestamp,labourer[,duration_ms][,payload]`, further columns for
/// placeholders, rows in order of time.
///
/// Timestamps are either all seconds since the beginning of the trace, or all ISO 8601, of which
/// the first one is the beginning.
class SoswTrace final : public TraceReader {
public:
    SoswTrace(
        const std::string& file,
        TraceMapping& mapping,
        TraceProblems& problems,
        const TraceReaderOptions& options
    );

    bool next(TraceTask& task) override;
    void rewind() override;
    Duration length() const override;
    std::size_t held_bytes() const override { return table_.held_bytes(); }

private:
    /// Each reads a cell of the row; nothing, and a problem, where it makes no sense.
    std::optional<Duration> read_time();
    const std::string* read_labourer();
    bool read_duration(TraceTask& task);
    bool read_payload(TraceTask& task);

    TraceTable table_;
    TraceMapping& mapping_;
    TraceReaderOptions options_;
    std::optional<std::size_t> timestamp_;
    std::optional<std::size_t> labourer_;
    std::optional<std::size_t> duration_;
    std::optional<std::size_t> payload_;
    std::optional<Timestamp> first_{};  ///< Of ISO timestamps.
    bool begun_ = false;
    Duration last_{};
};

}  // namespace sosw::sim

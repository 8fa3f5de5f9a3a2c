#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string_view>

#include "core/base/time.hpp"

namespace sosw::sim {

/// One task of a trace.
struct TraceRow {
    Duration at{};  ///< Since the beginning of the trace.
    std::string_view labourer{};
    std::optional<Duration> duration{};  ///< How long its worker took, where that is known.
    std::string_view payload{};          ///< JSON; `{}` and nothing are the same.
    std::int64_t attempts = 0;
};

/// Writes a trace of sosw's own format, which `SoswTrace` reads: `timestamp,labourer,duration_ms,
/// payload`, and `attempts` where it is wanted, for whoever looks into the file.
///
/// Timestamps are seconds, to the microsecond, so that a replay without `speed` creates each task
/// at the same instant. What is not known is an empty cell.
class SoswTraceWriter {
public:
    enum class Attempts { LeaveOut, Write };

    /// Writes the header. `trace` must outlive this object.
    SoswTraceWriter(std::ostream& trace, Attempts attempts);

    /// Rows come in order of time.
    void write(const TraceRow& row);

private:
    std::ostream& trace_;
    Attempts attempts_;
};

}  // namespace sosw::sim

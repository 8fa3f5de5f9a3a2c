#include "sim/workload/sosw_trace_writer.hpp"

#include <string>

#include <fmt/format.h>

#include "sim/report/csv_export.hpp"

namespace sosw::sim {
namespace {

/// `count` of `unit`s as a decimal, without zeros at its end.
std::string decimal(std::int64_t count, std::int64_t unit, int digits) {
    if (count % unit == 0) {
        return fmt::format("{}", count / unit);
    }
    std::string text = fmt::format("{}.{:0{}}", count / unit, count % unit, digits);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

}  // namespace

SoswTraceWriter::SoswTraceWriter(std::ostream& trace, Attempts attempts)
    : trace_{trace}, attempts_{attempts} {
    trace_ << "timestamp,labourer,duration_ms,payload";
    trace_ << (attempts_ == Attempts::Write ? ",attempts\n" : "\n");
}

void SoswTraceWriter::write(const TraceRow& row) {
    trace_ << decimal(row.at.count(), 1'000'000, 6) << ',' << csv_cell(row.labourer) << ',';
    if (row.duration) {
        trace_ << decimal(row.duration->count(), 1000, 3);
    }
    trace_ << ',';
    if (!row.payload.empty() && row.payload != "{}") {
        trace_ << csv_cell(row.payload);
    }
    if (attempts_ == Attempts::Write) {
        trace_ << ',' << row.attempts;
    }
    trace_ << '\n';
}

}  // namespace sosw::sim

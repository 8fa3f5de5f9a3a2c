#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "gui/model/run_view.hpp"
#include "sim/report/task_events.hpp"

/// Gathers what went wrong or was refused in a run, in order of time.

namespace sosw::gui {

class LogReader {
public:
    LogReader(sqlite::Database& record, const RunView& heads);

    /// An event of a task; only those that tell of trouble are kept.
    void add(const sim::TaskEvent& event, LabourerIndex labourer);
    /// A pass that failed or was cut off.
    void add_pass(std::int64_t pass, Timestamp started, std::string text);
    /// Reads what is new in the tables of troubles, and puts all that was added in order.
    void read();

    Rows<LogEntry> entries() { return entries_.rows(); }
    const std::vector<ThrottleMark>& throttles() const { return throttles_; }

private:
    struct Source;

    void read(const Source& source, std::int64_t& last);
    void read_throttles();
    void add_throttle(ThrottleMark mark);
    void settle();

    static const std::array<Source, 4> kSources;

    sqlite::Database& record_;
    const RunView& heads_;
    RowsBuilder<LogEntry> entries_;
    std::vector<LogEntry> fresh_;
    std::vector<ThrottleMark> throttles_;
    std::array<std::int64_t, 4> last_{};
    std::int64_t last_capacity_ = 0;
    std::int64_t last_throttle_ = 0;
};

}  // namespace sosw::gui

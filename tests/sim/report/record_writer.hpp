#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/record/recorder.hpp"

/// Records written by hand: a test says only what matters to it. Times are seconds since the run's
/// start.

namespace sosw::sim {

inline constexpr Timestamp kRecordStart = Timestamp{std::chrono::seconds{1'772'438'400}};

inline Timestamp at_second(double seconds) { return kRecordStart + from_seconds(seconds); }

struct EventFields {
    std::string_view reason{};
    std::optional<double> wait_seconds{};
    std::optional<PassNumber> pass{};
};

class RecordWriter {
public:
    explicit RecordWriter(Duration duration = std::chrono::hours{1});

    /// Duration and cooldown are those that make a task out of time.
    void labourer(std::string_view name, double max_simultaneous, double slot_seconds = 1200);
    /// A health metric behind `series`, which must be there.
    void health_metric(
        std::string_view labourer,
        std::string_view metric,
        std::int64_t series,
        std::string_view comparison = "<="
    );
    void series(std::int64_t number, std::string_view name);
    void point(std::int64_t series, double at, double value);
    /// A task with its event `created`.
    TaskNumber create(std::string_view labourer, double at);
    void event(TaskNumber task, TaskEventKind kind, double at, const EventFields& fields = {});
    void decide(std::string_view labourer, double at, std::optional<int> status);
    /// A pass that ended, or did not.
    void pass(
        std::string_view essential,
        double started,
        std::optional<double> finished,
        std::string error = {}
    );
    void sample(std::string_view labourer, double at, std::int64_t queued, std::int64_t running);
    void limit_race(std::string_view labourer, double at);
    void violation(std::string message);
    void end(double at, bool finished = true);

    Recorder& recorder() { return recorder_; }
    sqlite::Database& database() { return recorder_.database(); }

private:
    Recorder recorder_;
    std::vector<std::string> labourer_of_;
    std::int64_t labourers_ = 0;
    std::int64_t health_metrics_ = 0;
    PassNumber passes_ = 0;
};

}  // namespace sosw::sim

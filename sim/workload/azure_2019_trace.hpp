#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/workload/trace_reader.hpp"

namespace sosw::sim {

/// The Azure Functions trace of 2019: `HashOwner,HashApp,HashFunction,Trigger,1,…,1440`, a row per
/// function with its invocations in each minute of a day.
///
/// Within its minute each invocation is placed at random. A second file, with the percentiles of
/// each function's durations in milliseconds (`percentile_Average_0`, `_1`, `_25`, `_50`, `_75`,
/// `_99`,
/// `_100`), gives durations: drawn along straight lines between the percentiles.
/// The table of counts is held, by minutes and without the zeros: it grows with the functions that
/// have a labourer, not with their invocations.
/// (https://github.com/Azure/AzurePublicDataset, AzureFunctionsDataset2019)
class Azure2019Trace final : public TraceReader {
public:
    static constexpr std::size_t kMinutes = 1440;
    static constexpr std::size_t kPercentiles = 7;

    Azure2019Trace(
        const TraceReplay& replay,
        TraceMapping& mapping,
        TraceProblems& problems,
        const Random& random,
        const TraceReaderOptions& options
    );

    bool next(TraceTask& task) override;
    void rewind() override;
    Duration length() const override { return std::chrono::days{1}; }
    std::size_t held_bytes() const override;

private:
    using Percentiles = std::array<double, kPercentiles>;  ///< In milliseconds.
    struct Function {
        std::uint32_t labourer = 0;
        std::optional<std::uint32_t> percentiles{};  ///< Its place in `percentiles_`.
        std::vector<std::string> columns{};
    };
    struct Cell {
        std::uint32_t function = 0;
        std::uint32_t count = 0;
    };
    /// What is left of a function's minute, and where in it the next invocation is.
    struct Pending {
        double place = 0;
        std::uint32_t function = 0;
        std::uint32_t remaining = 0;
    };
    struct Later {
        bool operator()(const Pending& a, const Pending& b) const {
            return a.place != b.place ? a.place > b.place : a.function > b.function;
        }
    };

    void read_counts(const TraceReplay& replay, TraceMapping& mapping, TraceProblems& problems);
    void read_function(
        TraceTable& table, std::uint32_t labourer, const std::vector<std::size_t>& minutes
    );
    void read_percentiles(const std::string& file, TraceProblems& problems);
    void begin_minute();
    void push(Pending pending);
    std::optional<Duration> draw_duration(const Function& function);

    TraceReaderOptions options_;
    Random places_;
    Random durations_;
    std::vector<std::string> labourers_;
    std::vector<Percentiles> percentiles_;
    std::map<std::string, std::uint32_t> percentiles_of_;  ///< By owner/app/function.
    std::vector<Function> functions_;
    std::vector<std::vector<Cell>> minutes_;
    std::size_t minute_ = 0;        ///< The next one to begin.
    std::vector<Pending> pending_;  ///< A heap, the earliest first.
};

}  // namespace sosw::sim

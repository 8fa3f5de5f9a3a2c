#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/workload/trace_reader.hpp"

namespace sosw::sim {

/// The Azure Functions invocation trace of 2021: `app,func,end_timestamp,duration`, both in
/// seconds, one row per invocation. It began at end − duration.
///
/// Rows come in order of their ends. They wait in a window of `kWindowRows` until no row that
/// follows can have begun earlier: exact as long as an invocation is overtaken by fewer others. One
/// that took longer is created when it leaves the window.
/// (https://github.com/Azure/AzurePublicDataset, AzureFunctionsInvocationTrace2021)
class Azure2021Trace final : public TraceReader {
public:
    static constexpr std::size_t kWindowRows = 65'536;

    Azure2021Trace(
        const std::string& file,
        TraceMapping& mapping,
        TraceProblems& problems,
        const TraceReaderOptions& options
    );

    bool next(TraceTask& task) override;
    void rewind() override;
    Duration length() const override;
    std::size_t held_bytes() const override;

private:
    struct Row {
        Duration at{};
        std::uint64_t number = 0;  ///< Rows that began at once keep their order.
        Duration duration{};
        std::uint32_t labourer = 0;
        std::vector<std::string> columns{};
    };
    struct Later {
        bool operator()(const Row& a, const Row& b) const {
            return a.at != b.at ? a.at > b.at : a.number > b.number;
        }
    };

    bool read_row();
    std::uint32_t index_of(const std::string& labourer);

    TraceTable table_;
    TraceMapping& mapping_;
    TraceReaderOptions options_;
    std::optional<std::size_t> app_;
    std::optional<std::size_t> func_;
    std::optional<std::size_t> end_;
    std::optional<std::size_t> duration_;
    std::vector<std::string> labourers_;
    std::vector<Row> window_;  ///< A heap, the earliest first.
    std::uint64_t rows_ = 0;
    Duration last_{};  ///< Given out.
    Duration last_end_{};
};

}  // namespace sosw::sim

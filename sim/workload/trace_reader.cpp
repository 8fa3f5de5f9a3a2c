#include "sim/workload/trace_reader.hpp"

#include <algorithm>

#include "core/base/ensure.hpp"
#include "sim/workload/azure_2019_trace.hpp"
#include "sim/workload/azure_2021_trace.hpp"
#include "sim/workload/sosw_trace.hpp"

namespace sosw::sim {
namespace {

bool has_column(std::span<const std::string> columns, std::string_view name) {
    return std::ranges::find(columns, name) != columns.end();
}

}  // namespace

std::optional<TraceFormat> detect_trace_format(std::span<const std::string> columns) {
    if (has_column(columns, "timestamp")) {
        return TraceFormat::Sosw;
    }
    if (has_column(columns, "HashFunction")) {
        return TraceFormat::Azure2019;
    }
    if (has_column(columns, "end_timestamp")) {
        return TraceFormat::Azure2021;
    }
    return std::nullopt;
}

std::string_view to_string(TraceFormat format) {
    switch (format) {
        case TraceFormat::Sosw:
            return "sosw";
        case TraceFormat::Azure2019:
            return "azure_2019";
        case TraceFormat::Azure2021:
            return "azure_2021";
    }
    return "unknown";
}

std::vector<std::string> placeholder_columns(
    TraceFormat format, std::span<const std::string> columns
) {
    std::vector<std::string> names{columns.begin(), columns.end()};
    if (format == TraceFormat::Azure2019) {
        const auto minute = [](const std::string& name) {
            return !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
        };
        names.erase(std::ranges::find_if(names, minute), names.end());
    }
    return names;
}

bool is_known_labourer(const std::string& labourer, const TraceReaderOptions& options) {
    return options.known_labourers.empty() ||
           std::ranges::find(options.known_labourers, labourer) != options.known_labourers.end();
}

std::unique_ptr<TraceReader> open_trace(
    const TraceReplay& replay,
    TraceMapping& mapping,
    TraceProblems& problems,
    const Random& random,
    const TraceReaderOptions& options
) {
    switch (replay.format) {
        case TraceFormat::Sosw:
            return std::make_unique<SoswTrace>(replay.file, mapping, problems, options);
        case TraceFormat::Azure2019:
            return std::make_unique<Azure2019Trace>(replay, mapping, problems, random, options);
        case TraceFormat::Azure2021:
            return std::make_unique<Azure2021Trace>(replay.file, mapping, problems, options);
    }
    ENSURE(false);
    return nullptr;
}

}  // namespace sosw::sim

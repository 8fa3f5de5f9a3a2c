#include "sim/capture/duration_fit.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/ensure.hpp"

namespace sosw::sim {
namespace {

constexpr std::size_t kQuantiles = 100;

struct FitText {
    std::string operator()(Duration always) const { return format_duration(always); }
    std::string operator()(const Lognormal& fit) const {
        return fmt::format(
            "median {}, p95 {}", format_duration(fit.median), format_duration(fit.p95)
        );
    }
    std::string operator()(const Empirical& fit) const {
        const auto [min, max] = std::ranges::minmax(fit.values);
        return min == max ? format_duration(min)
                          : fmt::format("{} to {}", format_duration(min), format_duration(max));
    }
};

}  // namespace

DurationFit fit_percentiles(Duration p50, Duration p95) {
    const Duration median = std::max(p50, Duration{1});
    if (p95 <= median) {
        return median;
    }
    return Lognormal{.median = median, .p95 = p95};
}

Empirical fit_observed(std::vector<Duration> durations) {
    ENSURE(!durations.empty());
    std::ranges::sort(durations);
    if (durations.size() <= kQuantiles) {
        return {.values = std::move(durations)};
    }
    Empirical fit;
    for (std::size_t i = 0; i < kQuantiles; ++i) {
        fit.values.push_back(durations[(2 * i + 1) * durations.size() / (2 * kQuantiles)]);
    }
    return fit;
}

std::string fit_text(const DurationFit& fit) { return std::visit(FitText{}, fit); }

}  // namespace sosw::sim

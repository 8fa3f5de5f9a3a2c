#include "sim/capture/metric_resolution.hpp"

#include <algorithm>

namespace sosw::sim {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

}  // namespace

Duration metric_granularity(Duration age) {
    if (age <= hours{3}) {
        return seconds{1};
    }
    if (age <= days{15}) {
        return minutes{1};
    }
    return age <= days{63} ? Duration{minutes{5}} : Duration{hours{1}};
}

Duration available_period(Duration wanted, Duration age) {
    const Duration granularity = metric_granularity(age);
    const std::int64_t multiples = (wanted + granularity - Duration{1}) / granularity;
    return std::max<std::int64_t>(multiples, 1) * granularity;
}

Timestamp aligned_start(Timestamp at, Timestamp now) {
    const Duration unit = std::max<Duration>(metric_granularity(now - at), minutes{1});
    return Timestamp{at.time_since_epoch() / unit * unit};
}

}  // namespace sosw::sim

#include "backends/sqlite/throughput.hpp"

#include <algorithm>

namespace sosw::sqlite {

namespace {

constexpr std::int64_t kSecondsPerMinute = 60;
constexpr std::int64_t kSecondsToDouble = 30 * kSecondsPerMinute;

}  // namespace

TokenBucket::TokenBucket(double rate, Duration burst, std::int64_t now)
    : rate_{rate}, burst_seconds_{to_seconds(burst)}, level_{rate}, second_{now} {}

double TokenBucket::level(std::int64_t now) {
    if (now > second_) {
        const auto passed = static_cast<double>(now - second_);
        level_ = std::min(level_ + passed * rate_, (burst_seconds_ + 1) * rate_);
        second_ = now;
    }
    return level_;
}

void TokenBucket::take(double units, std::int64_t now) { level_ = level(now) - units; }

double OnDemandRate::rate(std::int64_t now) {
    close_minute(now / kSecondsPerMinute);
    while (!pending_.empty() && pending_.front().counts_from <= now) {
        peak_ = pending_.front().mean;
        pending_.pop_front();
    }
    return std::max(initial_, 2 * peak_);
}

void OnDemandRate::add(double units, std::int64_t now) {
    close_minute(now / kSecondsPerMinute);
    in_minute_ += units;
}

void OnDemandRate::close_minute(std::int64_t minute) {
    if (minute <= minute_) {
        return;
    }
    const double mean = in_minute_ / kSecondsPerMinute;
    if (mean > highest_mean_) {
        highest_mean_ = mean;
        pending_.push_back(
            {.counts_from = (minute_ + 1) * kSecondsPerMinute + kSecondsToDouble, .mean = mean}
        );
    }
    minute_ = minute;
    in_minute_ = 0;
}

bool PartitionUse::admits(std::string_view key, std::int64_t now) {
    move_to(now);
    const auto found = used_.find(key);
    return found == used_.end() || found->second < limit_;
}

void PartitionUse::take(std::string_view key, double units, std::int64_t now) {
    move_to(now);
    const auto found = used_.find(key);
    if (found == used_.end()) {
        used_.emplace(key, units);
    } else {
        found->second += units;
    }
}

void PartitionUse::move_to(std::int64_t now) {
    if (now <= second_) {
        return;
    }
    const double granted = static_cast<double>(now - second_) * limit_;
    for (auto& [key, units] : used_) {
        units -= granted;
    }
    std::erase_if(used_, [](const auto& entry) { return entry.second <= 0; });
    second_ = now;
}

}  // namespace sosw::sqlite

#include "tests/simulation/queueing_formulas.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace sosw::sim {

namespace {

using Probabilities = std::vector<double>;  ///< Of 0, 1, 2 …

constexpr std::size_t kTasksMax = 500;
constexpr double kNegligible = 1e-12;

/// Successes of `trials`.
Probabilities binomial(int trials, double probability) {
    Probabilities result{1};
    for (int trial = 0; trial < trials; ++trial) {
        result.push_back(0);
        for (std::size_t k = result.size() - 1; k > 0; --k) {
            result[k] = result[k] * (1 - probability) + result[k - 1] * probability;
        }
        result[0] *= 1 - probability;
    }
    return result;
}

Probabilities poisson(double mean) {
    Probabilities result{std::exp(-mean)};
    double rest = 1 - result[0];
    while (rest > kNegligible) {
        result.push_back(result.back() * mean / static_cast<double>(result.size()));
        rest -= result.back();
    }
    return result;
}

/// Tasks just before a pass, once those that were served have ended with `ends[busy]`.
Probabilities after_departures(const Probabilities& tasks, const std::vector<Probabilities>& ends) {
    Probabilities result(tasks.size());
    for (std::size_t n = 0; n < tasks.size(); ++n) {
        const Probabilities& ended = ends[std::min(n, ends.size() - 1)];
        for (std::size_t k = 0; k < ended.size(); ++k) {
            result[n - k] += tasks[n] * ended[k];
        }
    }
    return result;
}

/// More than `kTasksMax` tasks count as so many.
Probabilities after_arrivals(const Probabilities& tasks, const Probabilities& arrivals) {
    Probabilities result(tasks.size());
    for (std::size_t n = 0; n < tasks.size(); ++n) {
        for (std::size_t k = 0; k < arrivals.size(); ++k) {
            result[std::min(n + k, kTasksMax)] += tasks[n] * arrivals[k];
        }
    }
    return result;
}

double mean_above(const Probabilities& tasks, int servers) {
    double mean = 0;
    for (auto n = static_cast<std::size_t>(servers); n < tasks.size(); ++n) {
        mean += static_cast<double>(n - static_cast<std::size_t>(servers)) * tasks[n];
    }
    return mean;
}

}  // namespace

double LognormalService::sigma() const {
    constexpr double kNormalP95 = 1.6448536269514722;
    return std::log(p95 / median) / kNormalP95;
}

double LognormalService::longer_than(double seconds) const {
    if (seconds <= 0) {
        return 1;
    }
    return std::erfc(std::log(seconds / median) / (sigma() * std::numbers::sqrt2)) / 2;
}

ServiceMoments LognormalService::moments() const {
    const double variance = sigma() * sigma();
    return {
        .mean = median * std::exp(variance / 2),
        .square_mean = median * median * std::exp(2 * variance)};
}

ServiceMoments LognormalService::rounded_up_moments(double interval) const {
    ServiceMoments moments;
    double longer = 1;
    for (int k = 0; longer > kNegligible; ++k) {
        longer = longer_than(k * interval);
        moments.mean += interval * longer;
        moments.square_mean += interval * interval * (2 * k + 1) * longer;
    }
    return moments;
}

double ErlangQueue::waiting_probability() const {
    double lost = 1;  // Erlang B, from one server to the next.
    for (int k = 1; k <= servers; ++k) {
        lost = load() * lost / (k + load() * lost);
    }
    return lost / (1 - load() / servers * (1 - lost));
}

double ErlangQueue::mean_wait() const {
    return waiting_probability() * service / (servers - load());
}

double ErlangQueue::mean_wait_with_passes(double interval) const {
    std::vector<Probabilities> ends;
    for (int busy = 0; busy <= servers; ++busy) {
        ends.push_back(binomial(busy, 1 - std::exp(-interval / service)));
    }
    const Probabilities arriving = poisson(arrivals * interval);
    Probabilities tasks(kTasksMax + 1);
    tasks[0] = 1;
    double waiting = 0;
    double change = 1;
    while (change > kNegligible) {  // From an empty queue it only rises.
        tasks = after_arrivals(after_departures(tasks, ends), arriving);
        const double now_waiting = mean_above(tasks, servers);
        change = now_waiting == 0 ? 1 : now_waiting - waiting;
        waiting = now_waiting;
    }
    return interval / 2 + waiting / arrivals;
}

double pollaczek_khinchine(double arrivals, const ServiceMoments& service) {
    return arrivals * service.square_mean / (2 * (1 - arrivals * service.mean));
}

double pollaczek_khinchine_with_passes(
    double arrivals, const ServiceMoments& service, double interval
) {
    return interval / 2 + pollaczek_khinchine(arrivals, service);
}

}  // namespace sosw::sim

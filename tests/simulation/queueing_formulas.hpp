#pragma once

/// What queueing theory says about first-come-first-served queues with independent arrivals
/// (Poisson), written out as plain functions. Times are seconds, rates are per second.
///
/// The Orchestrator serves its queue in passes, at multiples of an interval: a task that arrives
/// waits for the next pass, half an interval on average, and a server that becomes free waits for
/// it too. The formulas that take a pass interval are exact for that, so that a simulated world can
/// be held against them without passes that are unrealistically frequent.

namespace sosw::sim {

struct ServiceMoments {
    double mean = 0;
    double square_mean = 0;  ///< Mean of the square.
};

/// Half of the services take at most `median`, one in twenty takes longer than `p95`.
struct LognormalService {
    double median = 0;
    double p95 = 0;

    double sigma() const;
    /// The probability of more than `seconds`.
    double longer_than(double seconds) const;
    ServiceMoments moments() const;
    /// Of services that end at the first multiple of `interval` after their work.
    ServiceMoments rounded_up_moments(double interval) const;
};

/// M/M/c: services without memory of mean `service`, by `servers` at once.
struct ErlangQueue {
    int servers = 1;
    double arrivals = 0;
    double service = 0;

    /// Mean number of busy servers.
    double load() const { return arrivals * service; }
    /// Erlang C: the probability that all servers are busy.
    double waiting_probability() const;
    double mean_wait() const;
    /// Where services begin in passes. From the number of tasks after each pass, which is a Markov
    /// chain: whoever is left over waits for one more interval.
    double mean_wait_with_passes(double interval) const;
};

/// Pollaczek and Khinchine: the mean wait for one server, M/G/1.
double pollaczek_khinchine(double arrivals, const ServiceMoments& service);

/// Where services begin in passes, and last for whole intervals: the backlog just before a pass
/// follows Lindley's equation in whole intervals, whose mean, with what comes earlier at the same
/// pass, is Pollaczek and Khinchine's formula again; half an interval goes by until the first pass.
double pollaczek_khinchine_with_passes(
    double arrivals, const ServiceMoments& service, double interval
);

}  // namespace sosw::sim

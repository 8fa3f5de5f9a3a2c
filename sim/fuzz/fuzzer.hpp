#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/ports/clock.hpp"
#include "sim/fuzz/fuzz_case.hpp"
#include "sim/fuzz/seed_range.hpp"
#include "sim/fuzz/sightings.hpp"

namespace sosw::sim {

struct FuzzOptions {
    SeedRange seeds{};
    std::optional<Duration> time{};  ///< Of the real clock: no longer than that.
    int jobs = 1;                    ///< Processes at once.
    /// Every so many seeds one is run twice, and its records are compared; 0: none.
    std::uint64_t twice_every = 8;
    int failures_to_shrink = 5;  ///< At most, and one of each kind.
    int shrink_tries = 1500;
};

struct FuzzProgress {
    std::uint64_t done = 0;
    std::uint64_t all = 0;
    std::size_t failures = 0;
    Duration elapsed{};
};

/// A seed that failed, and its scenario.
struct FuzzFailure {
    FuzzResult result{};
    std::string text{};
    bool shrunk = false;
};

struct FuzzReport {
    SeedRange seeds{};
    std::uint64_t runs = 0;
    bool complete = false;  ///< Every seed was run.
    std::int64_t events = 0;
    std::int64_t tasks = 0;
    std::uint64_t drained = 0;            ///< Runs in which every task was closed.
    std::string hash{};                   ///< Over the records' hashes, in the order of the seeds.
    std::vector<FuzzFailure> failures{};  ///< By seed.
    SightingCounts sightings{};
    Breach never_seen{};  ///< The invariant `sometimes`, where enough seeds were run to judge it.

    bool failed() const { return !failures.empty() || never_seen.has_value(); }
};

/// Tries one random world after the other, in child processes, so that a world that ends in an
/// abort is a failure like others.
class Fuzzer {
public:
    using Make = std::function<FuzzCase(std::uint64_t seed)>;
    /// `twice`: compare two runs.
    using Run = std::function<FuzzResult(const FuzzCase& fuzz_case, bool twice)>;
    using OnProgress = std::function<void(const FuzzProgress&)>;

    /// `clock` is the real one; it must outlive this object.
    Fuzzer(const Clock& clock, Make make, Run run);

    /// The same seeds give the same report, however many jobs there are, unless time or `stop` cut
    /// it short. Throws `std::system_error` where there can be no process.
    FuzzReport run(
        const FuzzOptions& options,
        const std::stop_token& stop = {},
        const OnProgress& on_progress = {}
    );

private:
    class Batch;

    /// Runs one case in a child.
    FuzzResult run_apart(const FuzzCase& fuzz_case, bool twice) const;
    /// `goes_on` is asked before each try.
    void shrink_failures(
        FuzzReport& report, const FuzzOptions& options, const std::function<bool()>& goes_on
    ) const;

    const Clock& clock_;
    Make make_;
    Run run_;
};

}  // namespace sosw::sim

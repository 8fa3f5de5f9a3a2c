#include "sim/fuzz/fuzzer.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <poll.h>

#include "core/base/ensure.hpp"
#include "sim/fuzz/child_process.hpp"
#include "sim/fuzz/result_line.hpp"
#include "sim/fuzz/shrink.hpp"
#include "sim/record/event_log_hash.hpp"

namespace sosw::sim {

namespace {

constexpr int kPollMilliseconds = 200;

bool is_twice(std::uint64_t seed, const FuzzOptions& options) {
    return options.twice_every > 0 && seed % options.twice_every == 0;
}

FuzzResult crashed(std::uint64_t seed, std::string how) {
    return {.seed = seed, .failure = "crash", .message = std::move(how)};
}

}  // namespace

/// The seeds of one range, dealt out to processes: process j of n takes every nth seed from the jth
/// on. One that dies is followed by another, which begins after the seed that killed it.
class Fuzzer::Batch {
public:
    Batch(const Fuzzer& fuzzer, const FuzzOptions& options) : fuzzer_{fuzzer}, options_{options} {
        const auto jobs = std::min<std::uint64_t>(
            static_cast<std::uint64_t>(std::max(options.jobs, 1)), options.seeds.size()
        );
        workers_.resize(jobs);
        for (std::uint64_t i = 0; i < jobs; ++i) {
            workers_[i].offset = i;
            start(workers_[i]);
        }
    }

    bool is_done() const {
        return std::ranges::all_of(workers_, [](const Worker& worker) { return !worker.child; });
    }

    /// Waits a moment for results and takes them.
    void take() {
        std::vector<pollfd> waiting;
        std::vector<Worker*> whose;
        for (Worker& worker : workers_) {
            if (worker.child) {
                waiting.push_back({.fd = worker.child->descriptor(), .events = POLLIN, .revents = 0}
                );
                whose.push_back(&worker);
            }
        }
        ::poll(waiting.data(), waiting.size(), kPollMilliseconds);
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (waiting[i].revents != 0) {
                take_from(*whose[i]);
            }
        }
    }

    const std::map<std::uint64_t, FuzzResult>& results() const { return results_; }
    std::size_t failures() const { return failures_; }

private:
    struct Worker {
        std::uint64_t offset = 0;  ///< Of its next seed from the first one.
        std::unique_ptr<ChildProcess> child{};
        std::string unread{};
    };

    void start(Worker& worker) {
        worker.child.reset();
        worker.unread.clear();
        const std::uint64_t size = options_.seeds.size();
        if (worker.offset >= size) {
            return;
        }
        worker.child = std::make_unique<ChildProcess>(
            [this, size, from = worker.offset](const ChildProcess::Tell& tell) {
                for (std::uint64_t offset = from; offset < size; offset += workers_.size()) {
                    const std::uint64_t seed = options_.seeds.first + offset;
                    tell(to_line(fuzzer_.run_(fuzzer_.make_(seed), is_twice(seed, options_))));
                }
            }
        );
    }

    void take_from(Worker& worker) {
        const std::optional<std::string> text = worker.child->read();
        if (!text) {
            end(worker);
            return;
        }
        worker.unread += *text;
        for (;;) {
            const std::size_t line_end = worker.unread.find('\n');
            if (line_end == std::string::npos) {
                return;
            }
            std::optional<FuzzResult> result = from_line(worker.unread.substr(0, line_end));
            ENSURE(result.has_value());
            worker.unread.erase(0, line_end + 1);
            keep(*std::move(result));
            worker.offset += workers_.size();
        }
    }

    void end(Worker& worker) {
        const std::string death = worker.child->death();
        if (worker.offset < options_.seeds.size()) {
            keep(crashed(options_.seeds.first + worker.offset, death));
            worker.offset += workers_.size();
            start(worker);
        } else {
            worker.child.reset();
        }
    }

    void keep(FuzzResult result) {
        failures_ += result.failed() ? 1 : 0;
        const std::uint64_t seed = result.seed;
        results_.emplace(seed, std::move(result));
    }

    const Fuzzer& fuzzer_;
    const FuzzOptions& options_;
    std::vector<Worker> workers_;
    std::map<std::uint64_t, FuzzResult> results_;
    std::size_t failures_ = 0;
};

Fuzzer::Fuzzer(const Clock& clock, Make make, Run run)
    : clock_{clock}, make_{std::move(make)}, run_{std::move(run)} {}

FuzzReport Fuzzer::run(
    const FuzzOptions& options, const std::stop_token& stop, const OnProgress& on_progress
) {
    const Timestamp begun = clock_.now();
    Batch batch{*this, options};
    const auto tell_progress = [&] {
        if (on_progress) {
            on_progress({
                .done = batch.results().size(),
                .all = options.seeds.size(),
                .failures = batch.failures(),
                .elapsed = clock_.now() - begun,
            });
        }
    };
    while (!batch.is_done() && !stop.stop_requested()) {
        batch.take();
        tell_progress();
        if (options.time && clock_.now() - begun >= *options.time) {
            break;
        }
    }
    FuzzReport report{.seeds = options.seeds, .runs = batch.results().size()};
    report.complete = report.runs == options.seeds.size();
    EventLogHash hash;
    for (const auto& [seed, result] : batch.results()) {
        report.events += result.events;
        report.tasks += result.tasks;
        report.drained += result.drained ? 1 : 0;
        report.sightings.add(result.sightings);
        hash.add(result.hash);
        if (result.failed()) {
            report.failures.push_back({.result = result, .text = make_(seed).text});
        }
    }
    report.hash = hash.hex();
    report.never_seen = report.sightings.check(static_cast<std::int64_t>(report.runs));
    shrink_failures(report, options, [&] {
        tell_progress();
        return !stop.stop_requested();
    });
    return report;
}

FuzzResult Fuzzer::run_apart(const FuzzCase& fuzz_case, bool twice) const {
    ChildProcess child{
        [&](const ChildProcess::Tell& tell) { tell(to_line(run_(fuzz_case, twice))); }};
    std::string told;
    while (const std::optional<std::string> text = child.read()) {
        told += *text;
    }
    const std::string death = child.death();
    std::optional<FuzzResult> result = from_line(told.substr(0, told.find('\n')));
    return result ? *std::move(result) : crashed(fuzz_case.seed, death);
}

void Fuzzer::shrink_failures(
    FuzzReport& report, const FuzzOptions& options, const std::function<bool()>& goes_on
) const {
    std::set<std::string> kinds;
    for (FuzzFailure& failure : report.failures) {
        const std::string kind = failure.result.failure;
        if (!goes_on() || kind == "rejected" || kinds.contains(kind) ||
            static_cast<int>(kinds.size()) >= options.failures_to_shrink) {
            continue;
        }
        kinds.insert(kind);
        FuzzCase smaller = make_(failure.result.seed);
        const bool twice = is_twice(failure.result.seed, options);
        FuzzResult last = failure.result;
        failure.text = shrink(
            failure.text,
            [&](const std::string& text) {
                if (!goes_on()) {
                    return false;
                }
                smaller.text = text;
                FuzzResult result = run_apart(smaller, twice);
                const bool same = result.failure == kind;
                if (same) {
                    last = std::move(result);
                }
                return same;
            },
            {.tries_max = options.shrink_tries}
        );
        failure.result.message = last.message;
        failure.shrunk = goes_on();
    }
}

}  // namespace sosw::sim

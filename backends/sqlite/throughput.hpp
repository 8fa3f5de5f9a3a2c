#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

/// DynamoDB's arithmetic of throughput, pure: what a second grants, what is kept of it, and what a
/// single partition can serve. Times are whole seconds since the epoch.
///
/// Everywhere one rule decides about a request: it is admitted while something is left, and takes
/// what it costs. What it takes beyond that is owed and paid by the following seconds. The cost of
/// a query is known only when its page has been read, and may be 128 units whatever was
/// provisioned: a bucket that had to hold the whole cost would refuse such a request for ever.

namespace sosw::sqlite {

/// Capacity units of a second that grants `rate`, and what was kept of the seconds before it: at
/// most `burst` worth of them (AWS: "retains up to five minutes (300 seconds) of unused read and
/// write capacity").
///
/// What is kept grows only by not being used, so that a new table has the capacity of one second
/// and no burst.
class TokenBucket {
public:
    TokenBucket(double rate, Duration burst, std::int64_t now);

    /// Units left at `now`; below 0: what is owed.
    double level(std::int64_t now);
    bool admits(std::int64_t now) { return level(now) > 0; }
    void take(double units, std::int64_t now);
    double rate() const { return rate_; }
    /// From the next second on; what is kept stays.
    void set_rate(double rate) { rate_ = rate; }

private:
    double rate_;
    double burst_seconds_;
    double level_;
    std::int64_t second_;
};

/// Units per second that an on-demand table or index can take: twice its previous peak, and at
/// least what a new one is given.
///
/// AWS: "can sustain up to 4,000 writes per second and 12,000 reads per second" when new; "up to
/// double your previous peak traffic" at once; more than that within 30 minutes may be throttled.
/// Here the peak is the highest mean of a whole minute, and counts when 30 minutes have passed
/// since. That is the strictest reading: AWS often grows sooner.
class OnDemandRate {
public:
    explicit OnDemandRate(double initial) : initial_{initial} {}

    double rate(std::int64_t now);
    void add(double units, std::int64_t now);

private:
    struct Peak {
        std::int64_t counts_from = 0;
        double mean = 0;
    };
    void close_minute(std::int64_t minute);

    double initial_;
    double peak_ = 0;
    double highest_mean_ = 0;   ///< Of those that do not count yet, too.
    std::deque<Peak> pending_;  ///< Each higher than the one before.
    std::int64_t minute_ = 0;
    double in_minute_ = 0;
};

/// What each partition key value took of the most that one partition serves in a second.
///
/// AWS: a partition serves up to 1,000 write units or 3,000 read units per second. Each key value
/// stands for a partition of its own, as adaptive capacity isolates what is busy; a single value is
/// never split, and may use all of the table's capacity up to its partition's limit.
class PartitionUse {
public:
    explicit PartitionUse(double limit) : limit_{limit} {}

    bool admits(std::string_view key, std::int64_t now);
    void take(std::string_view key, double units, std::int64_t now);
    /// Keys that have used something of this second, or owe something.
    std::size_t size() const { return used_.size(); }

private:
    void move_to(std::int64_t now);

    double limit_;
    std::int64_t second_ = 0;
    std::map<std::string, double, std::less<>> used_;
};

}  // namespace sosw::sqlite

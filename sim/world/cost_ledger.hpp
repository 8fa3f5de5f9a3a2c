#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "backends/wrap/metering.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/cost_model.hpp"

/// What a run would cost on AWS: quantities as the services bill them, and their price.
///
/// Entries are summed up and written once a minute, one row per payer and thing, so that a million
/// tasks make no more rows than a thousand. An amount is rounded once per row, to the pico-dollar.

namespace sosw::sim {

enum class Payer { Pass, Creator, Worker, Function, Table };
/// The word in `cost.payer`.
std::string_view to_string(Payer payer);

/// What is billed. Quantities are integers in the unit that each says.
enum class CostItem {
    LambdaMegabyteMilliseconds,
    LambdaRequests,
    HalfReadUnits,    ///< DynamoDB counts halves: an eventually consistent read of up to 4 KB.
    HalfWriteUnits,   ///< Never half ones; counted alike.
    ReadUnitSeconds,  ///< Of provisioned capacity.
    WriteUnitSeconds,
    GetMetricRequests,
    Publishes,
};
/// The word in `cost.item`.
std::string_view to_string(CostItem item);
std::string_view service_of(CostItem item);
/// In pico-dollars, rounded half up. Requires `quantity >= 0`.
std::int64_t amount_of(const Prices& prices, CostItem item, std::int64_t quantity);

struct CostKey {
    Payer payer = Payer::Pass;
    PassNumber pass = 0;     ///< 0: no pass.
    std::string labourer{};  ///< Empty: of none in particular.
    CostItem item = CostItem::LambdaRequests;
    std::string resource{};  ///< Function, table or `table/index`.
    auto operator<=>(const CostKey&) const = default;
};

class CostLedger {
public:
    /// `recorder` must outlive this object.
    CostLedger(Prices prices, Recorder& recorder)
        : prices_{std::move(prices)}, recorder_{recorder} {}

    /// Its requests are recorded at no price: its capacity is paid by the hour.
    void set_provisioned(std::string table) { provisioned_.insert(std::move(table)); }
    void add(const CostKey& key, std::int64_t quantity) { open_[key] += quantity; }
    /// What `payer` consumed of a table and its indexes.
    void add(const CostKey& payer, Access access, const ConsumedCapacity& capacity);
    /// What was added since the last time that it was written.
    const std::map<CostKey, std::int64_t>& open() const { return open_; }
    /// Writes what was added since the last time.
    void record(Timestamp at);
    /// Drops it instead, for a run without prices.
    void forget() { open_.clear(); }

private:
    bool is_free(const CostKey& key) const;

    Prices prices_;
    Recorder& recorder_;
    std::set<std::string, std::less<>> provisioned_;
    std::map<CostKey, std::int64_t> open_;
};

}  // namespace sosw::sim

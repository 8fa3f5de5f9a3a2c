#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>

#include "sim/invariants/invariant.hpp"

/// The rule billed: what the services say was consumed is what somebody pays for, no more and no
/// less, and it is he who consumed it.
///
/// The ledger of costs hears of requests from the answers that their callers got, and of executions
/// as they begin and end. The tables and functions keep an account of their own. Two accounts that
/// were kept apart agree only where every call was metered once, under the right payer.

namespace sosw::sim {

struct BillKey {
    std::string payer{};     ///< `pass 7`, `creator`, `worker`, `function`, …
    std::string labourer{};  ///< Of executions; empty: of none.
    std::string resource{};  ///< Function, table or `table/index`.
    std::string item{};      ///< As in the record's `cost.item`.
    auto operator<=>(const BillKey&) const = default;
};
using Bill = std::map<BillKey, std::int64_t>;

/// Compares two accounts of the same time; zeros are as good as nothing. Tells the first of the
/// differences and how many there are.
Breach check_billed(const Bill& billed, const Bill& consumed);

}  // namespace sosw::sim

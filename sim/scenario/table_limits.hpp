#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "sim/scenario/distribution.hpp"

/// What a scenario says about DynamoDB's tables: how much they can take, and how far their indexes
/// lag behind. In DynamoDB's own words.

namespace sosw::sim {

enum class TableBilling {
    Unlimited,      ///< Takes whatever comes.
    Provisioned,    ///< `PROVISIONED`
    PayPerRequest,  ///< `PAY_PER_REQUEST`
};

/// Units per second: provisioned ones, or an on-demand table's maximum. Absent: AWS's quota.
struct ThroughputModel {
    std::optional<std::int64_t> read{};
    std::optional<std::int64_t> write{};
};

struct TableIndexModel {
    std::string index;
    ThroughputModel throughput{};
    Distribution lag{};  ///< From a write until the index shows it.
};

struct TableModel {
    std::string table;
    TableBilling billing = TableBilling::Unlimited;
    ThroughputModel throughput{};
    Duration burst = std::chrono::seconds{300};  ///< Unused capacity that is kept.
    bool partition_limits = true;  ///< One key value takes at most what one partition serves.
    std::vector<TableIndexModel> indexes{};
};

}  // namespace sosw::sim

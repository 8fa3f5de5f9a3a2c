#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/sqlite/throughput.hpp"
#include "core/base/result.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/table_administration.hpp"
#include "core/ports/throttling.hpp"

/// What a table and its global indexes can take per second, and what was taken and refused.
///
/// Local indexes share the table's capacity. A write needs capacity in the table and in each global
/// index that it changes: an index without it throttles the table's writes (back-pressure).

namespace sosw::sqlite {

/// AWS's default quota for each table and index, per second.
inline constexpr double kTableUnitsMax = 40'000;

/// Units per second: provisioned ones, or those of an on-demand table's configured maximum.
struct UnitRates {
    double read = kTableUnitsMax;
    double write = kTableUnitsMax;
};

struct TableLimits {
    BillingMode billing_mode = BillingMode::PayPerRequest;
    UnitRates table{};
    /// Global indexes by name; those that are not named have the default.
    std::vector<std::pair<std::string, UnitRates>> indexes{};
    /// How much unused capacity a provisioned table keeps.
    Duration burst = std::chrono::seconds{300};
    /// Whether one partition key value is limited to what one partition serves.
    bool partition_limits = true;
};

/// The limits that a definition stands for: the throughput that it provisions.
TableLimits limits_of(const CreateTableInput& definition);
/// The same, with the maxima of an on-demand table.
TableLimits limits_of(const CreateTableInput& definition, const TableSettings& settings);

enum class CapacityOperation : std::uint8_t { Read, Write };
/// `read` or `write`.
std::string_view to_string(CapacityOperation operation);

/// What part of a request takes of the table or of one of its global indexes.
struct CapacityUse {
    std::string_view index{};  ///< Empty: the table.
    double units = 0;
    /// The bytes of its partition key value; nothing where it reads across partitions.
    std::optional<std::string> partition{};
};

/// Of one table or index and one operation, since the last report.
struct CapacityReport {
    std::string table_name;
    std::string index_name{};  ///< Empty: the table.
    CapacityOperation operation = CapacityOperation::Read;
    double consumed = 0;          ///< Units.
    double units_per_second = 0;  ///< Provisioned, or what on-demand allows by now.
    /// AWS's reason → requests refused for it. Those with several reasons count under each.
    std::vector<std::pair<std::string, std::int64_t>> throttled{};
};

class TableThroughput {
public:
    /// Buckets begin as those of a new table.
    TableThroughput(const CreateTableInput& definition, const TableLimits& limits, Timestamp now);

    /// Other limits from now on. What was kept, grown and counted stays with each table and index
    /// that stays in its billing mode.
    void change(const CreateTableInput& definition, const TableLimits& limits, Timestamp now);

    /// Why a request that takes `uses` is refused now; empty: it is not. Changes nothing.
    std::vector<ThrottlingReason> refusals(
        CapacityOperation operation, std::span<const CapacityUse> uses, Timestamp now
    );
    void take(CapacityOperation operation, std::span<const CapacityUse> uses, Timestamp now);
    /// Counts a request as refused.
    void count_refused(std::span<const ThrottlingReason> reasons);

    /// AWS's error for these reasons. Requires some.
    Error error(std::vector<ThrottlingReason> reasons) const;
    /// The same as a transaction's cancellation reason.
    TransactionCanceled::Reason cancellation(const std::vector<ThrottlingReason>& reasons) const;

    /// What has happened since the last call, of all tables and indexes with anything to say.
    std::vector<CapacityReport> take_report(Timestamp now);

private:
    /// Units per second that AWS gives: to a new on-demand table, and to one partition.
    struct Given {
        double initial = 0;
        double partition = 0;
    };
    /// One operation on the table or an index.
    struct Meter {
        Meter(double configured, Given given, const TableLimits& limits, Timestamp now);
        TokenBucket bucket;
        OnDemandRate growth;
        PartitionUse partitions;
        double maximum = kTableUnitsMax;  ///< Configured, of an on-demand table.
        double consumed = 0;
        std::array<std::int64_t, 4> throttled{};  ///< By `Limit`.
    };
    enum class Limit : std::uint8_t { Provisioned, Account, KeyRange, Maximum };
    struct Resource {
        std::string index;
        std::array<Meter, 2> meters;  ///< By operation.
    };

    static std::string reason_name(bool of_index, CapacityOperation operation, Limit limit);
    std::size_t resource_of(std::string_view index) const;
    std::string arn(std::string_view index) const;
    bool is_provisioned() const { return limits_.billing_mode == BillingMode::Provisioned; }
    /// Adjusts an on-demand bucket, and says which limit its rate comes from.
    Limit settle(Meter& meter, std::int64_t second) const;
    std::string message(const std::vector<ThrottlingReason>& reasons) const;

    std::string table_name_;
    TableLimits limits_;
    std::vector<Resource> resources_;  ///< The table first.
};

}  // namespace sosw::sqlite

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/ports/table_administration.hpp"

/// The answers of DynamoDB's table operations, as JSON. Times are seconds since the epoch with
/// milliseconds.

namespace sosw::wire {

/// Where the tables are.
struct TablePlace {
    std::string_view region = "us-west-2";
    std::string_view account = "000000000000";
};

std::string table_arn(const TablePlace& place, std::string_view table_name);

/// `{"Table": …}`, or whatever `member` calls it. Of a table that is being deleted the global
/// indexes are gone.
std::string write_table(
    std::string_view member, const TableDetails& details, const TablePlace& place
);
/// The answer to DeleteTable, which says nothing of keys and indexes.
std::string write_deleted_table(const TableDetails& details, const TablePlace& place);
std::string write_table_names(const TableNames& names);
std::string write_time_to_live(const TimeToLiveDescription& description);
std::string write_time_to_live(const TimeToLiveSpecification& specification);
std::string write_continuous_backups(const PointInTimeRecovery& recovery);
std::string write_tags(const std::vector<Tag>& tags);

}  // namespace sosw::wire

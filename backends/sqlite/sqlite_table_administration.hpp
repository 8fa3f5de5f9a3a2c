#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/ports/table_administration.hpp"

namespace sosw::sqlite {

class SqliteDynamoDb;
struct DynamoEngine;

/// The administration of the tables of a `SqliteDynamoDb`. All of it is kept in the file.
///
/// An answer says what has begun: a new table is being created, even where that takes no time.
class SqliteTableAdministration final : public TableAdministration {
public:
    /// `tables` must outlive this object, which has no state of its own.
    explicit SqliteTableAdministration(SqliteDynamoDb& tables);

    Result<TableDetails> create_table(const CreateTableRequest& request) override;
    Result<TableDetails> describe_table(const std::string& table_name) override;
    Result<TableDetails> update_table(const UpdateTableRequest& request) override;
    Result<TableDetails> delete_table(const std::string& table_name) override;
    TableNames list_tables(const std::string& start, std::size_t limit) override;
    Result<TimeToLiveDescription> describe_time_to_live(const std::string& table_name) override;
    Result<void> update_time_to_live(
        const std::string& table_name, const TimeToLiveSpecification& specification
    ) override;
    Result<std::vector<Tag>> tags_of(const std::string& table_name) override;
    Result<void> tag(const std::string& table_name, const std::vector<Tag>& tags) override;
    Result<void> untag(const std::string& table_name, const std::vector<std::string>& keys)
        override;
    Result<PointInTimeRecovery> describe_point_in_time_recovery(const std::string& table_name
    ) override;
    Result<PointInTimeRecovery> update_point_in_time_recovery(
        const std::string& table_name, const PointInTimeRecovery& recovery
    ) override;

    /// When the next change that is under way is done; nothing: none is.
    std::optional<Timestamp> next_change() const;
    /// Brings to its end what is due. Calls do so by themselves for what they look at.
    void settle();

private:
    DynamoEngine& engine_;
};

}  // namespace sosw::sqlite

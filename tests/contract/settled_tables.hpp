#pragma once

#include <string>

#include "backends/wrap/forwarding_dynamo_db.hpp"

namespace sosw::test {

/// Tables that are there when `create_table` returns and gone when `delete_table` does, on a
/// service that takes its time for both: asks until it is so.
class SettledTables final : public ForwardingDynamoDb {
public:
    using ForwardingDynamoDb::ForwardingDynamoDb;

    Result<TableDescription> create_table(const CreateTableInput& input) override {
        Result<TableDescription> made = next().create_table(input);
        for (int i = 0; i < kQuestionsMax && made && made->table_status != "ACTIVE"; ++i) {
            made = next().describe_table(input.table_name);
        }
        return made;
    }

    Result<TableDescription> delete_table(const std::string& table_name) override {
        Result<TableDescription> removed = next().delete_table(table_name);
        if (removed) {
            for (int i = 0; i < kQuestionsMax && next().describe_table(table_name); ++i) {
            }
        }
        return removed;
    }

private:
    static constexpr int kQuestionsMax = 10'000;
};

}  // namespace sosw::test

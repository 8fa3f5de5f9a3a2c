#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/watched_dynamo_db.hpp"

namespace sosw::test {

/// Whether a failed call took effect.
enum class FailureMoment { BeforeEffect, AfterEffect };

struct TableFailure {
    std::string operation{};                          ///< Empty: any.
    std::string table{};                              ///< Empty: any.
    std::function<bool(const TableCall&)> matches{};  ///< Empty: all of these.
    std::int64_t skip = 0;                            ///< So many matching calls go well first.
    std::int64_t count = std::numeric_limits<std::int64_t>::max();  ///< So many fail then.
    FailureMoment moment = FailureMoment::BeforeEffect;
    Error error{
        .code = ErrorCode::Throttled,
        .name = "ProvisionedThroughputExceededException",
        .message = "the test says so"};
};

/// Fails chosen calls, before or after they took effect, and records all of them.
class FailingDynamoDb final : public WatchedDynamoDb {
public:
    using WatchedDynamoDb::WatchedDynamoDb;

    void add(TableFailure failure) { failures_.push_back(std::move(failure)); }
    void heal() { failures_.clear(); }

    std::vector<TableCall> calls;  ///< `query` points nowhere; see `queries`.
    std::vector<QueryInput> queries;
    /// Runs before each call, outside the table: what happens in the world meanwhile.
    std::function<void(const TableCall&)> meanwhile{};

private:
    std::optional<Error> before(const TableCall& call) override {
        calls.push_back(call);
        calls.back().query = nullptr;
        if (call.query != nullptr) {
            queries.push_back(*call.query);
        }
        if (meanwhile) {
            meanwhile(call);
        }
        return failure_of(call, FailureMoment::BeforeEffect);
    }
    std::optional<Error> after(const TableCall& call) override {
        return failure_of(call, FailureMoment::AfterEffect);
    }

    std::optional<Error> failure_of(const TableCall& call, FailureMoment moment) {
        for (TableFailure& failure : failures_) {
            const bool fits = failure.moment == moment &&
                              (failure.operation.empty() || failure.operation == call.operation) &&
                              (failure.table.empty() || failure.table == call.table) &&
                              (!failure.matches || failure.matches(call));
            if (!fits || failure.skip-- > 0 || failure.count <= 0) {
                continue;
            }
            --failure.count;
            return failure.error;
        }
        return std::nullopt;
    }

    std::vector<TableFailure> failures_;
};

}  // namespace sosw::test

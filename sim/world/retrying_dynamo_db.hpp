#pragma once

#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "core/ports/clock.hpp"
#include "sim/world/sdk_retry.hpp"

namespace sosw::sim {

/// Sends again what DynamoDB is known not to have done, as AWS's client does: see
/// `sdk_retry_delay`. It sleeps in between, so that its caller must be an actor.
///
/// It stands outside of all that delays or fails a call: each try takes its time, and may be struck
/// itself.
class RetryingDynamoDb final : public ForwardingDynamoDb {
public:
    /// Both must outlive this object.
    RetryingDynamoDb(Clock& clock, DynamoDb& next) : ForwardingDynamoDb{next}, clock_{clock} {}

    Result<PutItemOutput> put_item(const PutItemInput& input) override {
        return until_done([&] { return next().put_item(input); });
    }
    Result<QueryOutput> query(const QueryInput& input) override {
        return until_done([&] { return next().query(input); });
    }
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput& input
    ) override {
        return until_done([&] { return next().transact_write_items(input); });
    }

private:
    template <typename Call>
    auto until_done(const Call& call) -> decltype(call()) {
        for (int attempts = 1;; ++attempts) {
            auto result = call();
            const auto delay = result ? std::nullopt : sdk_retry_delay(result.error(), attempts);
            if (!delay) {
                return result;
            }
            clock_.sleep_for(*delay);
        }
    }

    Clock& clock_;
};

}  // namespace sosw::sim

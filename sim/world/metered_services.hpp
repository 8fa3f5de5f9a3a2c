#pragma once

#include <utility>

#include "backends/wrap/metering.hpp"
#include "sim/world/cost_ledger.hpp"
#include "sim/world/pass_ports.hpp"
#include "sim/world/service_metrics.hpp"

namespace sosw::sim {

/// Who counts what DynamoDB tells of its consumption: the ledger of costs, on behalf of one payer,
/// and the service's own metrics.
class PayerMeter final : public DynamoDbMeter {
public:
    PayerMeter(CostKey payer, CostLedger& ledger, ServiceMetrics& metrics)
        : payer_{std::move(payer)}, ledger_{ledger}, metrics_{metrics} {}

    void consumed(Access access, const ConsumedCapacity& capacity) override {
        ledger_.add(payer_, access, capacity);
        metrics_.consumed(access, capacity);
    }
    void throttled(
        Access access,
        std::string_view operation,
        const std::string& table,
        const std::string& index
    ) override {
        metrics_.throttled(access, operation, table, index);
    }

private:
    CostKey payer_;
    CostLedger& ledger_;
    ServiceMetrics& metrics_;
};

/// The emulated services, metered on behalf of one payer.
class MeteredServices {
public:
    /// All must outlive this object.
    MeteredServices(
        const Services& next, const CostKey& payer, CostLedger& ledger, ServiceMetrics& metrics
    )
        : meter_{payer, ledger, metrics},
          dynamo_db_{next.dynamo_db, meter_},
          cloud_watch_{next.cloud_watch, counter(ledger, payer, CostItem::GetMetricRequests)},
          sns_{next.sns, counter(ledger, payer, CostItem::Publishes)},
          lambda_{next.lambda} {}

    /// They live as long as this object.
    Services services() {
        return {
            .dynamo_db = dynamo_db_, .cloud_watch = cloud_watch_, .lambda = lambda_, .sns = sns_};
    }

private:
    static std::function<void()> counter(CostLedger& ledger, CostKey payer, CostItem item) {
        payer.item = item;
        return [&ledger, payer] { ledger.add(payer, 1); };
    }

    PayerMeter meter_;
    MeteringDynamoDb dynamo_db_;
    MeteringCloudWatch cloud_watch_;
    MeteringSns sns_;
    Lambda& lambda_;
};

}  // namespace sosw::sim

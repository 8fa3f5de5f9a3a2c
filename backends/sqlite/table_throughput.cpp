#include "backends/sqlite/table_throughput.hpp"

#include <algorithm>
#include <memory>

#include "core/base/ensure.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::array<std::string_view, 4> kLimitNames{
    "ProvisionedThroughputExceeded",
    "AccountLimitExceeded",
    "KeyRangeThroughputExceeded",
    "MaxOnDemandThroughputExceeded"};

UnitRates rates_of(const std::optional<ProvisionedThroughput>& throughput) {
    if (!throughput) {
        return {};
    }
    return {
        .read = static_cast<double>(throughput->read_capacity_units),
        .write = static_cast<double>(throughput->write_capacity_units)};
}

UnitRates rates_of(const TableLimits& limits, std::string_view index) {
    const auto found = std::ranges::find(limits.indexes, index, [](const auto& entry) {
        return std::string_view{entry.first};
    });
    return found != limits.indexes.end() ? found->second : UnitRates{};
}

double maximum_of(const std::optional<std::int64_t>& configured) {
    return configured && *configured > 0 ? static_cast<double>(*configured) : kTableUnitsMax;
}
UnitRates rates_of(const OnDemandThroughput& throughput) {
    return {
        .read = maximum_of(throughput.max_read_request_units),
        .write = maximum_of(throughput.max_write_request_units)};
}

bool is_of_index(const ThrottlingReason& reason) { return reason.reason.starts_with("Index"); }

}  // namespace

std::string_view to_string(CapacityOperation operation) {
    return operation == CapacityOperation::Read ? "read" : "write";
}

TableLimits limits_of(const CreateTableInput& definition) {
    TableLimits limits{
        .billing_mode = definition.billing_mode,
        .table = rates_of(definition.provisioned_throughput)};
    for (const SecondaryIndex& index : definition.global_secondary_indexes) {
        limits.indexes.emplace_back(index.index_name, rates_of(index.provisioned_throughput));
    }
    return limits;
}

TableLimits limits_of(const CreateTableInput& definition, const TableSettings& settings) {
    TableLimits limits = limits_of(definition);
    if (definition.billing_mode == BillingMode::Provisioned) {
        return limits;
    }
    if (settings.on_demand_throughput) {
        limits.table = rates_of(*settings.on_demand_throughput);
    }
    for (auto& [index, rates] : limits.indexes) {
        for (const auto& [name, throughput] : settings.index_on_demand_throughput) {
            rates = name == index ? rates_of(throughput) : rates;
        }
    }
    return limits;
}

TableThroughput::Meter::Meter(
    double configured, Given given, const TableLimits& limits, Timestamp now
)
    : bucket{
          limits.billing_mode == BillingMode::Provisioned ? configured
                                                          : std::min(configured, given.initial),
          limits.billing_mode == BillingMode::Provisioned ? limits.burst : Duration::zero(),
          epoch_seconds(now)},
      growth{given.initial},
      partitions{given.partition},
      maximum{configured} {}

TableThroughput::TableThroughput(
    const CreateTableInput& definition, const TableLimits& limits, Timestamp now
)
    : table_name_{definition.table_name}, limits_{limits} {
    const auto add = [&](const std::string& index, const UnitRates& rates) {
        resources_.push_back(
            {.index = index,
             .meters =
                 {Meter{rates.read, {.initial = 12'000, .partition = 3'000}, limits, now},
                  Meter{rates.write, {.initial = 4'000, .partition = 1'000}, limits, now}}}
        );
    };
    add("", limits.table);
    for (const SecondaryIndex& index : definition.global_secondary_indexes) {
        add(index.index_name, rates_of(limits, index.index_name));
    }
}

void TableThroughput::change(
    const CreateTableInput& definition, const TableLimits& limits, Timestamp now
) {
    TableThroughput next{definition, limits, now};
    const bool same_mode = limits.billing_mode == limits_.billing_mode;
    for (Resource& resource : next.resources_) {
        const auto old = std::ranges::find(resources_, resource.index, &Resource::index);
        for (std::size_t i = 0; same_mode && old != resources_.end() && i < 2; ++i) {
            const Meter fresh = std::exchange(resource.meters[i], old->meters[i]);
            resource.meters[i].maximum = fresh.maximum;
            if (next.is_provisioned()) {
                resource.meters[i].bucket.set_rate(fresh.bucket.rate());
            }
        }
    }
    *this = std::move(next);
}

std::string TableThroughput::reason_name(bool of_index, CapacityOperation operation, Limit limit) {
    return std::string{of_index ? "Index" : "Table"} +
           (operation == CapacityOperation::Read ? "Read" : "Write") +
           std::string{kLimitNames[static_cast<std::size_t>(limit)]};
}

std::size_t TableThroughput::resource_of(std::string_view index) const {
    const auto found = std::ranges::find(resources_, index, &Resource::index);
    // A local index has no capacity of its own.
    return found != resources_.end() ? static_cast<std::size_t>(found - resources_.begin()) : 0;
}

std::string TableThroughput::arn(std::string_view index) const {
    std::string made = "arn:aws:dynamodb:us-west-2:000000000000:table/" + table_name_;
    if (!index.empty()) {
        made.append("/index/").append(index);
    }
    return made;
}

TableThroughput::Limit TableThroughput::settle(Meter& meter, std::int64_t second) const {
    if (is_provisioned()) {
        return Limit::Provisioned;
    }
    const double grown = meter.growth.rate(second);
    meter.bucket.set_rate(std::min({grown, meter.maximum, kTableUnitsMax}));
    if (meter.maximum < kTableUnitsMax && meter.maximum <= grown) {
        return Limit::Maximum;
    }
    // An on-demand table that has not grown yet is short of partitions.
    return kTableUnitsMax <= grown ? Limit::Account : Limit::KeyRange;
}

std::vector<ThrottlingReason> TableThroughput::refusals(
    CapacityOperation operation, std::span<const CapacityUse> uses, Timestamp now
) {
    const std::int64_t second = epoch_seconds(now);
    std::vector<ThrottlingReason> reasons;
    const auto refuse = [&](const Resource& resource, Limit limit) {
        ThrottlingReason reason{
            .reason = reason_name(!resource.index.empty(), operation, limit),
            .resource = arn(resource.index)};
        const auto same = [&](const ThrottlingReason& other) {
            return other.reason == reason.reason && other.resource == reason.resource;
        };
        if (std::ranges::none_of(reasons, same)) {
            reasons.push_back(std::move(reason));
        }
    };
    for (const CapacityUse& use : uses) {
        Resource& resource = resources_[resource_of(use.index)];
        Meter& meter = resource.meters[static_cast<std::size_t>(operation)];
        const Limit limit = settle(meter, second);
        if (use.units > 0 && !meter.bucket.admits(second)) {
            refuse(resource, limit);
        }
        if (limits_.partition_limits && use.partition &&
            !meter.partitions.admits(*use.partition, second)) {
            refuse(resource, Limit::KeyRange);
        }
    }
    return reasons;
}

void TableThroughput::take(
    CapacityOperation operation, std::span<const CapacityUse> uses, Timestamp now
) {
    const std::int64_t second = epoch_seconds(now);
    for (const CapacityUse& use : uses) {
        Meter& meter =
            resources_[resource_of(use.index)].meters[static_cast<std::size_t>(operation)];
        meter.bucket.take(use.units, second);
        meter.consumed += use.units;
        if (!is_provisioned()) {
            meter.growth.add(use.units, second);
        }
        if (limits_.partition_limits && use.partition) {
            meter.partitions.take(*use.partition, use.units, second);
        }
    }
}

void TableThroughput::count_refused(std::span<const ThrottlingReason> reasons) {
    const auto count = [&](Resource& resource, CapacityOperation operation) {
        Meter& meter = resource.meters[static_cast<std::size_t>(operation)];
        for (std::size_t limit = 0; limit < kLimitNames.size(); ++limit) {
            const std::string name =
                reason_name(!resource.index.empty(), operation, static_cast<Limit>(limit));
            const bool named = std::ranges::any_of(reasons, [&](const ThrottlingReason& reason) {
                return reason.reason == name && reason.resource == arn(resource.index);
            });
            meter.throttled[limit] += named ? 1 : 0;
        }
    };
    for (Resource& resource : resources_) {
        count(resource, CapacityOperation::Read);
        count(resource, CapacityOperation::Write);
    }
}

std::string TableThroughput::message(const std::vector<ThrottlingReason>& reasons) const {
    std::string text;
    if (!is_provisioned()) {
        text = reasons.front().reason.ends_with("MaxOnDemandThroughputExceeded")
                   ? "Throughput exceeds the maximum OnDemandThroughput configured on table or "
                     "index."
                   : "Throughput exceeds the current capacity of your table or index. DynamoDB is "
                     "automatically scaling your table or index so please try again shortly. If "
                     "exceptions persist, check if you have a hot key.";
    } else if (std::ranges::all_of(reasons, is_of_index)) {
        text =
            "The level of configured provisioned throughput for one or more global secondary "
            "indexes of the table was exceeded. Consider increasing your provisioning level for "
            "the under-provisioned global secondary indexes with the UpdateTable API.";
    } else {
        text =
            "The level of configured provisioned throughput for the table was exceeded. Consider "
            "increasing your provisioning level with the UpdateTable API.";
    }
    // AWS gives the reasons beside the text; who reads an error wants to see them.
    for (const ThrottlingReason& reason : reasons) {
        text.append(&reason == reasons.data() ? " [" : ", ").append(reason.reason).append(": ");
        text.append(reason.resource);
    }
    return text + "]";
}

Error TableThroughput::error(std::vector<ThrottlingReason> reasons) const {
    ENSURE(!reasons.empty());
    Error made{
        .code = ErrorCode::Throttled,
        .name = is_provisioned() ? "ProvisionedThroughputExceededException" : "ThrottlingException",
        .message = message(reasons)};
    auto detail = std::make_shared<RequestThrottled>();
    detail->reasons = std::move(reasons);
    made.details = std::move(detail);
    return made;
}

TransactionCanceled::Reason TableThroughput::cancellation(
    const std::vector<ThrottlingReason>& reasons
) const {
    if (reasons.empty()) {
        return {.code = "None"};
    }
    return {
        .code = is_provisioned() ? "ProvisionedThroughputExceeded" : "ThrottlingError",
        .message = message(reasons)};
}

std::vector<CapacityReport> TableThroughput::take_report(Timestamp now) {
    std::vector<CapacityReport> reports;
    for (Resource& resource : resources_) {
        for (const auto operation : {CapacityOperation::Read, CapacityOperation::Write}) {
            Meter& meter = resource.meters[static_cast<std::size_t>(operation)];
            settle(meter, epoch_seconds(now));
            CapacityReport report{
                .table_name = table_name_,
                .index_name = resource.index,
                .operation = operation,
                .consumed = std::exchange(meter.consumed, 0),
                .units_per_second = meter.bucket.rate()};
            for (std::size_t limit = 0; limit < kLimitNames.size(); ++limit) {
                if (const auto count = std::exchange(meter.throttled[limit], 0); count > 0) {
                    report.throttled.emplace_back(
                        reason_name(!resource.index.empty(), operation, static_cast<Limit>(limit)),
                        count
                    );
                }
            }
            if (report.consumed > 0 || !report.throttled.empty()) {
                reports.push_back(std::move(report));
            }
        }
    }
    return reports;
}

}  // namespace sosw::sqlite

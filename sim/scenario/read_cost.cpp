#include <array>
#include <cmath>
#include <string_view>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/scenario_parts.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

constexpr double kPicoDollars = 1e12;
constexpr double kPriceMax = 1000;  // Dollars; beyond that it is a slip of the pen.

struct Price {
    std::string_view name;
    std::int64_t Prices::*price;
};
constexpr std::array<Price, 8> kPrices{{
    {"lambda_gb_second", &Prices::lambda_gb_second},
    {"lambda_request", &Prices::lambda_request},
    {"dynamodb_read_request_unit", &Prices::dynamodb_read_request_unit},
    {"dynamodb_write_request_unit", &Prices::dynamodb_write_request_unit},
    {"dynamodb_provisioned_rcu_hour", &Prices::dynamodb_provisioned_rcu_hour},
    {"dynamodb_provisioned_wcu_hour", &Prices::dynamodb_provisioned_wcu_hour},
    {"cloudwatch_get_metric_request", &Prices::cloudwatch_get_metric_request},
    {"sns_publish", &Prices::sns_publish},
}};

}  // namespace

std::optional<Prices> read_prices(const ScenarioReader& reader, const ConfigValue& root) {
    const ConfigValue* object = ConfigReader::given(root, "prices");
    if (object == nullptr || !reader.is_object(*object, "a price list", keys::kPrices)) {
        return std::nullopt;
    }
    Prices prices;
    reader.read(*object, "region", prices.region);
    for (const Price& price : kPrices) {
        if (const ConfigValue* value = ConfigReader::given(*object, price.name)) {
            const auto dollars = reader.number(
                *value, {.minimum = 0, .maximum = kPriceMax}, "a price in US dollars"
            );
            prices.*price.price =
                dollars ? std::llround(*dollars * kPicoDollars) : prices.*price.price;
        }
    }
    return prices;
}

ServiceMetricsModel read_service_metrics(const ScenarioReader& reader, const ConfigValue& root) {
    ServiceMetricsModel model;
    const ConfigValue* value = ConfigReader::given(root, "service_metrics");
    if (value == nullptr) {
        return model;
    }
    if (value->is(Kind::Boolean)) {
        model.enabled = value->boolean;
    } else if (reader.is_object(*value, "the reporting of services", keys::kServiceMetrics)) {
        reader.read(*value, "delay", {.min = {}, .max = std::chrono::hours{24}}, model.delay);
    }
    return model;
}

}  // namespace sosw::sim

#pragma once

#include <cstdint>
#include <string>

/// What AWS's services cost, in pico-dollars (10⁻¹² US dollars) so that sums are exact.
///
/// The defaults are the list prices of us-east-1 (N. Virginia) as of January 2026, without free
/// tiers and discounts: Lambda on x86 in its first tier, DynamoDB's standard table class (requests
/// on demand at the prices in force since November 2024), SNS's standard topics. Prices change:
/// they are data, to be checked against AWS's price list by whoever relies on a sum.

namespace sosw::sim {

struct Prices {
    std::string region = "us-east-1";
    std::int64_t lambda_gb_second = 16'666'700;
    std::int64_t lambda_request = 200'000;
    std::int64_t dynamodb_read_request_unit = 125'000;
    std::int64_t dynamodb_write_request_unit = 625'000;
    std::int64_t dynamodb_provisioned_rcu_hour = 130'000'000;
    std::int64_t dynamodb_provisioned_wcu_hour = 650'000'000;
    std::int64_t cloudwatch_get_metric_request = 10'000'000;
    std::int64_t sns_publish = 500'000;
};

}  // namespace sosw::sim

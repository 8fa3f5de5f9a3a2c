#pragma once

#include <optional>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/ports/cloud_watch.hpp"

/// CloudWatch's rules about requests. The errors are `InvalidRequest` with CloudWatch's names:
/// `MissingRequiredParameter`, `InvalidParameterValue` and `InvalidParameterCombination`.

namespace sosw::sqlite {

/// Timestamps may be up to two weeks in the past and two hours in the future of `now`.
Result<void> check(const PutMetricDataInput& input, Timestamp now);
Result<void> check(const GetMetricStatisticsInput& input);
/// The same without the limit of 1,440 datapoints.
Result<void> check_question(const GetMetricStatisticsInput& input);

/// The number in `p95`, `p99.9`, `p0`, `p100`; nothing for other texts.
std::optional<double> percentile_of(std::string_view extended_statistic);

}  // namespace sosw::sqlite

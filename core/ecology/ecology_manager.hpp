#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/ecology/eco_status.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/lambda.hpp"

/// Asks CloudWatch how the surroundings of a labourer feel, and Lambda how long its function may
/// run.
///
/// One `EcologyManager` serves one pass: metrics with equal details are asked once (K8) and running
/// counts are kept from the first time they are read. What outlives a pass is `EcologyMemory`,
/// owned by the process.

namespace sosw {

/// One health metric of one labourer in one pass, with everything needed to explain its feeling.
struct MetricReading {
    std::string metric;                  ///< Its name in `health_metrics`.
    std::optional<double> value{};       ///< Folded over the datapoints; absent without datapoints.
    std::optional<EcoStatus> feeling{};  ///< Absent: the metric does not take part (`missing`).
    bool missing_data = false;           ///< The feeling comes from `treat_missing_data`.
};

/// A labourer's status with the readings behind it.
struct LabourerHealth {
    EcoStatus status = EcoStatus::High;
    std::vector<MetricReading> readings{};
};

/// The last feelings that this process saw, for `treat_missing_data: ignore` (M3). Key: labourer
/// and metric name.
class EcologyMemory {
public:
    std::optional<EcoStatus> last(const std::string& labourer, const std::string& metric) const;
    void remember(const std::string& labourer, const std::string& metric, EcoStatus feeling);

private:
    std::map<std::pair<std::string, std::string>, EcoStatus> feelings_;
};

class EcologyManager {
public:
    EcologyManager(Clock& clock, CloudWatch& cloud_watch, Lambda& lambda, EcologyMemory& memory);

    /// The metric's datapoints of the last `MetricAggregationTimeSlice`, folded into one value: the
    /// plain mean of averages and percentiles, the max of maxima, the min of minima, the sum of
    /// sums and counts (K8, M5). Empty without datapoints. Answers of equal details are shared
    /// within the pass, failures too.
    Result<std::optional<double>> fetch_metric_stats(const MetricDetails& details);

    /// The worst feeling over the labourer's metrics; High without any. Missing data are treated as
    /// configured (M3). Errors: those of CloudWatch, for the first metric that failed.
    Result<LabourerHealth> get_labourer_status(const LabourerConfig& labourer);

    /// The timeout of the labourer's function.
    /// Errors: those of Lambda, e.g. `NotFound`.
    Result<Duration> get_max_labourer_duration(const LabourerConfig& labourer);

    /// How many tasks of `labourer` run, read once by `count` and kept for the rest of the pass.
    Result<std::int64_t> count_running(
        const std::string& labourer, const std::function<Result<std::int64_t>()>& count
    );

private:
    MetricReading read(
        const std::string& labourer, const HealthMetric& metric, std::optional<double> value
    );

    Clock& clock_;
    CloudWatch& cloud_watch_;
    Lambda& lambda_;
    EcologyMemory& memory_;
    std::vector<std::pair<MetricDetails, Result<std::optional<double>>>> fetched_;
    std::vector<std::pair<std::string, std::int64_t>> running_;
};

}  // namespace sosw

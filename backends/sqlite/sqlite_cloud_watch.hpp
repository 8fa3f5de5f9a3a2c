#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/metric_aggregate.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"

namespace sosw::sqlite {

/// Which metric: CloudWatch takes every combination of dimensions for one of its own.
struct MetricIdentity {
    std::string metric_namespace{};
    std::string metric_name{};
    std::vector<Dimension> dimensions{};  ///< In any order.
};

/// What `list_metrics` looks for; what is empty or absent matches all.
struct MetricFilter {
    struct DimensionFilter {
        std::string name{};
        std::optional<std::string> value{};
    };
    std::string metric_namespace{};
    std::string metric_name{};
    std::vector<DimensionFilter> dimensions{};  ///< The metric has all of these, maybe others too.
    Duration active_within = std::chrono::days{14};  ///< It has a value as young as this.
};

/// Amazon CloudWatch's metrics in SQLite.
///
/// A value belongs to the minute of its timestamp, or to the second with `storage_resolution` 1;
/// each of these is one row of sums, with the values themselves kept for percentiles as far as they
/// differ. Metrics of different units are kept apart, as CloudWatch does.
///
/// Queries. StartTime is inclusive and rounded down: by age to the minute (younger than 15 days), 5
/// minutes (to 63 days) or the hour; with a period below a minute, to that many seconds. EndTime is
/// exclusive. Bins of `period` begin at the rounded start, and those without values are absent.
/// What is older than 3 hours is seen only with periods of whole minutes, older than 15 days of 5
/// minutes, older than 63 days of hours, and nothing after 455 days.
///
/// Unlike CloudWatch it lets anybody write to the `AWS/` namespaces: a simulated world has to.
class SqliteCloudWatch final : public CloudWatch {
public:
    /// Both must outlive this object. Metrics that the file holds are there again.
    SqliteCloudWatch(Database& database, Clock& clock);

    /// All of it or nothing. Errors: `MissingRequiredParameter`, `InvalidParameterValue`,
    /// `InvalidParameterCombination`.
    Result<void> put_metric_data(const PutMetricDataInput& input) override;
    /// Datapoints in order of time, unit by unit. A bin whose values do not allow any of the asked
    /// percentiles is absent. Errors: as `put_metric_data`; more than 1,440 datapoints are an
    /// `InvalidParameterCombination`.
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput& input
    ) override;

    /// The same without the limit of datapoints, for `GetMetricData`.
    Result<GetMetricStatisticsOutput> get_metric_data(const GetMetricStatisticsInput& input);
    /// The metrics that match, by namespace, name and dimensions.
    std::vector<MetricIdentity> list_metrics(const MetricFilter& filter);

    /// How long a value that is put from now on stays invisible to queries; zero at first.
    void set_visibility_delay(Duration delay) { visibility_delay_ = delay; }
    /// The same for one metric.
    void set_visibility_delay(const MetricIdentity& metric, Duration delay);

private:
    struct Series {
        std::int64_t id = 0;
        std::string unit;
    };

    void load_series();
    std::vector<Dimension> dimensions_of(std::int64_t series);
    /// What the question finds, after its checks.
    GetMetricStatisticsOutput find_datapoints(const GetMetricStatisticsInput& input);
    std::int64_t series_of(
        const std::string& key, const std::string& metric_namespace, const MetricDatum& datum
    );
    void put(const std::string& metric_namespace, const MetricDatum& datum, Timestamp now);
    void put_later(std::int64_t row, const MetricAggregate& values, Timestamp visible_at);
    /// Adds `values` to the row of a second of a series.
    void merge_into(std::int64_t row, const MetricAggregate& values);
    /// Makes those values visible whose delay is over.
    void settle(Timestamp now);
    void forget_old(Timestamp now);
    void append_datapoints(
        const GetMetricStatisticsInput& input,
        const Series& series,
        std::int64_t start_second,
        std::int64_t first_second,
        std::vector<Datapoint>& datapoints
    );

    Database& database_;
    Clock& clock_;
    Duration visibility_delay_{};
    std::unordered_map<std::string, Duration> visibility_delays_;
    std::unordered_map<std::string, std::vector<Series>>
        series_;                             ///< By metric; units in order of coming.
    std::optional<Timestamp> next_visible_;  ///< Not later than the first value that waits.
    std::int64_t puts_ = 0;
    Statement find_;
    Statement insert_;
    Statement update_;
    Statement totals_between_;
    Statement values_between_;
    Statement insert_pending_;
    Statement first_pending_;
    Statement delete_pending_;
    Statement first_pending_at_;
};

}  // namespace sosw::sqlite

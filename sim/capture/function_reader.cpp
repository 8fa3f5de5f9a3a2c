#include "sim/capture/function_reader.hpp"

#include <algorithm>
#include <utility>

#include "sim/capture/metric_reader.hpp"
#include "sim/capture/metric_resolution.hpp"

namespace sosw::sim {
namespace {

/// CloudWatch's longest period.
constexpr Duration kPeriodMax = std::chrono::days{1};

/// Lambda's metrics of one function in one span.
class LambdaMetrics {
public:
    LambdaMetrics(
        CloudWatch& cloud_watch, const std::string& function, CaptureSpan span, Timestamp now
    )
        : cloud_watch_{cloud_watch}, function_{function}, span_{span} {
        const Duration finest = available_period(std::chrono::minutes{1}, now - span.from);
        period_ = std::min(kPeriodMax, available_period(span.length(), now - span.from));
        period_ = (period_ + finest - Duration{1}) / finest * finest;
    }

    Result<std::vector<Datapoint>> statistics(
        const std::string& metric, std::vector<std::string> names
    ) {
        GetMetricStatisticsInput input = question(metric);
        input.statistics = std::move(names);
        return read_datapoints(cloud_watch_, std::move(input));
    }
    Result<std::vector<Datapoint>> percentiles(
        const std::string& metric, std::vector<std::string> names
    ) {
        GetMetricStatisticsInput input = question(metric);
        input.extended_statistics = std::move(names);
        return read_datapoints(cloud_watch_, std::move(input));
    }
    /// Nothing where there is no datapoint.
    Result<std::optional<double>> sum(const std::string& metric) {
        std::optional<double> total;
        for (const Datapoint& point : TRY(statistics(metric, {"Sum"}))) {
            total = total.value_or(0) + point.sum.value_or(0);
        }
        return total;
    }
    Result<std::optional<double>> maximum(const std::string& metric) {
        std::optional<double> highest;
        for (const Datapoint& point : TRY(statistics(metric, {"Maximum"}))) {
            highest = std::max(highest.value_or(0), point.maximum.value_or(0));
        }
        return highest;
    }

private:
    GetMetricStatisticsInput question(const std::string& metric) const {
        return {
            .metric_namespace = "AWS/Lambda",
            .metric_name = metric,
            .dimensions = {{.name = "FunctionName", .value = function_}},
            .start_time = span_.from,
            .end_time = span_.to,
            .period = period_};
    }

    CloudWatch& cloud_watch_;
    const std::string& function_;
    CaptureSpan span_;
    Duration period_{};
};

/// A mean in milliseconds, as Lambda counts.
class WeightedMean {
public:
    void add(double milliseconds, double weight) {
        sum_ += milliseconds * weight;
        weight_ += weight;
    }
    std::optional<Duration> mean() const {
        return weight_ > 0 ? std::optional{from_seconds(sum_ / weight_ / 1000)} : std::nullopt;
    }

private:
    double sum_ = 0;
    double weight_ = 0;
};

double executions_at(const std::vector<Datapoint>& points, Timestamp at) {
    const auto found = std::ranges::find(points, at, &Datapoint::timestamp);
    return found != points.end() ? found->sample_count.value_or(0) : 0;
}

Result<void> read_durations(LambdaMetrics& metrics, LambdaFigures& figures) {
    const std::vector<Datapoint> points =
        TRY(metrics.statistics("Duration", {"Average", "Maximum", "SampleCount"}));
    WeightedMean average;
    for (const Datapoint& point : points) {
        average.add(point.average.value_or(0), point.sample_count.value_or(0));
        const Duration longest = from_seconds(point.maximum.value_or(0) / 1000);
        figures.duration_max = std::max(figures.duration_max.value_or(Duration::zero()), longest);
    }
    figures.duration_average = average.mean();
    WeightedMean p50;
    WeightedMean p95;
    for (const Datapoint& point : TRY(metrics.percentiles("Duration", {"p50", "p95"}))) {
        const double weight = executions_at(points, point.timestamp);
        for (const auto& [name, value] : point.extended_statistics) {
            (name == "p50" ? p50 : p95).add(value, weight);
        }
    }
    figures.duration_p50 = p50.mean();
    figures.duration_p95 = p95.mean();
    return {};
}

}  // namespace

Result<LambdaFigures> read_lambda_figures(
    CloudWatch& cloud_watch, const std::string& function, CaptureSpan span, Timestamp now
) {
    LambdaMetrics metrics{cloud_watch, function, span, now};
    LambdaFigures figures;
    figures.invocations = TRY(metrics.sum("Invocations"));
    figures.errors = TRY(metrics.sum("Errors"));
    figures.throttles = TRY(metrics.sum("Throttles"));
    figures.concurrent_max = TRY(metrics.maximum("ConcurrentExecutions"));
    TRY(read_durations(metrics, figures));
    return figures;
}

}  // namespace sosw::sim

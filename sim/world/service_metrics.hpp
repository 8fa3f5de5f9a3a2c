#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/lambda_observer.hpp"
#include "backends/wrap/metering.hpp"
#include "core/ports/cloud_watch.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"

namespace sosw::sim {

/// Reports to CloudWatch what Lambda and DynamoDB tell about themselves: those metrics of theirs
/// that somebody of the scenario asks for.
///
/// As on AWS: once per minute, and nothing for a minute in which nothing happened. What Lambda
/// tells of an execution bears the minute in which it began, also if it ended much later. Errors
/// and Throttles are 0 for what went well, so that their average is a rate. ConcurrentExecutions is
/// taken at each start and at the beginning of each minute. DynamoDB's capacity has one sample per
/// request.
///
/// The record's point of a minute is the sum, but the mean for Duration and the maximum for
/// ConcurrentExecutions.
class ServiceMetrics final : public sqlite::LambdaObserver {
public:
    /// `first_series`: the number of the first of them in the record. All must outlive this object.
    ServiceMetrics(
        const Scenario& scenario,
        std::int64_t first_series,
        EventQueue& events,
        CloudWatch& cloud_watch,
        Recorder& recorder
    );
    /// Schedules the reports, if there is anything to report.
    void begin();

    void started(const sqlite::InvocationEvent& event) override;
    void throttled(const sqlite::InvocationEvent& event, sqlite::ThrottleReason reason) override;
    void finished(
        const sqlite::InvocationEvent& event,
        sqlite::InvocationOutcome outcome,
        Duration duration,
        Duration billed
    ) override;
    void consumed(Access access, const ConsumedCapacity& capacity);
    void throttled(
        Access access,
        std::string_view operation,
        const std::string& table,
        const std::string& index
    );

private:
    struct Series {
        const ServiceMetric* metric = nullptr;
        std::int64_t number = 0;
        std::map<Timestamp, StatisticSet> minutes{};
        /// Duration alone: percentiles need the values.
        std::map<Timestamp, std::vector<double>> values{};
    };

    void add(
        ServiceMetricKind kind,
        std::string_view subject,
        std::string_view part,
        Timestamp at,
        double value
    );
    void sample_concurrency(std::string_view function);
    void report();
    void report(Series& series, Timestamp minute, const StatisticSet& set);
    void schedule_report(Timestamp at);

    const Scenario& scenario_;
    EventQueue& events_;
    CloudWatch& cloud_watch_;
    Recorder& recorder_;
    std::vector<Series> series_;
    std::map<std::string, std::int64_t, std::less<>> executing_;
    std::int64_t executing_in_all_ = 0;
};

}  // namespace sosw::sim

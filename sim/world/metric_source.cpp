#include "sim/world/metric_source.hpp"

#include <algorithm>

namespace sosw::sim {

MetricSource::MetricSource(
    const MetricModel& model,
    std::int64_t series,
    const Scenario& scenario,
    Random random,
    EventQueue& events,
    CloudWatch& cloud_watch,
    Recorder& recorder
)
    : model_{model},
      series_{series},
      scenario_{scenario},
      random_{random},
      gap_random_{random.fork("gaps")},
      delay_random_{random.fork("delay")},
      base_{model.base, random},
      load_{model, scenario.start},
      events_{events},
      cloud_watch_{cloud_watch},
      recorder_{recorder} {}

double MetricSource::value(Duration since_start, double load) {
    double value = base_.value(since_start) + load;
    if (model_.noise_stddev > 0) {
        value += random_.normal(0, model_.noise_stddev);
    }
    return model_.clamp ? std::clamp(value, model_.clamp->min, model_.clamp->max) : value;
}

bool MetricSource::silent(Duration since_start) const {
    return std::ranges::any_of(model_.silent, [&](const TimeWindow& window) {
        return since_start >= window.from && since_start < window.to;
    });
}

void MetricSource::publish(Timestamp measured, double value) {
    const Result<void> put = cloud_watch_.put_metric_data(
        {.metric_namespace = model_.metric_namespace,
         .metric_data =
             {{.metric_name = model_.name,
               .dimensions = model_.dimensions,
               .timestamp = measured,
               .value = value,
               .unit = model_.unit}}}
    );
    if (!put && measured >= scenario_.start) {
        recorder_.record(MetricGapRow{.at = measured, .series = series_, .reason = "refused"});
    }
}

void MetricSource::report_history(Duration span) {
    if (silent(Duration::zero())) {
        return;  // what is silent from the beginning was so before
    }
    for (std::int64_t steps = span / model_.every; steps > 0; --steps) {
        const Duration before = steps * model_.every;
        const Timestamp measured = scenario_.start - before;
        const double measured_value = value(-before, load_.at_rest());
        if (!gap_random_.chance(model_.gap_probability)) {
            publish_at(measured + model_.delay.sample(delay_random_), measured, measured_value);
        }
    }
}

void MetricSource::begin(Duration history) {
    report_history(history + model_.delay.mean());
    measure();
}

void MetricSource::publish_at(Timestamp at, Timestamp measured, double measured_value) {
    if (at <= events_.now()) {
        publish(measured, measured_value);
    } else {
        events_.schedule_at(at, [this, measured, measured_value] {
            publish(measured, measured_value);
        });
    }
}

void MetricSource::send(Timestamp measured, double measured_value) {
    if (gap_random_.chance(model_.gap_probability)) {
        recorder_.record(MetricGapRow{.at = measured, .series = series_, .reason = "lost"});
        return;
    }
    const Timestamp visible = measured + model_.delay.sample(delay_random_);
    recorder_.record(MetricPointRow{
        .at = measured, .series = series_, .value = measured_value, .visible = visible});
    publish_at(visible, measured, measured_value);
}

void MetricSource::measure() {
    const Timestamp now = events_.now();
    const Duration since_start = now - scenario_.start;
    const double measured_value = value(since_start, load_.value(now));
    if (silent(since_start)) {
        recorder_.record(MetricGapRow{.at = now, .series = series_, .reason = "silent"});
    } else {
        send(now, measured_value);
    }
    if (now + model_.every < scenario_.end()) {
        events_.schedule_after(model_.every, [this] { measure(); });
    }
}

}  // namespace sosw::sim

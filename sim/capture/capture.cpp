#include "sim/capture/capture.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "backends/sqlite/lambda_names.hpp"
#include "core/base/ensure.hpp"
#include "core/ecology/metric_statistics.hpp"
#include "sim/capture/function_fit.hpp"
#include "sim/capture/function_reader.hpp"
#include "sim/capture/metric_reader.hpp"
#include "sim/capture/metric_resolution.hpp"
#include "sim/report/text_style.hpp"
#include "sim/scenario/service_metric.hpp"

namespace sosw::sim {
namespace {

/// The ARN of the function itself, without version or alias; empty where `text` is no ARN.
std::string function_arn(std::string_view text) {
    const auto reference = sqlite::parse_function_reference(text);
    if (!reference || !text.starts_with("arn:")) {
        return {};
    }
    const auto name_begin = static_cast<std::size_t>(reference->name.data() - text.data());
    return std::string{text.substr(0, name_begin + reference->name.size())};
}

bool cannot_be_reached(const Error& error) {
    return error.code == ErrorCode::Unavailable || error.code == ErrorCode::OutcomeUnknown;
}

std::string file_stem(const std::string& name) {
    std::string stem;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_';
        stem += plain ? c : '_';
    }
    return stem;
}

class Capturer {
public:
    Capturer(CapturePorts ports, const SoswConfig& config, const CaptureOptions& options)
        : ports_{ports}, config_{config.task_manager}, options_{options} {
        capture_.span = options.span;
    }

    tl::expected<Capture, std::vector<CaptureError>> run() {
        gather_metrics();
        read_metrics();
        read_tasks();
        read_functions();
        if (!errors_.empty()) {
            return tl::make_unexpected(std::move(errors_));
        }
        fit_functions(capture_);
        return std::move(capture_);
    }

private:
    /// The value, or nothing, and then the error is kept.
    template <typename T>
    std::optional<T> keep(const std::string& subject, Result<T> result) {
        if (result) {
            return *std::move(result);
        }
        unreachable_ = unreachable_ || cannot_be_reached(result.error());
        errors_.push_back({.subject = subject, .error = std::move(result).error()});
        return std::nullopt;
    }

    void warn(std::string text) { capture_.warnings.push_back(std::move(text)); }

    // Metrics.

    /// A scenario has one course for each metric of CloudWatch, whoever asks for it.
    void gather_metrics() {
        if (ports_.clock.now() - options_.span.from > kMetricRetention) {
            warn("CloudWatch keeps metrics for 455 days; the span begins before that");
        }
        for (const LabourerConfig& labourer : config_.labourers) {
            for (const HealthMetric& metric : labourer.health_metrics) {
                add_metric(labourer.id + "/" + metric.name, metric);
            }
        }
    }

    void add_metric(const std::string& asked, const HealthMetric& metric) {
        const auto known = std::ranges::find_if(capture_.metrics, [&](const CapturedMetric& other) {
            return is_same_metric(other.details, metric.details);
        });
        if (known == capture_.metrics.end()) {
            capture_.metrics.push_back(
                {.name = metric.name, .details = metric.details, .asked = {asked}}
            );
            return;
        }
        MetricDetails& details = known->details;
        if (details.statistic != metric.details.statistic || details.unit != metric.details.unit) {
            warn(fmt::format(
                "{} asks for {} of {}, and {} for {}: a scenario has one course of each metric, "
                "which is that of {}",
                known->asked.front(),
                details.statistic,
                metric_text(details),
                asked,
                metric.details.statistic,
                known->asked.front()
            ));
        }
        details.period = std::min(details.period, metric.details.period);
        details.time_slice = std::max(details.time_slice, metric.details.time_slice);
        known->asked.push_back(asked);
    }

    void read_metrics() {
        std::vector<std::string> taken{"tasks"};
        for (CapturedMetric& metric : capture_.metrics) {
            if (unreachable_) {
                return;
            }
            std::optional<CapturedMetric> read = keep(
                "metric " + metric_text(metric.details),
                read_metric(ports_.cloud_watch, metric.details, options_.span, ports_.clock.now())
            );
            if (!read) {
                continue;
            }
            read->name = std::move(metric.name);
            read->asked = std::move(metric.asked);
            metric = *std::move(read);
            if (!metric.points.empty()) {
                metric.trace_file = fmt::format("traces/{}.csv", free_stem(metric.name, taken));
            }
            warn_about(metric);
        }
    }

    /// Unlike all others, whether or not their case counts in the file system.
    static std::string free_stem(const std::string& name, std::vector<std::string>& taken) {
        const auto lower = [](std::string text) {
            std::ranges::transform(text, text.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            return text;
        };
        const std::string stem = file_stem(name);
        std::string free = stem;
        for (int number = 2; std::ranges::find(taken, lower(free)) != taken.end(); ++number) {
            free = fmt::format("{}_{}", stem, number);
        }
        taken.push_back(lower(free));
        return free;
    }

    void warn_about(const CapturedMetric& metric) {
        const std::string text = metric_text(metric.details);
        if (metric.found == 0) {
            warn(fmt::format(
                "{} has no data in the span: it is silent in the scenario, and treat_missing_data "
                "decides how that feels",
                text
            ));
        }
        if (metric.period != metric.details.period) {
            warn(fmt::format(
                "{} is asked for by {}, and CloudWatch keeps no finer data of that age than by {}",
                text,
                format_duration(metric.details.period),
                format_duration(metric.period)
            ));
        }
        if (metric.details.statistic == "SampleCount") {
            warn(fmt::format(
                "{} is asked for its SampleCount, which cannot be replayed: a scenario reports one "
                "sample at a time",
                text
            ));
        }
        if (is_service_namespace(metric.details.metric_namespace) && metric.found > 0) {
            warn(fmt::format(
                "{} is replayed as it was; without its entry in \"metrics\", the scenario's own {} "
                "reports it",
                text,
                metric.details.metric_namespace
            ));
        }
    }

    // Tasks.

    void read_tasks() {
        TaskReader reader{
            ports_.clock, ports_.dynamo_db, config_, options_.span, options_.payloads};
        for (const LabourerConfig& labourer : config_.labourers) {
            if (unreachable_) {
                return;
            }
            std::optional<CapturedLabourer> counts =
                keep("tasks of " + labourer.id, reader.read(labourer.id, capture_.tasks));
            if (counts) {
                warn_about(*counts);
                capture_.labourers.push_back(*std::move(counts));
            }
        }
        std::ranges::sort(capture_.tasks, [](const CapturedTask& a, const CapturedTask& b) {
            return std::tie(a.created, a.task_id) < std::tie(b.created, b.task_id);
        });
    }

    void warn_about(const CapturedLabourer& counts) {
        if (counts.earlier > 0) {
            warn(fmt::format(
                "{}: {} created before the span {} left out; the scenario begins with an empty "
                "queue",
                counts.id,
                counted(counts.earlier, "task"),
                counts.earlier == 1 ? "is" : "are"
            ));
        }
        if (counts.undated > 0) {
            warn(fmt::format(
                "{}: {} without {} cannot be placed in time, and {} left out",
                counts.id,
                counted(counts.undated, "task"),
                config_.dynamo_db.field_names.created_at,
                counts.undated == 1 ? "is" : "are"
            ));
        }
    }

    // Functions.

    void read_functions() {
        for (const LabourerConfig& labourer : config_.labourers) {
            if (unreachable_) {
                return;
            }
            const auto reference = sqlite::parse_function_reference(labourer.arn);
            if (!reference) {
                errors_.push_back(
                    {.subject = "labourer " + labourer.id,
                     .error =
                         {.code = ErrorCode::InvalidRequest,
                          .name = "InvalidArn",
                          .message =
                              fmt::format("\"{}\" is no name or ARN of a function", labourer.arn)}}
                );
                continue;
            }
            const std::string name{reference->name};
            const auto own =
                std::ranges::find(capture_.labourers, labourer.id, &CapturedLabourer::id);
            if (own != capture_.labourers.end()) {
                own->function = name;
            }
            const auto known = std::ranges::find(capture_.functions, name, &CapturedFunction::name);
            if (known == capture_.functions.end()) {
                read_function(name, labourer.arn);
            }
        }
    }

    void read_function(const std::string& name, const std::string& arn) {
        CapturedFunction function{.name = name, .arn = function_arn(arn)};
        const auto settings = ports_.lambda.get_function_configuration(arn);
        if (settings) {
            function.arn = function_arn(settings->function_arn);
            function.timeout = settings->timeout;
            function.memory_mb = settings->memory_size_mb;
        } else if (settings.error().code == ErrorCode::NotFound || settings.error().code == ErrorCode::AccessDenied) {
            warn(fmt::format(
                "function {}: its timeout and memory are not known, and the scenario's defaults "
                "stand in ({})",
                name,
                to_string(settings.error())
            ));
        } else {
            keep("function " + name, settings);
        }
        if (unreachable_) {
            return;
        }
        const auto figures = keep(
            "Lambda's metrics of " + name,
            read_lambda_figures(ports_.cloud_watch, name, options_.span, ports_.clock.now())
        );
        function.figures = figures.value_or(LambdaFigures{});
        capture_.functions.push_back(std::move(function));
    }

    CapturePorts ports_;
    const TaskManagerConfig& config_;
    const CaptureOptions& options_;
    Capture capture_{};
    std::vector<CaptureError> errors_{};
    bool unreachable_ = false;
};

}  // namespace

CaptureSpan aligned_span(Timestamp from, Timestamp to, Timestamp now) {
    constexpr Duration kMinute = std::chrono::minutes{1};
    const Timestamp begin = aligned_start(from, now);
    const std::int64_t minutes = (to - begin + kMinute - Duration{1}) / kMinute;
    return {.from = begin, .to = begin + minutes * kMinute};
}

tl::expected<Capture, std::vector<CaptureError>> capture(
    CapturePorts ports, const SoswConfig& config, const CaptureOptions& options
) {
    ENSURE(options.span.length() >= std::chrono::minutes{1});
    return Capturer{ports, config, options}.run();
}

}  // namespace sosw::sim

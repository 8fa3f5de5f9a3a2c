#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/report/html_parts.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::sim {

namespace {

/// A line of a legend: how it looks and what it is.
struct Key {
    std::string_view style;
    std::string name;
};

void write_key(Markup& page, const Key& key) {
    page.open("span", {{"class", "key"}});
    page.open("svg", {{"viewBox", "0 0 22 10"}, {"aria-hidden", "true"}});
    page.empty("path", {{"d", "M0 5H22"}, {"class", std::string{key.style}}}).close();
    page.text(key.name).close();
}

void write_title(
    Markup& page, std::string_view title, std::string_view unit, const std::vector<Key>& keys = {}
) {
    page.open("h3").text(title);
    if (!unit.empty()) {
        page.text(" ").leaf("span", unit, {{"class", "unit"}});
    }
    for (const Key& key : keys) {
        write_key(page, key);
    }
    page.close().line_break();
}

double highest(const Course& course) {
    double value = 0;
    for (const CoursePoint& point : course) {
        value = std::max(value, point.value);
    }
    return value;
}

double lowest(const Course& course) {
    double value = 0;
    for (const CoursePoint& point : course) {
        value = std::min(value, point.value);
    }
    return value;
}

bool feels_like(double value, std::string_view comparison, double target) {
    if (comparison == "<=") {
        return value <= target;
    }
    if (comparison == "<") {
        return value < target;
    }
    if (comparison == ">=") {
        return value >= target;
    }
    if (comparison == ">") {
        return value > target;
    }
    return (value == target) == (comparison == "==");
}

/// The highest status whose comparison holds, as sosw feels.
int feeling_of(const HealthMetricSummary& metric, double value) {
    for (const auto& [status, target] : metric.feelings) {
        if (feels_like(value, metric.comparison, target)) {
            return status;
        }
    }
    return 0;
}

std::string comparison_sign(const std::string& comparison) {
    if (comparison == "<=") {
        return "≤";
    }
    return comparison == ">=" ? "≥" : comparison;
}

/// Between two neighbouring targets all values feel alike.
void draw_feelings(SvgPlot& plot, const HealthMetricSummary& metric, double low, double high) {
    std::vector<double> edges{low, high};
    for (const auto& [status, target] : metric.feelings) {
        if (target > low && target < high) {
            edges.push_back(target);
        }
    }
    std::ranges::sort(edges);
    for (std::size_t i = 1; i < edges.size(); ++i) {
        const double middle = (edges[i - 1] + edges[i]) / 2;
        plot.band(edges[i - 1], edges[i], status_class(feeling_of(metric, middle)));
    }
}

void draw_thresholds(SvgPlot& plot, const HealthMetricSummary& metric) {
    for (const auto& [status, target] : metric.feelings) {
        const std::string name = fmt::format(
            "{} {} {}",
            comparison_sign(metric.comparison),
            short_number(target),
            status_name(status)
        );
        plot.threshold(target, "threshold", name);
    }
}

/// The top of the axis: what was measured, and a little beyond the highest target.
double metric_top(const HealthMetricSummary& metric, const Course& points, const Course& read) {
    double top = std::max(highest(points), highest(read));
    for (const auto& [status, target] : metric.feelings) {
        top = std::max(top, target * 1.15);
    }
    return round_above(top);
}

/// Two and a half times the usual distance: beyond that a metric was silent.
Duration gap_of(const Course& course) {
    std::vector<Duration> distances;
    for (std::size_t i = 1; i < course.size(); ++i) {
        distances.push_back(course[i].at - course[i - 1].at);
    }
    if (distances.empty()) {
        return Duration{1};
    }
    const auto middle = distances.begin() + std::ssize(distances) / 2;
    std::ranges::nth_element(distances, middle);
    return *middle * 5 / 2 + Duration{1};
}

std::string series_name(const Summary& summary, const HealthMetricSummary& metric) {
    const auto found = std::ranges::find_if(summary.metrics, [&](const MetricSummary& candidate) {
        return metric.series == candidate.series;
    });
    if (found == summary.metrics.end()) {
        return "nothing reports it";
    }
    return fmt::format("{} {} {}", found->metric_namespace, found->name, found->dimensions);
}

void write_metric(
    const ReportPage& report, const LabourerSummary& labourer, const HealthMetricSummary& metric
) {
    const int columns = report.options.columns;
    const Course points =
        metric.series ? metric_course(report.record, report.summary, *metric.series, columns)
                      : Course{};
    const Course read =
        reading_course(report.record, report.summary, labourer.labourer, metric.metric, columns);
    const double low = lowest(points);
    const double high = metric_top(metric, points, read);
    report.page.open("div", {{"class", "chart"}});
    write_title(
        report.page,
        metric.metric,
        series_name(report.summary, metric),
        {{"line main", "as reported"}, {"line reading", "as the passes read it"}}
    );
    SvgPlot plot{
        report.page,
        report.time,
        {.title = metric.metric + " of " + labourer.labourer,
         .description = "The metric over time, on bands that tell how its values feel.",
         .height = 130,
         .low = low,
         .high = high}};
    draw_feelings(plot, metric, low, high);
    draw_thresholds(plot, metric);
    plot.line(points, gap_of(points), "main");
    plot.line(read, gap_of(read), "reading");
}

void write_status(const ReportPage& report, const LabourerSummary& labourer, const Course& status) {
    write_title(report.page, "Eco status", "as decided by the passes");
    SvgPlot plot{
        report.page,
        report.time,
        {.title = "Eco status of " + labourer.labourer,
         .description = "The status from each decision until the next one that differs.",
         .height = 22,
         .low = 0,
         .high = 0}};
    const Duration whole = report.time.length;
    for (std::size_t i = 0; i < status.size(); ++i) {
        const Duration until = i + 1 < status.size() ? status[i + 1].at : whole;
        const int number = static_cast<int>(status[i].value);
        plot.ribbon(status[i].at, until, status_class(number), status_name(number));
    }
}

void write_running(
    const ReportPage& report, const LabourerSummary& labourer, const LabourerCourses& courses
) {
    const double high = round_above(std::max(
        {highest(courses.running),
         highest(courses.executing),
         highest(courses.desired),
         labourer.max_simultaneous * 1.08,
         1.0}
    ));
    write_title(
        report.page,
        "Running",
        "tasks",
        {{"line running", "running"},
         {"line allowed", "allowed by the status"},
         {"line desired", "desired by each pass"},
         {"line executing", "executing"}}
    );
    SvgPlot plot{
        report.page,
        report.time,
        {.title = "Running tasks of " + labourer.labourer,
         .description = "Tasks that count against the maximum, what the eco status allows, and "
                        "executions of the function.",
         .height = 130,
         .low = 0,
         .high = high}};
    plot.area(courses.running, "running");
    plot.steps(courses.desired, "desired");
    plot.steps(courses.running, "running");
    plot.steps(courses.executing, "executing");
    plot.steps(courses.allowed, "allowed");
    plot.threshold(
        std::floor(labourer.max_simultaneous),
        "limit",
        "max " + short_number(labourer.max_simultaneous)
    );
}

void write_queue(
    const ReportPage& report, const LabourerSummary& labourer, const LabourerCourses& courses
) {
    std::vector<Key> keys{{"line queue", "in the queue"}};
    if (!courses.retry.empty()) {
        keys.push_back({"line retry", "waiting for a retry"});
    }
    write_title(report.page, "Queue", "tasks", keys);
    SvgPlot plot{
        report.page,
        report.time,
        {.title = "Queue of " + labourer.labourer,
         .description = "Tasks in the queue and in the retry table.",
         .height = 90,
         .low = 0,
         .high = round_above(std::max({highest(courses.queue), highest(courses.retry), 1.0}))}};
    plot.area(courses.queue, "queue");
    plot.steps(courses.queue, "queue");
    plot.steps(courses.retry, "retry");
}

void write_waits(
    const ReportPage& report, const LabourerSummary& labourer, const LabourerCourses& courses
) {
    if (courses.wait_p95.empty()) {
        return;
    }
    write_title(
        report.page,
        "Queue wait",
        "of tasks invoked within " + short_duration(courses.wait_column),
        {{"line p95", "p95"}, {"line p50", "p50"}}
    );
    SvgPlot plot{
        report.page,
        report.time,
        {.title = "Queue wait of " + labourer.labourer,
         .description = "The 50th and the 95th percentile of waits, per column of invocations.",
         .height = 90,
         .low = 0,
         .high = round_above(highest(courses.wait_p95)),
         .are_durations = true}};
    plot.columns(courses.wait_p95, courses.wait_column, "p95");
    plot.columns(courses.wait_p50, courses.wait_column, "p50");
}

void write_invocations(
    const ReportPage& report, const LabourerSummary& labourer, const LabourerCourses& courses
) {
    write_title(report.page, "Invoked", "tasks per pass");
    SvgPlot plot{
        report.page,
        report.time,
        {.title = "Invocations of " + labourer.labourer + " per pass",
         .description = "How many tasks each pass of the Orchestrator invoked.",
         .height = 60,
         .low = 0,
         .high = round_above(std::max(highest(courses.invoked), 1.0)),
         .has_time_labels = true}};
    plot.bars(courses.invoked, "invoked");
}

void write_labourer_head(const ReportPage& report, const LabourerSummary& labourer) {
    Markup& page = report.page;
    page.leaf("h2", labourer.labourer);
    page.leaf(
        "p",
        fmt::format(
            "Function {}, at most {} at once. {}, {}; running {} on average, {} at most.",
            labourer.function.empty() ? "unknown" : labourer.function,
            short_number(labourer.max_simultaneous),
            counted(labourer.decisions, "decision"),
            counted(labourer.tasks.invoked, "invocation"),
            short_number(labourer.running.mean),
            short_number(labourer.running.max)
        ),
        {{"class", "soft"}}
    );
}

}  // namespace

void write_labourer(
    const ReportPage& report,
    const LabourerSummary& labourer,
    const LabourerCourses& courses,
    const std::vector<Trouble>& troubles
) {
    Markup& page = report.page;
    page.open("section", {{"class", "labourer"}, {"id", anchor_of(report, labourer.labourer)}});
    write_labourer_head(report, labourer);
    page.open("div", {{"class", "panel"}}).line_break();
    draw_time_axis(page, report.time);
    for (const HealthMetricSummary& metric : labourer.health_metrics) {
        write_metric(report, labourer, metric);
        page.close();
    }
    const auto chart = [&](const auto& write) {
        page.open("div", {{"class", "chart"}});
        write(report, labourer, courses);
        page.close();
    };
    page.open("div", {{"class", "chart"}});
    write_status(report, labourer, courses.status);
    page.close();
    chart(write_running);
    chart(write_queue);
    chart(write_waits);
    write_trouble_chart(report, troubles, labourer.labourer);
    chart(write_invocations);
    page.close().close().line_break();
}

void write_other_metrics(const ReportPage& report) {
    const Summary& summary = report.summary;
    bool any = false;
    for (const MetricSummary& metric : summary.metrics) {
        if (summary.is_felt(metric) || !metric.values) {
            continue;
        }
        if (!any) {
            report.page.leaf("h2", "Metrics that nobody feels").open("div", {{"class", "panel"}});
            any = true;
        }
        const Course points =
            metric_course(report.record, summary, metric.series, report.options.columns);
        report.page.open("div", {{"class", "chart"}});
        write_title(report.page, metric.name, metric.metric_namespace + " " + metric.dimensions);
        {
            SvgPlot plot{
                report.page,
                report.time,
                {.title = metric.name,
                 .description = "The metric over time.",
                 .height = 80,
                 .low = lowest(points),
                 .high = round_above(highest(points)),
                 .has_time_labels = true}};
            plot.line(points, gap_of(points), "main");
        }
        report.page.close();
    }
    if (any) {
        report.page.close().line_break();
    }
}

}  // namespace sosw::sim

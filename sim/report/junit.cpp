#include "sim/report/junit.hpp"

#include <fmt/format.h>

#include "sim/report/markup.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::sim {

namespace {

struct Counts {
    std::int64_t tests = 0;
    std::int64_t failures = 0;
    std::int64_t errors = 0;
};

Counts counts_of(const Summary& summary) {
    const auto expected = std::ssize(summary.expectations);
    return {
        .tests = expected + 1 + (summary.interrupted ? 1 : 0),
        .failures = expected - summary.expectations_met() + (summary.violations > 0 ? 1 : 0),
        .errors = summary.interrupted ? 1 : 0,
    };
}

Attributes attributes_of(const std::string& name, const Counts& counts) {
    return {
        {"name", name},
        {"tests", std::to_string(counts.tests)},
        {"failures", std::to_string(counts.failures)},
        {"errors", std::to_string(counts.errors)},
    };
}

Attributes test_case(const Summary& summary, std::string_view name) {
    return {{"name", std::string{name}}, {"classname", "sosw." + summary.scenario}};
}

void add_properties(const Summary& summary, Markup& xml) {
    const auto add = [&](std::string_view name, const std::string& value) {
        xml.empty("property", {{"name", std::string{name}}, {"value", value}});
    };
    xml.open("properties");
    add("seed", std::to_string(summary.seed));
    add("version", summary.version);
    add("event_log_hash", summary.event_log_hash);
    xml.close().line_break();
}

void add_expectation(const Summary& summary, const ExpectationSummary& expectation, Markup& xml) {
    xml.open("testcase", test_case(summary, expectation.expectation.text));
    if (!expectation.verdict.met) {
        xml.empty("failure", {{"type", "expectation"}, {"message", expectation.verdict.message}});
    }
    xml.close().line_break();
}

/// `one_place at 2026-…: task 3 is in two tables`, a line for each.
std::string violations_text(const Summary& summary) {
    std::string text;
    for (const ViolationSummary& violation : summary.first_violations) {
        text += fmt::format(
            "{} at {}: {}\n", violation.invariant, format_timestamp(violation.at), violation.message
        );
    }
    return text;
}

void add_invariants(const Summary& summary, Markup& xml) {
    xml.open("testcase", test_case(summary, "invariants"));
    if (summary.violations > 0) {
        const std::string message = counted(summary.violations, "broken invariant");
        xml.leaf(
            "failure", violations_text(summary), {{"type", "invariant"}, {"message", message}}
        );
    }
    xml.close().line_break();
}

void add_interruption(const Summary& summary, Markup& xml) {
    const std::string message = fmt::format(
        "stopped after {} of {}",
        short_duration(summary.end - summary.start),
        short_duration(summary.duration)
    );
    xml.open("testcase", test_case(summary, "whole duration"));
    xml.empty("error", {{"type", "interrupted"}, {"message", message}});
    xml.close().line_break();
}

void add_suite(const Summary& summary, Markup& xml) {
    Attributes attributes = attributes_of(summary.scenario, counts_of(summary));
    attributes.emplace_back("time", fmt::format("{:.3f}", summary.wall_seconds.value_or(0)));
    xml.open("testsuite", attributes).line_break();
    add_properties(summary, xml);
    for (const ExpectationSummary& expectation : summary.expectations) {
        add_expectation(summary, expectation, xml);
    }
    add_invariants(summary, xml);
    if (summary.interrupted) {
        add_interruption(summary, xml);
    }
    xml.close().line_break();
}

}  // namespace

std::string junit_report(std::span<const Summary> summaries) {
    Counts all;
    for (const Summary& summary : summaries) {
        const Counts counts = counts_of(summary);
        all.tests += counts.tests;
        all.failures += counts.failures;
        all.errors += counts.errors;
    }
    Markup xml;
    xml.code("<?xml version=\"1.0\" encoding=\"UTF-8\"?>").line_break();
    xml.open("testsuites", attributes_of("sosw", all)).line_break();
    for (const Summary& summary : summaries) {
        add_suite(summary, xml);
    }
    return xml.close().line_break().finished();
}

}  // namespace sosw::sim

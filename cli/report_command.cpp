#include "cli/report_command.hpp"

#include <fmt/format.h>

#include "cli/complain.hpp"
#include "cli/terminal.hpp"
#include "sim/report/json_summary.hpp"
#include "sim/report/open_record.hpp"
#include "sim/report/text_summary.hpp"

namespace sosw::cli {

namespace {

void tell(const sim::Summary& summary, const ReportOptions& options) {
    if (options.json) {
        fmt::print("{}", sim::json_summary(summary));
    } else if (!writes_anything(options.outputs)) {
        fmt::print("{}", sim::text_summary(summary, {.colours = wants_colours(Stream::Output)}));
    }
}

}  // namespace

ExitCode report(const ReportOptions& options) {
    const std::vector<std::string> problems = problems_of(options.outputs, OutputScope::OneRecord);
    for (const std::string& problem : problems) {
        complain(problem);
    }
    const auto record = sim::open_record(options.record);
    if (!record) {
        complain(record.error());
    }
    if (!problems.empty() || !record) {
        return ExitCode::WrongInput;
    }
    sim::Summary summary = sim::summarise(**record, {.columns = chart_columns()});
    sim::judge(summary, **record, sim::recorded_expectations(**record));
    write_outputs(**record, summary, options.outputs);
    write_verdicts({summary}, options.outputs);
    tell(summary, options);
    return summary.passed() ? ExitCode::Done : ExitCode::NotAsExpected;
}

}  // namespace sosw::cli

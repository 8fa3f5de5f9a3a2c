#include "cli/diff_command.hpp"

#include <fmt/format.h>

#include "cli/complain.hpp"
#include "cli/terminal.hpp"
#include "sim/report/open_record.hpp"
#include "sim/report/run_difference.hpp"

namespace sosw::cli {

namespace {

sim::Summary judged(sqlite::Database& record) {
    sim::Summary summary = sim::summarise(record);
    sim::judge(summary, record, sim::recorded_expectations(record));
    return summary;
}

}  // namespace

ExitCode diff(const DiffOptions& options) {
    const auto a = sim::open_record(options.a);
    const auto b = sim::open_record(options.b);
    for (const auto* record : {&a, &b}) {
        if (!*record) {
            complain(record->error());
        }
    }
    if (!a || !b) {
        return ExitCode::WrongInput;
    }
    const sim::Summary of_a = judged(**a);
    const sim::Summary of_b = judged(**b);
    const sim::RunDifference difference =
        sim::compare_runs({.record = **a, .summary = of_a}, {.record = **b, .summary = of_b});
    const sim::DifferenceNames names{.a = options.a, .b = options.b};
    fmt::print(
        "{}",
        options.json
            ? sim::difference_json(difference, names, of_a, of_b)
            : sim::difference_text(difference, names, of_a, of_b, wants_colours(Stream::Output))
    );
    return difference.any() ? ExitCode::NotAsExpected : ExitCode::Done;
}

}  // namespace sosw::cli

#include "gui/model/stored_run.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "sim/report/compared_figures.hpp"
#include "sim/report/open_record.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::gui {

namespace {

std::string figure_text(const sim::ComparedFigure& figure) {
    if (!figure.a) {
        return "-";
    }
    switch (figure.unit) {
        case sim::FigureUnit::Seconds:
            return sim::short_duration(from_seconds(*figure.a));
        case sim::FigureUnit::Dollars:
            return fmt::format("${:.4f}", *figure.a);
        case sim::FigureUnit::Number:
            break;
    }
    return sim::short_number(*figure.a);
}

std::vector<RunFigure> figures_of(sqlite::Database& record, const sim::Summary& summary) {
    const sim::ComparedRun run{.record = record, .summary = summary};
    std::vector<RunFigure> figures;
    for (const sim::ComparedFigure& figure : sim::compared_figures(run, run)) {
        figures.push_back({.name = figure.name, .text = figure_text(figure)});
    }
    return figures;
}

RunReaderOptions reader_options(const RunSetup& setup, const sim::Scenario* scenario) {
    RunReaderOptions options{.id = setup.id};
    if (scenario != nullptr) {
        const SoswConfig& config = scenario->config.orchestrator;
        options.greenfield_step = static_cast<double>(config.task_manager.greenfield_task_step);
        for (std::size_t status = 0; status < options.coefficients.size(); ++status) {
            options.coefficients.at(status) =
                config.orchestrator.invocation_number_coefficient.at(status);
        }
    }
    return options;
}

}  // namespace

StoredRun::~StoredRun() { reader_.reset(); }

Result<std::unique_ptr<StoredRun>> StoredRun::begin(sim::Scenario scenario, RunSetup setup) {
    std::unique_ptr<StoredRun> run{new StoredRun{std::move(setup)}};
    run->world_ = TRY(sim::World::create(
        std::move(scenario), {.seed = run->setup_.recipe.seed, .version = run->setup_.version}
    ));
    run->begin_reading(&run->world_->scenario());
    return run;
}

std::unique_ptr<StoredRun> StoredRun::open(
    std::unique_ptr<sqlite::Database> record, RunSetup setup
) {
    std::unique_ptr<StoredRun> run{new StoredRun{std::move(setup)}};
    run->opened_ = std::move(record);
    run->begin_reading(nullptr);
    run->complete(sim::recorded_expectations(*run->opened_));
    return run;
}

void StoredRun::begin_reading(const sim::Scenario* scenario) {
    reader_ = std::make_unique<RunReader>(record(), reader_options(setup_, scenario));
    view_ = reader_->view();
}

sqlite::Database& StoredRun::record() {
    return world_ != nullptr ? world_->recorder().database() : *opened_;
}

Duration StoredRun::now() const {
    return finished_ ? view_->now : world_->now() - world_->scenario().start;
}

std::int64_t StoredRun::events() const {
    return finished_ ? summary_.events : world_->progress().events;
}

bool StoredRun::run(int events, Duration until) {
    ENSURE(world_ != nullptr && !finished_);
    const Timestamp limit = world_->scenario().start + until;
    for (int count = 0; count < events; ++count) {
        if (!world_->step_until(limit)) {
            return false;
        }
    }
    return true;
}

bool StoredRun::run_to_next_pass(int events) {
    const std::int64_t before = reader_->orchestrator_passes();
    std::int64_t rows = -1;
    for (int count = 0; count < events; ++count) {
        const bool goes_on = run(1, length());
        if (world_->recorder().rows() != rows) {
            rows = world_->recorder().rows();
            reader_->read(world_->now());
        }
        if (reader_->orchestrator_passes() > before) {
            return true;
        }
        if (!goes_on) {
            return false;
        }
    }
    return false;
}

void StoredRun::finish() {
    ENSURE(world_ != nullptr && !finished_);
    world_->finish();
    world_->recorder().flush();
    complete(world_->scenario().expect);
}

void StoredRun::complete(const std::vector<sim::Expectation>& expectations) {
    summary_ = sim::summarise(record());
    sim::judge(summary_, record(), expectations);
    reader_->read_to_the_end(summary_.end);
    finished_ = true;
    RunView view = *reader_->view();
    view.name = setup_.name;
    view.finished = !summary_.interrupted;
    view.passed = summary_.passed();
    view.figures = figures_of(record(), summary_);
    for (const sim::ExpectationSummary& expectation : summary_.expectations) {
        if (!expectation.verdict.met) {
            view.expectations_failed.push_back(expectation.verdict.message);
        }
    }
    view_ = std::make_shared<const RunView>(std::move(view));
}

void StoredRun::refresh() {
    if (finished_) {
        return;
    }
    reader_->read(world_->now());
    RunView view = *reader_->view();
    view.name = setup_.name;
    view_ = std::make_shared<const RunView>(std::move(view));
}

void StoredRun::set_name(std::string name) {
    setup_.name = std::move(name);
    RunView view = *view_;
    view.name = setup_.name;
    view_ = std::make_shared<const RunView>(std::move(view));
}

}  // namespace sosw::gui

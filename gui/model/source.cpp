#include "gui/model/source.hpp"

#include "sim/scenario/loader.hpp"
#include "sim/scenario/scenario_tree.hpp"

namespace sosw::gui {

Checked<Source> Source::open(const std::string& file, const std::vector<std::string>& overrides) {
    tl::expected<std::string, std::string> text = sim::read_text(file);
    if (!text) {
        return tl::make_unexpected(Diagnostics{
            {.file = file,
             .message =
                 "cannot be read: " + text.error() + ". Expected a scenario file or a record"}});
    }
    const sim::Scenario scenario = TRY(sim::load_scenario_text(file, *text, overrides));
    Tuning tuning{file, *text, overrides, scenario};
    return Source{file, std::move(*text), std::move(tuning)};
}

Checked<sim::Scenario> Source::load_with(const std::vector<std::string>& overrides) const {
    return sim::load_scenario_text(file_, text_, overrides);
}

}  // namespace sosw::gui

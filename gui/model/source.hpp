#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "gui/model/stored_run.hpp"
#include "gui/model/tuning.hpp"

/// The scenario that was opened, with what is changed of it.

namespace sosw::gui {

class Source {
public:
    /// Reads and checks `file`; on failure all that is wrong with it.
    static Checked<Source> open(const std::string& file, const std::vector<std::string>& overrides);

    /// The scenario with all changes. It was checked before each of them; a document that has been
    /// changed on the disk since does not matter, but a trace may have gone.
    Checked<sim::Scenario> load() const { return load_with(tuning_.overrides()); }
    Checked<sim::Scenario> load_with(const std::vector<std::string>& overrides) const;
    /// Of the next run.
    RunRecipe recipe() const { return {.overrides = tuning_.overrides(), .seed = seed_}; }

    const std::string& file() const { return file_; }
    Tuning& tuning() { return tuning_; }
    const Tuning& tuning() const { return tuning_; }
    void set_seed(std::uint64_t seed) { seed_ = seed; }

private:
    Source(std::string file, std::string text, Tuning tuning)
        : file_{std::move(file)}, text_{std::move(text)}, tuning_{std::move(tuning)} {}

    std::string file_;
    std::string text_;
    Tuning tuning_;
    std::optional<std::uint64_t> seed_;
};

}  // namespace sosw::gui

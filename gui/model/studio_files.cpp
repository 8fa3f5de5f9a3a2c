#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "gui/model/csv_tracks.hpp"
#include "gui/model/studio_parts.hpp"

namespace sosw::gui {

namespace {

/// `path` as an SQL text.
std::string sql_text(const std::string& path) {
    std::string text = "'";
    for (const char character : path) {
        text += character == '\'' ? "''" : std::string{character};
    }
    return text + "'";
}

}  // namespace

void Studio::Parts::write_file(
    const std::string& path, const std::string& text, std::string_view what
) {
    std::ofstream out{path, std::ios::binary};
    out << text;
    out.close();
    if (out) {
        tell(Notice::Kind::Information, fmt::format("{} was written to {}", what, path));
    } else {
        complain(fmt::format("{} cannot be written; is there such a folder?", path));
    }
}

void Studio::Parts::handle(const command::PrepareExport& /*wish*/) {
    if (source) {
        exported = std::make_shared<const ExportView>(source->tuning().exported());
    }
}

void Studio::Parts::handle(const command::WriteConfig& wish) {
    if (source) {
        write_file(wish.path, source->tuning().exported().config, "The configuration");
    }
}

void Studio::Parts::handle(const command::WriteScenario& wish) {
    if (source) {
        write_file(wish.path, source->tuning().exported().scenario, "The scenario");
    }
}

void Studio::Parts::handle(const command::WriteCsv& wish) {
    if (const StoredRun* run = runs.shown()) {
        write_file(
            wish.path, csv_of_tracks(*run->view(), wish.labourers, wishes.range), "The tracks' CSV"
        );
    }
}

void Studio::Parts::handle(const command::WriteRecord& wish) {
    StoredRun* run = runs.shown();
    if (run == nullptr) {
        return;
    }
    std::error_code ignored;
    if (std::filesystem::exists(wish.path, ignored)) {
        complain(fmt::format("{} is there already and is not overwritten", wish.path));
        return;
    }
    run->record().flush();
    run->record().execute("VACUUM INTO " + sql_text(wish.path));
    tell(Notice::Kind::Information, fmt::format("The record was written to {}", wish.path));
}

}  // namespace sosw::gui

#include "gui/app/settings.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

namespace sosw::gui {

namespace {

constexpr int kSmallest = 320;
constexpr int kLargest = 16'384;

/// Keeps `target` as it is where the text is no number within the limits.
template <typename Number>
void read_number(const std::string& text, Number low, Number high, Number& target) {
    std::istringstream stream{text};
    Number value{};
    if (stream >> value && value >= low && value <= high) {
        target = value;
    }
}

void read_line(const std::string& key, const std::string& value, Settings& settings) {
    if (key == "width") {
        read_number(value, kSmallest, kLargest, settings.size.width);
    } else if (key == "height") {
        read_number(value, kSmallest, kLargest, settings.size.height);
    } else if (key == "beside") {
        read_number(value, 0.15F, 0.85F, settings.beside);
    } else if (key == "above") {
        read_number(value, 0.15F, 0.85F, settings.above);
    } else if (key == "theme") {
        settings.shade = value == "light" ? Shade::Light : Shade::Dark;
    }
}

}  // namespace

std::string settings_path() {
    if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config != '\0') {
        return std::string{config} + "/sosw/dashboard.conf";
    }
    const char* home = std::getenv("HOME");
    return home == nullptr || *home == '\0' ? std::string{}
                                            : std::string{home} + "/.config/sosw/dashboard.conf";
}

Settings parse_settings(const std::string& text) {
    Settings settings;
    std::istringstream stream{text};
    std::string line;
    while (std::getline(stream, line)) {
        const auto equals = line.find('=');
        if (equals != line.npos) {
            settings.first_start = false;
            read_line(line.substr(0, equals), line.substr(equals + 1), settings);
        }
    }
    return settings;
}

std::string format_settings(const Settings& settings) {
    return fmt::format(
        "width={}\nheight={}\ntheme={}\nbeside={:.3f}\nabove={:.3f}\n",
        settings.size.width,
        settings.size.height,
        settings.shade == Shade::Light ? "light" : "dark",
        settings.beside,
        settings.above
    );
}

Settings load_settings(const std::string& path) {
    std::ifstream stream{path};
    return parse_settings({std::istreambuf_iterator<char>{stream}, {}});
}

void save_settings(const Settings& settings, const std::string& path) {
    if (path.empty()) {
        return;
    }
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path{path}.parent_path(), ignored);
    std::ofstream{path} << format_settings(settings);
}

}  // namespace sosw::gui

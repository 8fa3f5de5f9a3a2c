#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.hpp"

/// `sosw gui`: the dashboard.

namespace sosw::cli {

struct GuiOptions {
    std::string file{};                  ///< A scenario or a record; empty: an example.
    std::vector<std::string> changes{};  ///< `POINTER=VALUE`.
    std::string screenshot{};            ///< A PNG file; empty: a window.
    std::string size{};                  ///< `1600x1000`; empty: as last time.
    std::string theme{};                 ///< `dark`, `light`; empty: as last time.
    std::string at{};                    ///< `45m`; empty: the end.
    double scale = 0;                    ///< 0: as the display says.
    std::string labourer{};              ///< To select.
    std::string tab{};                   ///< To bring to the front.
    std::vector<std::string> tune{};     ///< `LABOURER/METRIC/STATUS=VALUE`.
};

/// Complains of everything that is wrong with the options or the file. Throws where there is no
/// display. A program that was built without the dashboard says so.
ExitCode gui(const GuiOptions& options);

}  // namespace sosw::cli

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "gui/widgets/theme.hpp"

/// What `sosw gui` was asked for.

namespace sosw::gui {

struct PictureSize {
    int width = 1600;  ///< In points: a picture with `scale` 2 has twice as many pixels.
    int height = 1000;
};

struct AppOptions {
    std::string file{};                    ///< A scenario or a record; empty: an example.
    std::vector<std::string> overrides{};  ///< `POINTER=VALUE`.
    std::string picture{};                 ///< Save a PNG and end; empty: open a window.
    std::optional<PictureSize> size{};
    std::optional<float> scale{};  ///< Nothing: as the display says.
    std::optional<Shade> shade{};  ///< Nothing: as last time.
    std::optional<Duration> at{};  ///< Where to put the cursor.
    std::string labourer{};        ///< To select; empty: the first one.
    std::string tab{};             ///< A panel to bring to the front, such as `greenfield`.
    /// `LABOURER/METRIC/STATUS=VALUE`: thresholds to move when the run has finished, so that a
    /// picture shows both futures.
    std::vector<std::string> tune{};
    std::string version = "0.1.0";
};

}  // namespace sosw::gui

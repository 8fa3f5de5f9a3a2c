#pragma once

#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "gui/app/app_options.hpp"
#include "gui/model/snapshot.hpp"

/// `sosw gui`: the window with its frame loop, or one picture of it.

namespace sosw::gui {

/// Opens the window, until it is closed; or, with `options.picture`, simulates to the end, draws a
/// few frames where nobody sees them, and saves the picture.
///
/// Returns what is wrong with the user's input; nothing where all went well. Throws
/// `std::runtime_error` where there is no display, no OpenGL, or the picture cannot be written.
Diagnostics run_dashboard(const AppOptions& options);

/// Reads `LABOURER/METRIC/STATUS=VALUE`; nothing where the text is not like that.
struct TunedThreshold {
    ThresholdId id{};
    double value = 0;
};
std::optional<TunedThreshold> parse_tuned(const std::string& text);

}  // namespace sosw::gui

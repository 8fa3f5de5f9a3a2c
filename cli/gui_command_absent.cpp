#include "cli/complain.hpp"
#include "cli/gui_command.hpp"

namespace sosw::cli {

ExitCode gui(const GuiOptions& options) {
    static_cast<void>(options);
    complain("this program was built without the dashboard; configure it with SOSW_BUILD_GUI=ON");
    return ExitCode::Environment;
}

}  // namespace sosw::cli

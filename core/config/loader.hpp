#pragma once

#include <functional>
#include <span>
#include <string>

#include "core/base/diagnostics.hpp"
#include "core/config/config.hpp"

/// From the user's JSON documents to the typed configuration.
///
/// Several documents are merged before anything else looks at them (M8): objects key by key,
/// everything else (lists, texts, numbers) is replaced by the higher layer. A key that only the
/// higher layer has comes after those of the lower one, so that labourers are served in the order
/// in which they were configured (K10). `null` means "as if it had not been written", which lets a
/// layer take back what a lower one says; a labourer's `max_simultaneous_invocations` is the
/// exception (M9). The reference of all keys is docs/configuration.md.

namespace sosw {

/// One JSON text, comments allowed, and the name under which its problems are reported.
struct ConfigDocument {
    std::string
        file;  ///< As the user knows it: a path, or `config/production/sosw_essential_config`.
    std::string text;  ///< A JSON object.
    std::string pointer_prefix =
        "";  ///< Where it stands inside a larger file, e.g. `/config/sosw_orchestrator_config`.
};

/// What the core cannot know by itself; where one is empty, everything is taken as it is.
struct ConfigChecks {
    std::function<bool(const std::string& name)> knows_time_zone{};
};

/// Merges `layers`, lowest precedence first, over sosw's defaults, and checks the result. No
/// layers: the defaults.
///
/// A document may be any of sosw's: of the Orchestrator, Scavenger, WorkerAssistant, Scheduler or
/// all of them
/// (`sosw_essential_config`). On failure all problems are there at once, each with the file and the
/// JSON pointer of the layer that wrote the offending value. Where a document is no JSON, only
/// syntax and repeated keys are reported, since what the broken layer would have said is not known.
Checked<SoswConfig> load_config(
    std::span<const ConfigDocument> layers, const ConfigChecks& checks = {}
);

}  // namespace sosw

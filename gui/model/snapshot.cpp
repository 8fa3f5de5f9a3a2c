#include "gui/model/snapshot.hpp"

namespace sosw::gui {

std::shared_ptr<const Snapshot> empty_snapshot() {
    Snapshot snapshot;
    snapshot.tuning = std::make_shared<const TuningView>();
    return std::make_shared<const Snapshot>(std::move(snapshot));
}

}  // namespace sosw::gui

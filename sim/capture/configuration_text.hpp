#pragma once

#include <span>
#include <string>

#include "core/config/loader.hpp"

namespace sosw::sim {

/// sosw's documents as one, lowest precedence first, as the loader merges them. A single document
/// stays as it is, to the letter; several are written anew, without their comments. Requires
/// documents that `load_config` accepts.
std::string configuration_text(std::span<const ConfigDocument> documents);

}  // namespace sosw::sim

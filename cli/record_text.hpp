#pragma once

#include <string>

#include "sim/capture/captured.hpp"

/// What `sosw record` read, told to people and to programs.

namespace sosw::cli {

/// `place` is where it was read, `folder` where it went.
struct Recorded {
    const sim::Capture& capture;
    std::string place;
    std::string folder;
};

/// With a newline at the end.
std::string record_text(const Recorded& recorded);
std::string record_json(const Recorded& recorded);

}  // namespace sosw::cli

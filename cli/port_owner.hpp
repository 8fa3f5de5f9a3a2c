#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace sosw::cli {

/// Who listens on a TCP port of this machine: `python3 (process 1234)`. Nothing where nobody does,
/// or where the system does not tell us: processes of other users are hidden.
std::optional<std::string> port_owner(std::uint16_t port);

}  // namespace sosw::cli

#pragma once

#include <cstdint>
#include <string>

#include "backends/endpoint/http_connection.hpp"

namespace sosw::endpoint {

/// A socket that listens on `port` of `host`, an address or a name of this machine, and does not
/// wait. Port 0 stands for any free one. Throws `std::system_error`: `EADDRINUSE` where another
/// program has the port, `EADDRNOTAVAIL` where the address is none of this machine's.
Socket listen_on(const std::string& host, std::uint16_t port);

/// The port of a socket that listens.
std::uint16_t port_of(const Socket& listener);

/// True for the addresses and names that only this machine can reach: `127.x.y.z`, `::1`,
/// `localhost`.
bool is_loopback(const std::string& host);

}  // namespace sosw::endpoint

#include "backends/endpoint/listener.hpp"

#include <cerrno>
#include <memory>
#include <string_view>
#include <system_error>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace sosw::endpoint {

namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Addresses addresses_of(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
        throw std::system_error{EADDRNOTAVAIL, std::generic_category(), host};
    }
    return {found, &freeaddrinfo};
}

/// 0, or the system's error.
int listen_on(const addrinfo& address, Socket& listener) {
    listener = Socket{socket(
        address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol
    )};
    const int yes = 1;
    // A server that has just ended leaves connections behind that would keep the port.
    const bool listens =
        listener.get() >= 0 &&
        setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
        bind(listener.get(), address.ai_addr, address.ai_addrlen) == 0 &&
        listen(listener.get(), SOMAXCONN) == 0;
    return listens ? 0 : errno;
}

}  // namespace

Socket listen_on(const std::string& host, std::uint16_t port) {
    const Addresses addresses = addresses_of(host, port);
    int error = EADDRNOTAVAIL;
    for (const addrinfo* address = addresses.get(); address != nullptr;
         address = address->ai_next) {
        Socket listener;
        error = listen_on(*address, listener);
        if (error == 0) {
            return listener;
        }
    }
    throw std::system_error{error, std::generic_category(), host + ":" + std::to_string(port)};
}

std::uint16_t port_of(const Socket& listener) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): as sockets are made
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (getsockname(listener.get(), generic, &size) != 0) {
        throw std::system_error{errno, std::generic_category(), "cannot ask for the port"};
    }
    // The port stands at the same place in both families.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

bool is_loopback(const std::string& host) {
    const std::string_view text{host};
    const bool is_number = text.find_first_not_of("0123456789.") == std::string_view::npos;
    return text == "localhost" || text == "::1" || (is_number && text.starts_with("127."));
}

}  // namespace sosw::endpoint

#include "cli/port_owner.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace sosw::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListens = "0A";

/// The inode of the socket, from a line of /proc/net/tcp: number, local address, remote address,
/// state, queues, timer, retransmits, user, timeout, inode.
std::optional<std::string> inode_in(const char* table, const std::string& port) {
    std::ifstream stream{table};
    std::string line;
    std::getline(stream, line);
    while (std::getline(stream, line)) {
        std::istringstream words{line};
        std::string number, local, remote, state, skipped, inode;
        words >> number >> local >> remote >> state;
        for (int i = 0; i < 5; ++i) {
            words >> skipped;
        }
        words >> inode;
        if (state == kListens && local.ends_with(":" + port)) {
            return inode;
        }
    }
    return std::nullopt;
}

bool holds(const fs::path& process, const std::string& socket) {
    std::error_code error;
    for (fs::directory_iterator files{process / "fd", error}, end; !error && files != end;
         files.increment(error)) {
        std::error_code gone;
        if (fs::read_symlink(files->path(), gone) == socket) {
            return true;
        }
    }
    return false;
}

bool is_number(const std::string& text) {
    return std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

}  // namespace

std::optional<std::string> port_owner(std::uint16_t port) {
    const std::string hex = fmt::format("{:04X}", port);
    auto inode = inode_in("/proc/net/tcp", hex);
    if (!inode) {
        inode = inode_in("/proc/net/tcp6", hex);
    }
    if (!inode) {
        return std::nullopt;
    }
    const std::string socket = "socket:[" + *inode + "]";
    std::error_code error;
    for (fs::directory_iterator processes{"/proc", error}, end; !error && processes != end;
         processes.increment(error)) {
        const std::string id = processes->path().filename();
        if (is_number(id) && holds(processes->path(), socket)) {
            std::string name;
            std::getline(std::ifstream{processes->path() / "comm"} >> std::ws, name);
            return fmt::format("{} (process {})", name, id);
        }
    }
    return std::nullopt;
}

}  // namespace sosw::cli

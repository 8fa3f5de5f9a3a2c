#include "backends/aws/command_output.hpp"

#include <array>
#include <cerrno>
#include <cstdio>

#include <fmt/format.h>
#include <sys/wait.h>

namespace sosw::aws {

namespace {

Failure failed(std::string why) {
    return fail(ErrorCode::Unavailable, "CommandFailed", std::move(why));
}

}  // namespace

Result<std::string> command_output(const std::string& command) {
    std::FILE* const pipe = popen(command.c_str(), "re");
    if (pipe == nullptr) {
        return failed("the command cannot be started");
    }
    std::string output;
    std::array<char, 4096> buffer{};
    for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
        output.append(buffer.data(), got);
    }
    const int status = pclose(pipe);
    if (!WIFEXITED(status)) {
        return failed("the command was ended by a signal");
    }
    if (WEXITSTATUS(status) != 0) {
        return failed(fmt::format("the command ended with {}", WEXITSTATUS(status)));
    }
    return output;
}

}  // namespace sosw::aws

#include "tests/support/child_server.hpp"

#include <array>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/ensure.hpp"

namespace sosw::test {

namespace {

struct Pipe {
    Pipe() {
        std::array<int, 2> ends{};
        ENSURE(::pipe2(ends.data(), O_CLOEXEC) == 0);
        read_end = ends[0];
        write_end = ends[1];
    }
    int read_end = -1;
    int write_end = -1;
};

/// The process, or 0.
int spawn(const std::vector<std::string>& arguments, int input, int output) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    std::vector<char*> pointers;
    for (const std::string& argument : arguments) {
        pointers.push_back(const_cast<char*>(argument.c_str()));
    }
    pointers.push_back(nullptr);
    pid_t process = 0;
    const int failure =
        ::posix_spawnp(&process, pointers.front(), &actions, nullptr, pointers.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    return failure == 0 ? process : 0;
}

std::string read_line(int descriptor) {
    std::string line;
    for (char byte = 0; ::read(descriptor, &byte, 1) == 1 && byte != '\n';) {
        line += byte;
    }
    return line;
}

}  // namespace

ChildServer::ChildServer(const std::vector<std::string>& arguments) {
    const Pipe input;
    const Pipe output;
    process_ = spawn(arguments, input.read_end, output.write_end);
    ::close(input.read_end);
    ::close(output.write_end);
    input_ = input.write_end;
    output_ = output.read_end;
    first_line_ = read_line(output_);
}

ChildServer::~ChildServer() {
    ::close(input_);
    if (process_ != 0) {
        ::waitpid(process_, nullptr, 0);
    }
    ::close(output_);
}

}  // namespace sosw::test

#include "tests/serve/serve_process.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sosw::test {

namespace {

[[noreturn]] void become_server(
    const std::vector<std::string>& arguments, int out, const std::string& err
) {
    std::string program = SOSW_PROGRAM;
    std::vector<std::string> copies{"serve"};
    copies.insert(copies.end(), arguments.begin(), arguments.end());
    if (std::ranges::find(arguments, "--port") == arguments.end()) {
        copies.insert(copies.end(), {"--port", "0"});
    }
    std::vector<char*> words{program.data()};
    for (std::string& argument : copies) {
        words.push_back(argument.data());
    }
    words.push_back(nullptr);
    const int err_file = open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (chdir(SOSW_PROJECT) == 0 && dup2(out, STDOUT_FILENO) >= 0 &&
        dup2(err_file, STDERR_FILENO) >= 0) {
        execv(program.c_str(), words.data());
    }
    _exit(127);
}

}  // namespace

ServeProcess::ServeProcess(const std::vector<std::string>& arguments) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::runtime_error{"cannot make a pipe"};
    }
    child_ = fork();
    if (child_ < 0) {
        throw std::runtime_error{"cannot fork"};
    }
    if (child_ == 0) {
        become_server(arguments, ends[1], folder_.path("err"));
    }
    close(ends[1]);
    read_ready_line(ends[0]);
    close(ends[0]);
}

ServeProcess::~ServeProcess() {
    if (child_ > 0) {
        end_by(SIGKILL);
    }
}

void ServeProcess::read_ready_line(int pipe) {
    char byte = 0;
    while (read(pipe, &byte, 1) == 1 && byte != '\n') {
        ready_line_ += byte;
    }
    const std::size_t colon = ready_line_.rfind(':');
    if (colon != std::string::npos) {
        std::from_chars(
            ready_line_.data() + colon + 1, ready_line_.data() + ready_line_.size(), port_
        );
    }
}

std::string ServeProcess::errors() const { return read_file(folder_.path("err")); }

int ServeProcess::end_by(int signal) {
    kill(child_, signal);
    return wait();
}

int ServeProcess::wait() {
    int status = 0;
    if (waitpid(std::exchange(child_, -1), &status, 0) < 0) {
        throw std::runtime_error{"cannot wait for the server"};
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::int64_t ServeProcess::resident_kb() const {
    std::ifstream stream{"/proc/" + std::to_string(child_) + "/status"};
    for (std::string line; std::getline(stream, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::stoll(line.substr(6));
        }
    }
    return 0;
}

}  // namespace sosw::test

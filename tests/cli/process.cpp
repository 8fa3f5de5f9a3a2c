#include "tests/cli/process.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {

namespace {

/// Sends the child's streams into files of its own, so that neither can block it.
[[noreturn]] void become_sosw(
    const std::vector<std::string>& arguments, const std::string& out, const std::string& err
) {
    std::string program = SOSW_PROGRAM;
    std::vector<std::string> copies = arguments;
    std::vector<char*> words{program.data()};
    for (std::string& argument : copies) {
        words.push_back(argument.data());
    }
    words.push_back(nullptr);
    const int out_file = open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    const int err_file = open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (chdir(SOSW_PROJECT) == 0 && dup2(out_file, STDOUT_FILENO) >= 0 &&
        dup2(err_file, STDERR_FILENO) >= 0) {
        execv(program.c_str(), words.data());
    }
    _exit(127);
}

Finished finish(
    const std::vector<std::string>& arguments,
    const std::function<void(pid_t, const std::string& out)>& meanwhile
) {
    const test::TemporaryFolder folder;
    const std::string out = folder.path("out");
    const std::string err = folder.path("err");
    const pid_t child = fork();
    if (child < 0) {
        throw std::runtime_error{"cannot fork"};
    }
    if (child == 0) {
        become_sosw(arguments, out, err);
    }
    meanwhile(child, out);
    int status = 0;
    if (waitpid(child, &status, 0) != child) {
        throw std::runtime_error{"cannot wait for the program"};
    }
    return {
        .exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
        .out = test::read_file(out),
        .err = test::read_file(err),
    };
}

bool is_ready(const std::string& file, const std::string& out) {
    std::error_code missing;
    return file.empty() ? std::filesystem::file_size(out, missing) > 0 && !missing
                        : std::filesystem::exists(file);
}

}  // namespace

Finished run_sosw(const std::vector<std::string>& arguments) {
    return finish(arguments, [](pid_t, const std::string&) {});
}

Finished interrupt_sosw(
    const std::vector<std::string>& arguments, const std::string& ready, int signal
) {
    return finish(arguments, [&](pid_t child, const std::string& out) {
        // Nothing tells when a file appears; the child's end tells that it never will.
        while (!is_ready(ready, out) && kill(child, 0) == 0) {
            poll(nullptr, 0, 1);
            siginfo_t info{};
            if (waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                info.si_pid == child) {
                return;
            }
        }
        kill(child, signal);
    });
}

}  // namespace sosw::cli

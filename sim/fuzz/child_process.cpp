#include "sim/fuzz/child_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sosw::sim {

namespace {

constexpr rlim_t kProcessorSeconds = 600;
constexpr std::size_t kBuffer = 4096;

[[noreturn]] void fail_with_errno(const char* what) {
    throw std::system_error{errno, std::generic_category(), what};
}

void write_all(int descriptor, const std::string& text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t count = ::write(descriptor, text.data() + written, text.size() - written);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            ::_exit(EXIT_FAILURE);  // the parent has gone
        }
        written += static_cast<std::size_t>(count);
    }
}

[[noreturn]] void be_child(
    const std::function<void(const ChildProcess::Tell&)>& work, int lines, int words
) {
    const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(words, STDERR_FILENO);
    const rlimit processor{.rlim_cur = kProcessorSeconds, .rlim_max = kProcessorSeconds};
    ::setrlimit(RLIMIT_CPU, &processor);
    const rlimit no_core{};
    ::setrlimit(RLIMIT_CORE, &no_core);
    work([lines](const std::string& line) { write_all(lines, line + "\n"); });
    ::_exit(EXIT_SUCCESS);
}

/// The last line that is not empty.
std::string last_words(int descriptor) {
    std::string text;
    std::array<char, kBuffer> buffer{};
    ::lseek(descriptor, 0, SEEK_SET);
    for (;;) {
        const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
        if (count <= 0) {
            break;
        }
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    while (!text.empty() && text.back() == '\n') {
        text.pop_back();
    }
    return text.substr(text.rfind('\n') + 1);
}

}  // namespace

ChildProcess::ChildProcess(const std::function<void(const Tell& tell)>& work) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        fail_with_errno("pipe2");
    }
    words_ = ::memfd_create("last words", MFD_CLOEXEC);
    if (words_ < 0) {
        fail_with_errno("memfd_create");
    }
    pid_ = ::fork();
    if (pid_ < 0) {
        fail_with_errno("fork");
    }
    if (pid_ == 0) {
        ::close(ends[0]);
        be_child(work, ends[1], words_);
    }
    ::close(ends[1]);
    lines_ = ends[0];
}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    ::close(lines_);
    ::close(words_);
}

std::optional<std::string> ChildProcess::read() {
    std::array<char, kBuffer> buffer{};
    for (;;) {
        const ssize_t count = ::read(lines_, buffer.data(), buffer.size());
        if (count > 0) {
            return std::string{buffer.data(), static_cast<std::size_t>(count)};
        }
        if (count == 0 || errno != EINTR) {
            return std::nullopt;
        }
    }
}

std::string ChildProcess::death() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) {
        return {};
    }
    const std::string words = last_words(words_);
    const std::string how = WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                                                : fmt::format("exit code {}", WEXITSTATUS(status));
    return words.empty() ? how : fmt::format("{}: {}", how, words);
}

}  // namespace sosw::sim

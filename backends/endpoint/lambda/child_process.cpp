#include "backends/endpoint/lambda/child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sosw::endpoint {

namespace {

constexpr std::size_t kLineMax = 65'536;  ///< Longer ones are broken.
constexpr int kReadsPerTurn = 16;

void check(int error, const char* doing) {
    if (error != 0) {
        throw std::system_error{error, std::generic_category(), doing};
    }
}

int checked(int result, const char* doing) {
    check(result < 0 ? errno : 0, doing);
    return result;
}

struct Pipe {
    Socket read_end;
    Socket write_end;
};

/// The reader does not wait; the writer, which is the child's, does.
Pipe make_pipe() {
    std::array<int, 2> ends{};
    checked(pipe2(ends.data(), O_CLOEXEC), "cannot make a pipe");
    Pipe pipe{Socket{ends[0]}, Socket{ends[1]}};
    checked(fcntl(ends[0], F_SETFL, O_NONBLOCK), "cannot make a pipe");
    return pipe;
}

/// A descriptor from which `text` can be read.
Socket readable(std::string_view text) {
    if (text.empty()) {
        return Socket{checked(open("/dev/null", O_RDONLY | O_CLOEXEC), "cannot open /dev/null")};
    }
    Socket file{checked(memfd_create("event", MFD_CLOEXEC), "cannot keep an event")};
    while (!text.empty()) {
        const ssize_t written = write(file.get(), text.data(), text.size());
        text.remove_prefix(
            static_cast<std::size_t>(checked(static_cast<int>(written), "cannot keep an event"))
        );
    }
    checked(static_cast<int>(lseek(file.get(), 0, SEEK_SET)), "cannot keep an event");
    return file;
}

class FileActions {
public:
    FileActions() { check(posix_spawn_file_actions_init(&actions_), "cannot start a process"); }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;

    void put(const Socket& descriptor, int as) {
        check(
            posix_spawn_file_actions_adddup2(&actions_, descriptor.get(), as),
            "cannot start a process"
        );
    }
    void close_from(int first) {
        check(posix_spawn_file_actions_addclosefrom_np(&actions_, first), "cannot start a process");
    }
    void change_to(const std::string& folder) {
        check(
            posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()),
            "cannot start a process"
        );
    }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

/// A group of its own, no signal blocked, none ignored.
class FreshStart {
public:
    FreshStart() {
        check(posix_spawnattr_init(&attributes_), "cannot start a process");
        constexpr int kFlags =
            POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        sigset_t none{};
        sigset_t all{};
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setflags(&attributes_, static_cast<short>(kFlags));
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
    }
    ~FreshStart() { posix_spawnattr_destroy(&attributes_); }
    FreshStart(const FreshStart&) = delete;
    FreshStart& operator=(const FreshStart&) = delete;

    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

pid_t spawn(const ChildCommand& command, const FileActions& actions) {
    std::string shell = "/bin/sh";
    std::string option = "-c";
    std::string text = command.command;
    const std::array<char*, 4> arguments{shell.data(), option.data(), text.data(), nullptr};
    std::vector<std::string> variables = command.environment;
    std::vector<char*> environment;
    environment.reserve(variables.size() + 1);
    for (std::string& variable : variables) {
        environment.push_back(variable.data());
    }
    environment.push_back(nullptr);
    const FreshStart attributes;
    pid_t pid = -1;
    check(
        posix_spawn(
            &pid,
            shell.c_str(),
            actions.get(),
            attributes.get(),
            arguments.data(),
            environment.data()
        ),
        "cannot start a process"
    );
    return pid;
}

/// A descriptor that is readable when the child has ended. (The function in glibc 2.36's header
/// cannot be linked from C++.)
int watch_descriptor(pid_t pid) {
    constexpr unsigned kNoFlags = 0;
    return checked(
        static_cast<int>(syscall(SYS_pidfd_open, pid, kNoFlags)), "cannot watch a process"
    );
}

/// The most memory that a running process has had; 0 where the system does not say.
std::int64_t peak_kilobytes_of(pid_t pid) {
    constexpr std::string_view kPeak = "VmHWM:";
    std::ifstream file{"/proc/" + std::to_string(pid) + "/status"};
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with(kPeak)) {
            const std::size_t digits = std::min(line.find_first_of("0123456789"), line.size());
            std::int64_t kilobytes = 0;
            std::from_chars(line.data() + digits, line.data() + line.size(), kilobytes);
            return kilobytes;
        }
    }
    return 0;
}

}  // namespace

ChildProcess::ChildProcess(EventLoop& loop, const ChildCommand& command, ChildCallbacks callbacks)
    : ChildProcess{command, std::move(callbacks)} {
    const Socket input = readable(command.input);
    Pipe log = make_pipe();
    Pipe output;
    FileActions actions;
    if (!command.folder.empty()) {
        actions.change_to(command.folder);
    }
    actions.put(input, STDIN_FILENO);
    if (output_max_ > 0) {
        output = make_pipe();
        output_pipe_ = std::move(output.read_end);
        actions.put(output.write_end, STDOUT_FILENO);
    } else {
        actions.put(log.write_end, STDOUT_FILENO);
    }
    actions.put(log.write_end, STDERR_FILENO);
    actions.close_from(STDERR_FILENO + 1);
    log_pipe_ = std::move(log.read_end);
    pid_ = spawn(command, actions);
    process_ = Socket{watch_descriptor(pid_)};
    log_watch_ = loop.watch_readable(log_pipe_.get(), [this] { read_logs(); });
    if (output_max_ > 0) {
        output_watch_ = loop.watch_readable(output_pipe_.get(), [this] { read_output(); });
    }
    process_watch_ = loop.watch_readable(process_.get(), [this] { on_exit(); });
}

ChildProcess::ChildProcess(const ChildCommand& command, ChildCallbacks callbacks)
    : callbacks_{std::move(callbacks)}, output_max_{command.output_max} {}

ChildProcess::~ChildProcess() {
    kill();
    if (pid_ > 0) {
        waitpid(pid_, nullptr, 0);
    }
}

void ChildProcess::kill() {
    if (pid_ > 0) {
        ::kill(-pid_, SIGKILL);
    }
}

template <typename Use>
bool ChildProcess::read_some(int descriptor, Use use) {
    std::array<char, 65'536> bytes;  // NOLINT(*-member-init): read fills what is used
    // More than a pipe holds; who writes without end must not keep us here.
    for (int i = 0; i < kReadsPerTurn; ++i) {
        const ssize_t count = read(descriptor, bytes.data(), bytes.size());
        if (count <= 0) {
            return count < 0;
        }
        use(std::string_view{bytes.data(), static_cast<std::size_t>(count)});
    }
    return true;
}

void ChildProcess::read_logs() {
    if (!read_some(log_pipe_.get(), [this](std::string_view text) { add_to_log(text); })) {
        log_watch_.reset();
    }
}

void ChildProcess::read_output() {
    const auto keep = [this](std::string_view text) {
        output_size_ += text.size();
        output_.append(text.substr(0, output_max_ - std::min(output_max_, output_.size())));
    };
    if (!read_some(output_pipe_.get(), keep)) {
        output_watch_.reset();
    }
}

void ChildProcess::add_to_log(std::string_view text) {
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        line_.append(text.substr(0, end));
        text.remove_prefix(end + 1);
        callbacks_.log(std::exchange(line_, {}));
    }
    line_.append(text);
    if (line_.size() > kLineMax) {
        callbacks_.log(std::exchange(line_, {}));
    }
}

void ChildProcess::on_exit() {
    ::kill(-pid_, SIGKILL);  // What it left behind; its number is ours until it is reaped.
    int status = 0;
    rusage usage{};
    if (wait4(pid_, &status, WNOHANG, &usage) != pid_) {
        return;
    }
    peak_kilobytes_ = usage.ru_maxrss;
    pid_ = -1;
    process_watch_.reset();
    read_logs();
    if (output_max_ > 0) {
        read_output();
    }
    if (!line_.empty()) {
        callbacks_.log(std::exchange(line_, {}));
    }
    callbacks_.exited(status);
}

std::int64_t ChildProcess::memory_used_mb() const {
    const std::int64_t kilobytes = pid_ > 0 ? peak_kilobytes_of(pid_) : peak_kilobytes_;
    return (kilobytes + 1023) / 1024;
}

}  // namespace sosw::endpoint

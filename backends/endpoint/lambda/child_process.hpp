#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/http_connection.hpp"

namespace sosw::endpoint {

struct ChildCommand {
    std::string command{};                   ///< For `/bin/sh -c`.
    std::string folder{};                    ///< Empty: this process's.
    std::vector<std::string> environment{};  ///< `NAME=value`; nothing is inherited beside it.
    std::string input{};                     ///< What it reads from stdin.
    /// Gathers stdout, of which more than this is thrown away. Zero: stdout is written to the log,
    /// as stderr is.
    std::size_t output_max = 0;
};

struct ChildCallbacks {
    std::function<void(std::string_view line)> log;  ///< A line of the log, without its end.
    /// The process has ended, and all that it wrote before was told. As `waitpid` has it. May
    /// destroy the process.
    std::function<void(int wait_status)> exited;
};

/// A program in a process group of its own, with its output read on a loop. Nothing of ours leaks
/// into it but what is asked for: no descriptor, no signal mask, no variable.
class ChildProcess {
public:
    /// Throws `std::system_error` where the system starts no more processes.
    ChildProcess(EventLoop& loop, const ChildCommand& command, ChildCallbacks callbacks);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    /// Kills the whole group, if it still runs, and waits for the end of the child.
    ~ChildProcess();

    /// Kills the whole group at once. `exited` is called when it is done.
    void kill();
    /// Tells what was written by now and not yet read.
    void read_logs();
    /// What came on stdout, and how much it was.
    const std::string& output() const { return output_; }
    std::size_t output_size() const { return output_size_; }
    /// The most memory that the child has had; while it runs, without its own children.
    std::int64_t memory_used_mb() const;

private:
    /// Makes the destructor responsible before anything is started.
    ChildProcess(const ChildCommand& command, ChildCallbacks callbacks);
    /// Reads what is there. False at the end of the stream.
    template <typename Use>
    static bool read_some(int descriptor, Use use);
    void read_output();
    void add_to_log(std::string_view text);
    void on_exit();

    ChildCallbacks callbacks_;
    std::size_t output_max_;
    pid_t pid_ = -1;  ///< -1: reaped.
    Socket process_{};
    Socket log_pipe_{};
    Socket output_pipe_{};
    std::string line_{};
    std::string output_{};
    std::size_t output_size_ = 0;
    std::int64_t peak_kilobytes_ = 0;  ///< When it has ended.
    Watch log_watch_{};                ///< Watches end before their descriptors.
    Watch output_watch_{};
    Watch process_watch_{};
};

}  // namespace sosw::endpoint

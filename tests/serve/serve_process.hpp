#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

#include "tests/support/http_client.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::test {

/// `sosw serve` as a process of its own, on a port that is free.
class ServeProcess {
public:
    /// Returns when it is ready, or has ended without ever being it.
    explicit ServeProcess(const std::vector<std::string>& arguments = {});
    ServeProcess(const ServeProcess&) = delete;
    ServeProcess& operator=(const ServeProcess&) = delete;
    /// Kills it, where it still runs.
    ~ServeProcess();

    bool is_ready() const { return port_ != 0; }
    std::uint16_t port() const { return port_; }
    /// What it said when it was ready.
    const std::string& ready_line() const { return ready_line_; }
    /// All of its standard error so far.
    std::string errors() const;
    HttpClient client() const { return HttpClient{port_}; }

    /// Sends a signal and waits for the end: its exit code, or -1 where the signal ended it.
    int end_by(int signal);
    /// Waits for an end that comes by itself.
    int wait();

    /// From /proc: what it has in memory. In kilobytes.
    std::int64_t resident_kb() const;

private:
    void read_ready_line(int pipe);

    TemporaryFolder folder_;
    pid_t child_ = -1;
    std::uint16_t port_ = 0;
    std::string ready_line_{};
};

}  // namespace sosw::test

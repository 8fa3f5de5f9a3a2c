#pragma once

#include <functional>
#include <optional>
#include <string>

#include <sys/types.h>

namespace sosw::sim {

/// Work done in a forked copy of this process, so that its death is an answer too.
///
/// The child's standard output goes nowhere, its standard error is kept for the last words. The
/// child may use ten minutes of processor time, so that an endless loop ends.
class ChildProcess {
public:
    /// Sends one line to the parent. The text must have no line break.
    using Tell = std::function<void(const std::string& line)>;

    /// `work` runs in the child; what it throws, and what it does not catch, is the child's end.
    /// Throws `std::system_error` where there can be no process.
    explicit ChildProcess(const std::function<void(const Tell& tell)>& work);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    /// Ends the child, if it is still there.
    ~ChildProcess();

    /// Becomes readable when a line, or the end, has come.
    int descriptor() const { return lines_; }
    /// What the child told since the last time; nothing any more after its end. Waits for the first
    /// byte.
    std::optional<std::string> read();
    /// After the end: how it died, with its last words; empty where it ended in order.
    std::string death();

private:
    pid_t pid_ = -1;
    int lines_ = -1;
    int words_ = -1;  ///< The child's standard error, a file without a name.
};

}  // namespace sosw::sim

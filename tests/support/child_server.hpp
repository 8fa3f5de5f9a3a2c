#pragma once

#include <string>
#include <vector>

namespace sosw::test {

/// A server in a process of its own, started by a test and ended with this object.
///
/// The program says one line on its standard output when it listens, such as its port, and ends
/// when its standard input does, so that it never outlives the test.
class ChildServer {
public:
    /// Runs `arguments`, the first of which is looked for in PATH, and waits for the line.
    explicit ChildServer(const std::vector<std::string>& arguments);
    ChildServer(const ChildServer&) = delete;
    ChildServer& operator=(const ChildServer&) = delete;
    ~ChildServer();

    /// Empty where the program ended without a line, or there is none.
    const std::string& first_line() const { return first_line_; }

private:
    int process_ = 0;
    int input_ = -1;
    int output_ = -1;
    std::string first_line_;
};

}  // namespace sosw::test

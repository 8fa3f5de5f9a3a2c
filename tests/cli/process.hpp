#pragma once

#include <string>
#include <vector>

/// Programs run as a user runs them.

namespace sosw::cli {

struct Finished {
    int exit_code = -1;  ///< -1 where a signal ended it.
    std::string out{};   ///< Standard output.
    std::string err{};   ///< Standard error.
};

/// Runs `sosw` with `arguments` in the project's folder and waits for its end. Neither stream is a
/// terminal.
Finished run_sosw(const std::vector<std::string>& arguments);

/// The same, and sends `signal` to it as soon as the file `ready` exists.
Finished interrupt_sosw(
    const std::vector<std::string>& arguments, const std::string& ready, int signal
);

/// A folder for the files of one test, removed at its end.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    /// The path of a file in it, which need not exist.
    std::string path(const std::string& name) const { return path_ + "/" + name; }
    /// Writes a file and gives its path.
    std::string write(const std::string& name, const std::string& text) const;

private:
    std::string path_;
};

std::string read_file(const std::string& path);

}  // namespace sosw::cli

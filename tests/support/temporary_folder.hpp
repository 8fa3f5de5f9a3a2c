#pragma once

#include <string>

namespace sosw::test {

/// A folder for the files of one test, removed at its end. No two tests share one, whichever
/// process they run in.
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

/// The bytes of a file; empty where it cannot be read.
std::string read_file(const std::string& path);

}  // namespace sosw::test

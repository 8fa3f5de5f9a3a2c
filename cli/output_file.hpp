#pragma once

#include <fstream>
#include <string>
#include <string_view>

/// Files that the program writes besides records: whole or not at all.

namespace sosw::cli {

/// A file that takes its name when it is complete: it is written under another one beside it and
/// renamed by `commit`, which replaces what was there. Without `commit` nothing is left of it.
/// Throws `std::runtime_error` where the disk does not let it.
class OutputFile {
public:
    explicit OutputFile(std::string path);
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;
    ~OutputFile();

    std::ostream& stream() { return stream_; }
    void commit();

private:
    std::string path_;
    std::string draft_;
    std::ofstream stream_;
    bool committed_ = false;
};

/// The whole of a file at once.
void write_file(const std::string& path, std::string_view text);

/// Why no file can be written to `path`, empty where one can; `option` is how the user named it.
std::string problem_of_output(std::string_view option, const std::string& path);
/// The same for a folder, which may be there or be made inside one that is.
std::string problem_of_folder(std::string_view option, const std::string& path);

/// Makes a folder where there is none. Throws `std::filesystem::filesystem_error`.
void make_folder(const std::string& path);

}  // namespace sosw::cli

#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

/// Several files that belong together: all of them, or none.

namespace sosw::cli {

enum class Existing { Keep, Replace };

/// Files that take their places when all are complete. They are written into a folder beside the
/// wanted one, which `commit` renames; where the wanted folder is there already, the files move
/// into it, and what is in their way moves back if one of them cannot. Without `commit` nothing is
/// left. Throws `std::runtime_error` where the disk does not let it.
class OutputFolder {
public:
    explicit OutputFolder(std::string path);
    OutputFolder(const OutputFolder&) = delete;
    OutputFolder& operator=(const OutputFolder&) = delete;
    ~OutputFolder();

    /// Where the files are until they are committed.
    const std::string& draft() const { return draft_; }

    /// Writes the file `name`, which may be in a folder of its own, by `write(stream)`.
    template <typename Write>
    void write(const std::string& name, const Write& write) {
        std::ofstream stream = open(name);
        write(stream);
        close(stream, name);
    }
    void commit();

private:
    std::ofstream open(const std::string& name);
    void close(std::ofstream& stream, const std::string& name) const;
    void move_into_place();

    std::string path_;
    std::string draft_;
    std::vector<std::string> names_;
};

/// What is in the way of files of these names in `folder`, a line for each problem; `option` is how
/// the user named the folder.
std::vector<std::string> problems_of_output_folder(
    std::string_view option,
    const std::string& folder,
    const std::vector<std::string>& names,
    Existing existing
);

}  // namespace sosw::cli

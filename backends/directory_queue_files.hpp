#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/essentials/scheduler/stored_queue_files.hpp"

namespace sosw {

/// Queue files in a local directory, for processes of one machine.
///
/// A text is written beside its place, synced, and moved there, so that a crash leaves the old one
/// or the new one, also of the whole machine. `.lock` in the directory is held while a text is
/// looked at and written; the system gives it up for a process that dies.
///
/// Errors of the file system are `Unavailable`, or `OutcomeUnknown` where the text may be in its
/// place.
class DirectoryQueueFiles final : public StoredQueueFiles {
public:
    /// The directory is made when something is first written to it.
    explicit DirectoryQueueFiles(std::filesystem::path directory);

private:
    // The version of a text is the text.
    Result<StoredText> read(const std::string& name) override;
    Result<std::string> write(
        const std::string& name, const std::string& text, const std::optional<std::string>& over
    ) override;
    Result<void> make_empty(const std::string& name) override;

    Result<void> replace(const std::string& name, const std::string& text);

    std::filesystem::path directory_;
};

}  // namespace sosw

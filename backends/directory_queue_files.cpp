#include "backends/directory_queue_files.hpp"

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace sosw {

namespace {

namespace fs = std::filesystem;

/// By the `errno` of the call that has just failed.
Failure failed(ErrorCode code, const fs::path& path) {
    const std::error_code reason{errno, std::generic_category()};
    return fail(code, "FileError", path.string() + ": " + reason.message());
}

/// An open file of the system's.
class File {
public:
    File(const fs::path& path, int flags)
        : descriptor_{::open(path.c_str(), flags | O_CLOEXEC, 0666)} {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (is_open()) {
            ::close(descriptor_);
        }
    }

    bool is_open() const { return descriptor_ >= 0; }

    bool write_all(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t count = ::write(descriptor_, text.data(), text.size());
            if (count < 0 && errno != EINTR) {
                return false;
            }
            text.remove_prefix(count > 0 ? static_cast<std::size_t>(count) : 0);
        }
        return true;
    }

    std::optional<std::string> read_all() const {
        std::string text;
        std::array<char, 65536> part{};
        while (true) {
            const ssize_t count = ::read(descriptor_, part.data(), part.size());
            if (count == 0) {
                return text;
            }
            if (count < 0 && errno != EINTR) {
                return std::nullopt;
            }
            text.append(part.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
        }
    }

    bool sync() const { return ::fsync(descriptor_) == 0; }

    /// Waits until no other process has it; until this object ends.
    bool lock() const {
        int code = 0;
        do {
            code = ::flock(descriptor_, LOCK_EX);
        } while (code != 0 && errno == EINTR);
        return code == 0;
    }

private:
    int descriptor_;
};

}  // namespace

DirectoryQueueFiles::DirectoryQueueFiles(fs::path directory) : directory_{std::move(directory)} {}

Result<StoredQueueFiles::StoredText> DirectoryQueueFiles::read(const std::string& name) {
    const fs::path path = directory_ / name;
    const File file{path, O_RDONLY};
    if (!file.is_open()) {
        return failed(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Unavailable, path);
    }
    std::optional<std::string> text = file.read_all();
    if (!text) {
        return failed(ErrorCode::Unavailable, path);
    }
    return StoredText{.text = *text, .version = *text};
}

Result<std::string> DirectoryQueueFiles::write(
    const std::string& name, const std::string& text, const std::optional<std::string>& over
) {
    std::error_code error;
    fs::create_directories(directory_, error);
    const fs::path path = directory_ / ".lock";
    const File lock{path, O_RDWR | O_CREAT};
    if (!lock.is_open() || !lock.lock()) {
        return failed(ErrorCode::Unavailable, path);
    }
    const Result<StoredText> there = read(name);
    if (!there && there.error().code != ErrorCode::NotFound) {
        return fail(there.error());
    }
    if (there ? there->version != over : over.has_value()) {
        return fail(
            ErrorCode::ConditionFailed,
            "PreconditionFailed",
            "`" + (directory_ / name).string() + "` is not as it was"
        );
    }
    TRY(replace(name, text));
    return text;
}

Result<void> DirectoryQueueFiles::make_empty(const std::string& name) {
    const fs::path path = directory_ / ".lock";
    const File lock{path, O_RDWR | O_CREAT};
    if (!lock.is_open() || !lock.lock()) {
        return failed(ErrorCode::Unavailable, path);
    }
    return replace(name, "");
}

/// Under the lock, so that one name beside the place is enough.
Result<void> DirectoryQueueFiles::replace(const std::string& name, const std::string& text) {
    const fs::path place = directory_ / name;
    const fs::path beside = directory_ / ("." + name + ".new");
    {
        const File file{beside, O_WRONLY | O_CREAT | O_TRUNC};
        if (!file.is_open() || !file.write_all(text) || !file.sync()) {
            return failed(ErrorCode::Unavailable, beside);
        }
    }
    if (::rename(beside.c_str(), place.c_str()) != 0) {
        return failed(ErrorCode::Unavailable, place);
    }
    const File folder{directory_, O_RDONLY | O_DIRECTORY};
    if (!folder.is_open() || !folder.sync()) {
        return failed(ErrorCode::OutcomeUnknown, directory_);
    }
    return {};
}

}  // namespace sosw

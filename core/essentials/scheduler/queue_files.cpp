#include "core/essentials/scheduler/queue_files.hpp"

namespace sosw {

namespace {

Failure no_such_file(const std::string& name) {
    return fail(ErrorCode::NotFound, "NoSuchKey", "there is no queue file `" + name + "`");
}

}  // namespace

Result<void> MemoryQueueFiles::create(
    const std::string& name, const std::vector<std::string>& rows, const QueueFileLock& lock
) {
    const bool is_new =
        !removed_.contains(name) &&
        files_.try_emplace(name, Stored{{.rows = rows}, lock.owner, lock.until}).second;
    if (!is_new) {
        return fail(
            ErrorCode::ConditionFailed,
            "PreconditionFailed",
            "there is a queue file `" + name + "` already"
        );
    }
    return {};
}

Result<QueueFile> MemoryQueueFiles::take(const std::string& name, const QueueFileLock& lock) {
    if (removed_.contains(name)) {
        return QueueFile{};
    }
    const auto found = files_.find(name);
    if (found == files_.end()) {
        return no_such_file(name);
    }
    Stored& stored = found->second;
    if (stored.locked_until > lock.now && stored.owner != lock.owner) {
        return fail(
            ErrorCode::ConditionFailed,
            "PreconditionFailed",
            "the queue file `" + name + "` is locked until " + format_timestamp(stored.locked_until)
        );
    }
    stored.owner = lock.owner;
    stored.locked_until = lock.until;
    return stored.file;
}

Result<void> MemoryQueueFiles::set_rows_done(const std::string& name, std::int64_t rows_done) {
    const auto found = files_.find(name);
    if (found == files_.end()) {
        return no_such_file(name);
    }
    found->second.file.rows_done = rows_done;
    return {};
}

Result<void> MemoryQueueFiles::unlock(const std::string& name) {
    const auto found = files_.find(name);
    if (found == files_.end()) {
        return no_such_file(name);
    }
    found->second.locked_until = {};
    return {};
}

Result<void> MemoryQueueFiles::remove(const std::string& name) {
    if (files_.erase(name) > 0) {
        removed_.insert(name);
    }
    return {};
}

std::vector<std::string> MemoryQueueFiles::names() const {
    std::vector<std::string> names;
    names.reserve(files_.size());
    for (const auto& [name, stored] : files_) {
        names.push_back(name);
    }
    return names;
}

}  // namespace sosw

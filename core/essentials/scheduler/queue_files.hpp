#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// Where the Scheduler keeps the tasks of a job until they stand in the table.
///
/// All rows of a job are written before its first task is created, so that a job is either not
/// begun or known whole. Whoever works on a file holds its lock for a time; a lock that has run out
/// was left behind by a crash, and the next one may take the file over.

namespace sosw {

/// A file as it was found.
struct QueueFile {
    std::vector<std::string> rows{};  ///< One task each, as JSON.
    std::int64_t rows_done = 0;       ///< So many are known to be in the table.
};

/// Whose a file is, and until when. The same owner may take it again: an earlier try is over.
struct QueueFileLock {
    std::string owner{};
    Timestamp now{};
    Timestamp until{};
};

class QueueFiles {
public:
    QueueFiles() = default;
    QueueFiles(const QueueFiles&) = delete;
    QueueFiles& operator=(const QueueFiles&) = delete;
    virtual ~QueueFiles() = default;

    /// Writes a new file and locks it. Errors: `ConditionFailed` where there is or was one of this
    /// name.
    virtual Result<void> create(
        const std::string& name, const std::vector<std::string>& rows, const QueueFileLock& lock
    ) = 0;
    /// Locks a file and reads it; of one that was removed there is an empty one. Errors:
    /// `NotFound`; `ConditionFailed` where someone else holds its lock.
    virtual Result<QueueFile> take(const std::string& name, const QueueFileLock& lock) = 0;
    /// Notes that the first `rows_done` rows are in the table. Errors: `NotFound`;
    /// `ConditionFailed` where another process has taken the file meanwhile.
    virtual Result<void> set_rows_done(const std::string& name, std::int64_t rows_done) = 0;
    /// Gives up the lock, so that a sibling may go on. Errors: as `set_rows_done`.
    virtual Result<void> unlock(const std::string& name) = 0;
    /// Ends a file whose rows are all in the table. Its name stays taken, so that the event that it
    /// came from does nothing when it comes once more. One that is not there is no error.
    virtual Result<void> remove(const std::string& name) = 0;
};

/// Files that live as long as this object: for one process, and for a database that is written as
/// a whole or not at all.
class MemoryQueueFiles final : public QueueFiles {
public:
    Result<void> create(
        const std::string& name, const std::vector<std::string>& rows, const QueueFileLock& lock
    ) override;
    Result<QueueFile> take(const std::string& name, const QueueFileLock& lock) override;
    Result<void> set_rows_done(const std::string& name, std::int64_t rows_done) override;
    Result<void> unlock(const std::string& name) override;
    Result<void> remove(const std::string& name) override;

    /// Of the files that are not removed.
    std::vector<std::string> names() const;

private:
    struct Stored {
        QueueFile file;
        std::string owner{};
        Timestamp locked_until{};
    };
    std::map<std::string, Stored> files_;
    std::set<std::string> removed_;
};

}  // namespace sosw

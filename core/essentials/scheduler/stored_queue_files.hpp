#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/essentials/scheduler/queue_files.hpp"

namespace sosw {

/// Queue files in a place that outlives the process and that others use as well.
///
/// A file is two texts. `NAME` holds the rows, one per line: it is written once, as a whole and
/// only where there is none. `NAME.state` holds the lock and the progress, is small, and is written
/// only over the version that its writer has read, so that of two processes one is told that it
/// came second. Each version differs from all before, by a number that counts them.
///
/// A file that is done leaves an empty `NAME` behind and a state that says so: for the same request
/// once more, or a sibling's event that comes twice. Whoever owns the place may delete both when no
/// such event can come any more; Lambda tries an event again for six hours at most.
class StoredQueueFiles : public QueueFiles {
public:
    Result<void> create(
        const std::string& name, const std::vector<std::string>& rows, const QueueFileLock& lock
    ) final;
    Result<QueueFile> take(const std::string& name, const QueueFileLock& lock) final;
    Result<void> set_rows_done(const std::string& name, std::int64_t rows_done) final;
    Result<void> unlock(const std::string& name) final;
    Result<void> remove(const std::string& name) final;

protected:
    struct StoredText {
        std::string text{};
        std::string version{};  ///< Of this text alone.
    };

private:
    struct State {
        std::string owner{};
        Timestamp locked_until{};
        std::int64_t rows_done = 0;
        bool finished = false;
        std::int64_t writes = 0;
    };
    /// What this process last saw or wrote; without a version there was nothing.
    struct Seen {
        State state{};
        std::optional<std::string> version{};
    };

    /// Errors: `NotFound` for the text alone; a place that is not there is `InvalidRequest`.
    virtual Result<StoredText> read(const std::string& name) = 0;
    /// Writes a text over that version, or where there is none; looks and writes in one step. The
    /// answer is the new version. Errors: `ConditionFailed` where something else is there.
    virtual Result<std::string> write(
        const std::string& name, const std::string& text, const std::optional<std::string>& over
    ) = 0;
    /// Makes a text empty, whatever it was.
    virtual Result<void> make_empty(const std::string& name) = 0;

    Result<Seen> read_state(const std::string& name);
    /// What this process knows of a file that it works on, or else what the place says.
    Result<Seen> seen(const std::string& name);
    Result<void> write_state(const std::string& name, const Seen& over, State state);

    /// `write`; where its outcome is unknown, it is looked at and tried again.
    Result<std::string> write_surely(
        const std::string& name, const std::string& text, const std::optional<std::string>& over
    );

    static Result<State> parse_state(const std::string& name, const std::string& text);
    static std::string text_of(const State& state);

    std::map<std::string, Seen> seen_;  ///< Of the files that this process works on.
};

}  // namespace sosw

#include "core/essentials/scheduler/stored_queue_files.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/base/ensure.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw {

namespace {

constexpr std::string_view kStateEnding = ".state";
/// With a margin for endings: file systems take 255 bytes.
constexpr std::size_t kNameMax = 200;

std::string state_of(const std::string& name) { return std::string{name}.append(kStateEnding); }

Failure no_such_file(const std::string& name) {
    return fail(ErrorCode::NotFound, "NoSuchKey", "there is no queue file `" + name + "`");
}

Failure taken_over(const std::string& name) {
    return fail(
        ErrorCode::ConditionFailed,
        "PreconditionFailed",
        "another process has taken the queue file `" + name + "`"
    );
}

bool is_missing(const Error& error) { return error.code == ErrorCode::NotFound; }

/// Names come from events: one must not lead out of the place, nor to what is no file of rows.
Result<void> check_name(const std::string& name) {
    const bool has_odd_letters = std::ranges::any_of(name, [](unsigned char letter) {
        return letter < ' ' || letter == '/' || letter == '\\' || letter == 0x7F;
    });
    if (name.empty() || name.size() > kNameMax || has_odd_letters || name.starts_with('.') ||
        name.ends_with(kStateEnding)) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidQueueFile",
            "no name of a queue file: `" + name +
                "`; expected such as `tasks_queue_1.txt`, without folders"
        );
    }
    return {};
}

std::string lines_of(const std::vector<std::string>& rows) {
    std::size_t size = 0;
    for (const std::string& row : rows) {
        ENSURE(row.find('\n') == std::string::npos);
        size += row.size() + 1;
    }
    std::string text;
    text.reserve(size);
    for (const std::string& row : rows) {
        text.append(row).push_back('\n');
    }
    return text;
}

std::vector<std::string> rows_of(std::string_view text) {
    std::vector<std::string> rows;
    rows.reserve(static_cast<std::size_t>(std::ranges::count(text, '\n')));
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        rows.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return rows;
}

std::optional<std::int64_t> integer_in(const Map& object, std::string_view name) {
    const AttributeValue* value = object.find(name);
    return value != nullptr ? value->as_int64() : std::nullopt;
}

}  // namespace

Result<void> StoredQueueFiles::create(
    const std::string& name, const std::vector<std::string>& rows, const QueueFileLock& lock
) {
    TRY(check_name(name));
    // The rows first: a state without rows would be a job that is lost.
    TRY(write(name, lines_of(rows), std::nullopt));
    return write_state(name, {}, {.owner = lock.owner, .locked_until = lock.until});
}

Result<QueueFile> StoredQueueFiles::take(const std::string& name, const QueueFileLock& lock) {
    TRY(check_name(name));
    // Without a state whoever created the file stopped half way, or is about to be told that it
    // came second.
    const Seen found = TRY(read_state(name));
    if (found.state.finished) {
        return QueueFile{};
    }
    if (found.state.locked_until > lock.now && found.state.owner != lock.owner) {
        return fail(
            ErrorCode::ConditionFailed,
            "PreconditionFailed",
            "the queue file `" + name + "` is locked until " +
                format_timestamp(found.state.locked_until)
        );
    }
    const Result<StoredText> text = read(name);
    if (!text) {
        return is_missing(text.error()) ? no_such_file(name) : fail(text.error());
    }
    QueueFile file{.rows = rows_of(text->text), .rows_done = found.state.rows_done};
    if (file.rows_done > std::ssize(file.rows)) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidQueueFile",
            "more rows of the queue file `" + name + "` are done than it has"
        );
    }
    State state = found.state;
    state.owner = lock.owner;
    state.locked_until = lock.until;
    TRY(write_state(name, found, std::move(state)));
    return file;
}

Result<void> StoredQueueFiles::set_rows_done(const std::string& name, std::int64_t rows_done) {
    const Seen known = TRY(seen(name));
    if (known.state.finished) {
        return no_such_file(name);
    }
    State state = known.state;
    state.rows_done = rows_done;
    return write_state(name, known, std::move(state));
}

Result<void> StoredQueueFiles::unlock(const std::string& name) {
    const Seen known = TRY(seen(name));
    if (known.state.finished) {
        return no_such_file(name);
    }
    State state = known.state;
    state.locked_until = {};
    TRY(write_state(name, known, std::move(state)));
    seen_.erase(name);
    return {};
}

Result<void> StoredQueueFiles::remove(const std::string& name) {
    TRY(check_name(name));
    const Result<Seen> known = seen(name);
    if (!known) {
        return is_missing(known.error()) ? Result<void>{} : fail(known.error());
    }
    if (!known->state.finished) {
        State state = known->state;
        state.finished = true;
        TRY(write_state(name, *known, std::move(state)));
    }
    seen_.erase(name);
    return make_empty(name);
}

Result<StoredQueueFiles::Seen> StoredQueueFiles::read_state(const std::string& name) {
    Result<StoredText> text = read(state_of(name));
    if (!text) {
        return is_missing(text.error()) ? Result<Seen>{Seen{}} : fail(text.error());
    }
    State state = TRY(parse_state(name, text->text));
    return Seen{.state = std::move(state), .version = std::move(text->version)};
}

Result<StoredQueueFiles::Seen> StoredQueueFiles::seen(const std::string& name) {
    TRY(check_name(name));
    if (const auto known = seen_.find(name); known != seen_.end()) {
        return known->second;
    }
    Seen found = TRY(read_state(name));
    if (!found.version) {
        const Result<StoredText> rows = read(name);
        if (!rows) {
            return is_missing(rows.error()) ? no_such_file(name) : fail(rows.error());
        }
    }
    return found;
}

Result<void> StoredQueueFiles::write_state(const std::string& name, const Seen& over, State state) {
    state.writes = over.state.writes + 1;
    const std::string text = text_of(state);
    Result<std::string> version = write_surely(state_of(name), text, over.version);
    if (!version) {
        seen_.erase(name);
        const ErrorCode code = version.error().code;
        const bool came_second = code == ErrorCode::ConditionFailed || code == ErrorCode::NotFound;
        return came_second ? taken_over(name) : fail(version.error());
    }
    seen_.insert_or_assign(name, Seen{.state = std::move(state), .version = *std::move(version)});
    return {};
}

Result<std::string> StoredQueueFiles::write_surely(
    const std::string& name, const std::string& text, const std::optional<std::string>& over
) {
    constexpr int kTriesMax = 3;
    bool unsure = false;
    for (int tries = 1;; ++tries) {
        Result<std::string> version = write(name, text, over);
        const bool outcome_unknown = !version && version.error().code == ErrorCode::OutcomeUnknown;
        unsure = unsure || outcome_unknown;
        if (version || !unsure) {
            return version;
        }
        // No other write has this text. One that is late still wants the same version before it, so
        // that trying again does no harm.
        if (Result<StoredText> there = read(name); there && there->text == text) {
            return std::move(there->version);
        }
        if (!outcome_unknown || tries == kTriesMax) {
            return version;
        }
    }
}

std::string StoredQueueFiles::text_of(const State& state) {
    return to_json(Map{
        {"owner", state.owner},
        {"locked_until_us", AttributeValue::number(epoch_microseconds(state.locked_until))},
        {"rows_done", AttributeValue::number(state.rows_done)},
        {"finished", AttributeValue::boolean(state.finished)},
        {"writes", AttributeValue::number(state.writes)}});
}

Result<StoredQueueFiles::State> StoredQueueFiles::parse_state(
    const std::string& name, const std::string& text
) {
    const Result<AttributeValue> value = parse_json(text);
    const Map* object = value ? value->get_if<Map>() : nullptr;
    const AttributeValue* owner = object != nullptr ? object->find("owner") : nullptr;
    const auto owner_text = owner != nullptr ? owner->as_string() : std::nullopt;
    const auto until = object != nullptr ? integer_in(*object, "locked_until_us") : std::nullopt;
    const auto rows_done = object != nullptr ? integer_in(*object, "rows_done") : std::nullopt;
    const auto writes = object != nullptr ? integer_in(*object, "writes") : std::nullopt;
    if (!owner_text || !until || !rows_done || *rows_done < 0 || !writes) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidQueueFile",
            "`" + state_of(name) + "` is no state of a queue file"
        );
    }
    const AttributeValue* finished = object->find("finished");
    return State{
        .owner = std::string{*owner_text},
        .locked_until = from_epoch_microseconds(*until),
        .rows_done = *rows_done,
        .finished = finished != nullptr && *finished == AttributeValue::boolean(true),
        .writes = *writes};
}

}  // namespace sosw

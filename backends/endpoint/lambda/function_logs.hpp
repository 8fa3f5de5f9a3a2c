#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace sosw::endpoint {

/// What functions write to their logs, kept a while: of an invocation the last 4 KB, for callers
/// that ask for them, and of a function the last 64 KB, for people.
class FunctionLogs {
public:
    /// Is told every line, without its end.
    using Sink = std::function<void(std::string_view function_name, std::string_view line)>;

    explicit FunctionLogs(Sink sink = {}) : sink_{std::move(sink)} {}

    /// The lines that follow with this id are its tail.
    void begin(const std::string& request_id);
    /// The tail is complete. It is forgotten when some dozens of others have ended after it.
    void end(const std::string& request_id);
    /// One line, without its end. `request_id` may be empty: it belongs to no invocation.
    void write(
        const std::string& function_name, const std::string& request_id, std::string_view line
    );

    /// The last 4 KB; empty for unknown ids.
    std::string tail(const std::string& request_id) const;
    /// The last lines of a function, all invocations together.
    std::string recent(const std::string& function_name) const;

private:
    Sink sink_;
    std::map<std::string, std::string> tails_;
    std::map<std::string, std::string> recent_;
    std::deque<std::string> ended_;
};

}  // namespace sosw::endpoint

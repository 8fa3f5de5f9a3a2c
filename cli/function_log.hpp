#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/ports/clock.hpp"

namespace sosw::wire {
class JsonWriter;
}  // namespace sosw::wire

namespace sosw::cli {

/// The log of a function: one JSON object on one line of standard output, with the members
/// `timestamp`, `level`, `requestId`, `message`, as Lambda's own JSON logs have them, and whatever
/// else belongs to the message.
class FunctionLog {
public:
    using Members = std::function<void(wire::JsonWriter& json)>;

    /// `clock` must outlive this object.
    explicit FunctionLog(const Clock& clock) : clock_{clock} {}

    /// What follows is about this request; `trace_id` may be empty.
    void begin_request(std::string request_id, std::string trace_id);

    void info(std::string_view message, const Members& members = {}) const;
    void warn(std::string_view message, const Members& members = {}) const;
    void error(std::string_view message, const Members& members = {}) const;

private:
    void write(std::string_view level, std::string_view message, const Members& members) const;

    const Clock& clock_;
    std::string request_id_{};
    std::string trace_id_{};
};

}  // namespace sosw::cli

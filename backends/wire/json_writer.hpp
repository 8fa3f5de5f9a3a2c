#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// JSON text written from front to back, without a tree: the wire's answers are made some ten
/// thousand times a second.

namespace sosw::wire {

/// Appends to a text that it borrows. Commas are its matter; that what is written is one value is
/// the caller's: a key before each member, `end_…` for each `begin_…`.
class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_{out} {}

    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }

    /// The value follows. Requires that an object is open.
    void key(std::string_view name);

    /// Bytes that are no UTF-8 are written as U+FFFD.
    void string(std::string_view text);
    void integer(std::int64_t value);
    /// The shortest text that reads back as the same double. Requires a finite value.
    void number(double value);
    void boolean(bool value);
    void null();
    /// A value that is JSON text already.
    void raw(std::string_view json);
    /// Where the caller appends the text of the next value himself.
    std::string& value_text();

    void member(std::string_view name, std::string_view text) {
        key(name);
        string(text);
    }

private:
    void separate();
    void open(char bracket);
    void close(char bracket);

    std::string& out_;
    bool needs_comma_ = false;
};

/// `text` as a JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace sosw::wire

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sosw::wire {

/// `text` as XML content; characters that XML 1.0 cannot hold are written as U+FFFD.
void append_xml_text(std::string& out, std::string_view text);

/// XML written from front to back, without a tree. Appends to a text that it borrows; that each
/// element is closed is the caller's matter.
class XmlWriter {
public:
    explicit XmlWriter(std::string& out) : out_{out} {}

    /// `<?xml version="1.0" encoding="UTF-8"?>` and a line's end.
    void declaration();
    void open(std::string_view name);
    void open(std::string_view name, std::string_view xmlns);
    void close(std::string_view name);
    void element(std::string_view name, std::string_view text);
    void element(std::string_view name, const char* text) { element(name, std::string_view{text}); }
    void element(std::string_view name, bool value) { element(name, value ? "true" : "false"); }
    void element(std::string_view name, std::int64_t value) {
        element(name, std::to_string(value));
    }
    void text(std::string_view text) { append_xml_text(out_, text); }

private:
    std::string& out_;
};

}  // namespace sosw::wire

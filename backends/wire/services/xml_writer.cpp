#include "backends/wire/services/xml_writer.hpp"

namespace sosw::wire {
namespace {

std::string_view escape_of(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '"':
            return "&quot;";
        case '\r':
            return "&#xD;";
        default:
            return {};
    }
}

bool is_forbidden(char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

}  // namespace

void append_xml_text(std::string& out, std::string_view text) {
    for (const char c : text) {
        const std::string_view escape = is_forbidden(c) ? "\xEF\xBF\xBD" : escape_of(c);
        if (escape.empty()) {
            out += c;
        } else {
            out += escape;
        }
    }
}

void XmlWriter::declaration() { out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"; }

void XmlWriter::open(std::string_view name) { out_.append("<").append(name).append(">"); }

void XmlWriter::open(std::string_view name, std::string_view xmlns) {
    out_.append("<").append(name).append(" xmlns=\"").append(xmlns).append("\">");
}

void XmlWriter::close(std::string_view name) { out_.append("</").append(name).append(">"); }

void XmlWriter::element(std::string_view name, std::string_view text) {
    open(name);
    append_xml_text(out_, text);
    close(name);
}

}  // namespace sosw::wire

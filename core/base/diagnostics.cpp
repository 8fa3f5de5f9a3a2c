#include "core/base/diagnostics.hpp"

namespace sosw {

std::string to_string(const Diagnostic& diagnostic) {
    std::string text = diagnostic.file;
    if (diagnostic.line) {
        text += ":" + std::to_string(*diagnostic.line);
        if (diagnostic.column) {
            text += ":" + std::to_string(*diagnostic.column);
        }
    }
    if (!diagnostic.pointer.empty()) {
        text.append(text.empty() ? "" : ": ").append(diagnostic.pointer);
    }
    text.append(text.empty() ? "" : ": ").append(diagnostic.message);
    return text;
}

}  // namespace sosw

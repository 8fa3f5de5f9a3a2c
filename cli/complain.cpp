#include "cli/complain.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace sosw::cli {

void complain(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics) {
        fmt::print(stderr, "{}\n", to_string(diagnostic));
    }
}

void complain(std::string_view message) { fmt::print(stderr, "sosw: {}\n", message); }

}  // namespace sosw::cli

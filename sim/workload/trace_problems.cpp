#include "sim/workload/trace_problems.hpp"

#include <utility>

#include <fmt/format.h>

namespace sosw::sim {

void TraceProblems::add(Diagnostic diagnostic) {
    if (count_++ < kListedMax) {
        listed_.push_back(std::move(diagnostic));
    }
}

void TraceProblems::add(
    const std::string& file, std::size_t line, std::size_t column, std::string message
) {
    add({.file = file, .line = line, .column = column, .message = std::move(message)});
}

void TraceProblems::add(const std::string& file, std::string message) {
    add({.file = file, .message = std::move(message)});
}

Diagnostics TraceProblems::take() {
    if (count_ > listed_.size()) {
        listed_.push_back(
            {.file = listed_.back().file,
             .message = fmt::format("{} more such problems follow", count_ - listed_.size())}
        );
    }
    count_ = 0;
    return std::exchange(listed_, {});
}

}  // namespace sosw::sim

#pragma once

#include <cstddef>
#include <string>

#include "core/base/diagnostics.hpp"

namespace sosw::sim {

/// What is wrong with a trace: the first problems in full, the rest by their number, so that a
/// file of the wrong kind does not fill the screen.
class TraceProblems {
public:
    static constexpr std::size_t kListedMax = 20;

    void add(const std::string& file, std::size_t line, std::size_t column, std::string message);
    /// About the file as a whole.
    void add(const std::string& file, std::string message);

    bool empty() const { return count_ == 0; }
    std::size_t count() const { return count_; }
    /// The listed ones, and a last one that counts the others.
    Diagnostics take();

private:
    void add(Diagnostic diagnostic);

    Diagnostics listed_;
    std::size_t count_ = 0;
};

}  // namespace sosw::sim

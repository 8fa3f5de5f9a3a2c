#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/golden/compare.hpp"
#include "tests/golden/differences.hpp"
#include "tests/golden/golden_world.hpp"

/// Runs golden files and judges them.
///
/// Up to its first difference a trace must match what was recorded. That difference must be listed,
/// and what comes after it is judged by the approved trace of our own (`approved/<file>`), where
/// there is one. Vectors are judged one by one. A listed difference that no longer differs is a
/// failure.

namespace sosw::golden {

struct FileResult {
    enum class Verdict { Passed, Failed };
    Verdict verdict = Verdict::Passed;
    std::vector<std::string> notes{};  ///< First differing step and pointer, listed differences.
    int compared = 0;                  ///< Steps or vectors that were compared.
};

/// `content` is the file's JSON; `file` the name under which differences are listed. Vectors are
/// always reached directly.
FileResult run_file(
    const std::string& file,
    const Map& content,
    const Differences& differences,
    Reach reach = Reach::Direct
);

/// The trace with its expectations replaced by what our core does: an approved trace.
Map approved_trace(const Map& trace);

/// What differs in one step, error texts and raw payloads left aside as README.md says.
std::optional<Mismatch> compare_step(Map expected, Map actual, const std::string& pointer);

}  // namespace sosw::golden

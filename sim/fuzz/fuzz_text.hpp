#pragma once

#include <string>

#include "sim/fuzz/fuzzer.hpp"

namespace sosw::sim {

/// What a batch gave, for people. `files`: where the failures' scenarios are, in their order.
std::string text_report(const FuzzReport& report, const std::vector<std::string>& files);
/// The same for programs: one JSON object.
std::string json_report(const FuzzReport& report, const std::vector<std::string>& files);
/// The file that `sosw run` reproduces a failure with: its scenario, and above it a comment that
/// says what failed.
std::string scenario_file(const FuzzFailure& failure);

}  // namespace sosw::sim

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "sim/report/text_style.hpp"

/// What the texts about passes share.

namespace sosw::cli {

/// How a text is shown.
struct TextStyle {
    sim::Paint paint{false};
    std::size_t tasks_max = 20;  ///< Tasks told of one by one, for each labourer.
};

/// As standard output wants it.
TextStyle style_of_output();

/// One line for each, those beyond `tasks_max` only counted.
std::string task_lines(const std::vector<std::string>& tasks, const TextStyle& style);

/// An error on a line of its own, whatever it contains.
std::string error_text(const Error& error);

/// `1`, `2.5`.
std::string attempts_text(double attempts);

}  // namespace sosw::cli

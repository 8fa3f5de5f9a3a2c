#include "cli/parallel_invokes.hpp"

#include <charconv>
#include <cstdlib>
#include <string_view>

#include <fmt/format.h>

namespace sosw::cli {

Checked<std::size_t> parallel_of_environment() {
    const char* const value = std::getenv("SOSW_PARALLEL");
    const std::string_view text = value == nullptr ? "" : value;
    if (text.empty()) {
        return kParallelDefault;
    }
    std::size_t parallel = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parallel);
    if (error != std::errc{} || end != text.data() + text.size() || parallel < 1 ||
        parallel > kParallelMax) {
        return tl::make_unexpected(Diagnostics{
            {.file = "SOSW_PARALLEL",
             .message = fmt::format(
                 "expected how many tasks to invoke at once, from 1 to {}, found \"{}\"",
                 kParallelMax,
                 text
             )}});
    }
    return parallel;
}

void invoke_in_parallel(TaskManager& tasks, const OperationPorts& ports, std::size_t parallel) {
    if (ports.lambda_batch != nullptr && parallel > 1) {
        tasks.invoke_together(*ports.lambda_batch, parallel);
    }
}

}  // namespace sosw::cli

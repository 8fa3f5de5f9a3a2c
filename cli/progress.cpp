#include "cli/progress.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "cli/terminal.hpp"
#include "sim/report/text_style.hpp"

namespace sosw::cli {

namespace {

constexpr Duration kBetweenTwo = std::chrono::milliseconds{80};

}  // namespace

std::string progress_text(
    const std::string& scenario, const sim::WorldProgress& progress, Duration elapsed
) {
    const double done = progress.fraction();
    const double seconds = to_seconds(elapsed);
    std::string text = fmt::format(
        "{}  {:>3.0f}%  {}", scenario, done * 100, format_timestamp(progress.now).substr(0, 19)
    );
    if (seconds <= 0 || done <= 0) {
        return text;
    }
    const auto rate = static_cast<std::int64_t>(static_cast<double>(progress.created) / seconds);
    const double left = seconds / done * (1 - done);
    return text + fmt::format(
                      "  {} tasks/s  {} left",
                      sim::with_thousands(rate),
                      sim::short_duration(from_seconds(left))
                  );
}

ProgressLine::ProgressLine(const Clock& clock, std::string scenario)
    : clock_{clock},
      scenario_{std::move(scenario)},
      begun_{clock.now()},
      enabled_{is_terminal(Stream::Error)} {}

ProgressLine::~ProgressLine() { erase(); }

void ProgressLine::show(const sim::WorldProgress& progress) {
    if (!enabled_) {
        return;
    }
    const Timestamp now = clock_.now();
    if (visible_ && now - shown_ < kBetweenTwo) {
        return;
    }
    const auto columns = static_cast<std::size_t>(width(Stream::Error));
    const std::string text = progress_text(scenario_, progress, now - begun_);
    fmt::print(stderr, "\r\033[K{}", sim::shortened(text, columns - 1));
    std::fflush(stderr);
    shown_ = now;
    visible_ = true;
}

void ProgressLine::erase() {
    if (visible_) {
        std::fputs("\r\033[K", stderr);
        std::fflush(stderr);
        visible_ = false;
    }
}

}  // namespace sosw::cli

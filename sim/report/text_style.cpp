#include "sim/report/text_style.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace sosw::sim {

namespace {

constexpr std::string_view kEllipsis = "…";

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

/// Okabe and Ito's palette, of 256 colours: vermilion, orange, yellow, sky blue, blue.
constexpr std::array<std::string_view, 5> kStatusGrounds{
    "48;5;166;38;5;231",
    "48;5;214;38;5;16",
    "48;5;227;38;5;16",
    "48;5;117;38;5;16",
    "48;5;25;38;5;231"};

std::string trimmed_zeros(std::string text) {
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        if (text.ends_with('.')) {
            text.pop_back();
        }
    }
    return text;
}

}  // namespace

std::string Paint::painted(std::string_view code, std::string_view text) const {
    return colours_ ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string{text};
}
std::string Paint::bold(std::string_view text) const { return painted("1", text); }
std::string Paint::dim(std::string_view text) const { return painted("2", text); }
std::string Paint::good(std::string_view text) const { return painted("1;38;5;32", text); }
std::string Paint::bad(std::string_view text) const { return painted("1;38;5;166", text); }
std::string Paint::status(int status, std::string_view text) const {
    const auto index = static_cast<std::size_t>(std::clamp(status, 0, 4));
    return painted(kStatusGrounds.at(index), text);
}

std::size_t display_width(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

std::string shortened(std::string_view text, std::size_t width) {
    if (display_width(text) <= width || width == 0) {
        return std::string{text};
    }
    std::size_t characters = 0;
    std::size_t end = 0;
    while (end < text.size()) {
        if (begins_character(text[end]) && ++characters == width) {
            break;
        }
        ++end;
    }
    return std::string{text.substr(0, end)} + std::string{kEllipsis};
}

std::string left_aligned(std::string_view text, std::size_t width) {
    const std::size_t used = display_width(text);
    return std::string{text} + std::string(width > used ? width - used : 0, ' ');
}

std::string right_aligned(std::string_view text, std::size_t width) {
    const std::size_t used = display_width(text);
    return std::string(width > used ? width - used : 0, ' ') + std::string{text};
}

std::string wrapped(std::string_view text, std::size_t width) {
    std::string lines;
    std::size_t used = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        const std::size_t word_width = display_width(word);
        if (used > 0) {
            const bool fits = used + 1 + word_width <= width;
            lines += fits ? ' ' : '\n';
            used = fits ? used + 1 : 0;
        }
        lines += word;
        used += word_width;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::string with_thousands(std::int64_t number) {
    std::string digits = std::to_string(number);
    const auto first = static_cast<std::ptrdiff_t>(number < 0 ? 1 : 0);
    for (auto at = std::ssize(digits) - 3; at > first; at -= 3) {
        digits.insert(static_cast<std::size_t>(at), ",");
    }
    return digits;
}

std::string short_number(double number) {
    const double size = std::abs(number);
    if (size >= 1e15) {
        return fmt::format("{:.3g}", number);
    }
    if (size >= 1000) {
        return with_thousands(std::llround(number));
    }
    return trimmed_zeros(fmt::format("{:.{}f}", number, size >= 100 ? 0 : size >= 1 ? 1 : 3));
}

std::string short_duration(Duration duration) {
    constexpr Duration kSecond = std::chrono::seconds{1};
    if (duration < Duration::zero()) {
        return "-" + short_duration(-duration);
    }
    if (duration < kSecond) {
        return duration == Duration::zero()
                   ? "0s"
                   : trimmed_zeros(fmt::format("{:.1f}", to_seconds(duration) * 1000)) + "ms";
    }
    if (duration < std::chrono::seconds{60}) {
        const std::string text = trimmed_zeros(fmt::format("{:.1f}", to_seconds(duration)));
        return text == "60" ? "1m00s" : text + "s";
    }
    const auto seconds = std::chrono::round<std::chrono::seconds>(duration).count();
    if (seconds < 3600) {
        return fmt::format("{}m{:02}s", seconds / 60, seconds % 60);
    }
    const auto minutes = std::chrono::round<std::chrono::minutes>(duration).count();
    if (minutes < std::int64_t{24} * 60) {
        return fmt::format("{}h{:02}m", minutes / 60, minutes % 60);
    }
    const auto hours = std::chrono::round<std::chrono::hours>(duration).count();
    return fmt::format("{}d{:02}h", hours / 24, hours % 24);
}

std::string counted(std::int64_t number, std::string_view noun) {
    return fmt::format("{} {}{}", with_thousands(number), noun, number == 1 ? "" : "s");
}

std::string table(const TableLines& lines, std::size_t first_width, const Paint& paint) {
    std::vector<std::size_t> widths{first_width};
    for (const auto& line : lines) {
        widths.resize(std::max(widths.size(), line.size()), 0);
        for (std::size_t column = 0; column < line.size(); ++column) {
            widths[column] = std::max(widths[column], display_width(line[column]));
        }
    }
    std::string text;
    for (std::size_t row = 0; row < lines.size(); ++row) {
        std::string line;
        for (std::size_t column = 0; column < lines[row].size(); ++column) {
            const std::string& cell = lines[row][column];
            line += column == 0 ? left_aligned(cell, widths[0])
                                : "  " + right_aligned(cell, widths[column]);
        }
        text += (row == 0 ? paint.bold(line) : line) + "\n";
    }
    return text;
}

}  // namespace sosw::sim

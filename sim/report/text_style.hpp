#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

/// How numbers, tables and colours look in texts for people.

namespace sosw::sim {

/// Colours for a terminal, or none. The palette is told apart by people who see colours
/// differently: blue is good, orange and vermilion are not, and no meaning rests on colour alone.
class Paint {
public:
    explicit Paint(bool colours) : colours_{colours} {}

    std::string bold(std::string_view text) const;
    std::string dim(std::string_view text) const;
    std::string good(std::string_view text) const;
    std::string bad(std::string_view text) const;
    /// On a ground that tells the eco status, 0 to 4.
    std::string status(int status, std::string_view text) const;

private:
    std::string painted(std::string_view code, std::string_view text) const;

    bool colours_;
};

/// Characters on the screen, each code point of UTF-8 as one.
std::size_t display_width(std::string_view text);
/// At most `width` characters; the last one is `…` where some are missing.
std::string shortened(std::string_view text, std::size_t width);
std::string left_aligned(std::string_view text, std::size_t width);
std::string right_aligned(std::string_view text, std::size_t width);
/// Broken at blanks into lines of at most `width` characters where words allow it.
std::string wrapped(std::string_view text, std::size_t width);

/// `1,234,567`.
std::string with_thousands(std::int64_t number);
/// For tables: about three digits, `0.123`, `14.2`, `80`, `12,345`.
std::string short_number(double number);
/// For tables: the two largest units, `2h05m`, `12m30s`, `45.2s`, `350ms`, `0s`.
std::string short_duration(Duration duration);
/// `counted(1, "task")` is `1 task`, others have an s.
std::string counted(std::int64_t number, std::string_view noun);

/// Lines of cells; the first cell of a line is aligned to the left, others to the right.
using TableLines = std::vector<std::vector<std::string>>;

/// The first line is the head, and bold. The first column is at least `first_width` wide.
std::string table(const TableLines& lines, std::size_t first_width, const Paint& paint);

}  // namespace sosw::sim

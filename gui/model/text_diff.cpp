#include "gui/model/text_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace sosw::gui {

namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t kContext = 3;

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return lines;
}

/// Lines that stand for each other: from `a` and `b` on, so many of each.
struct Change {
    std::size_t a = 0;
    std::size_t a_lines = 0;
    std::size_t b = 0;
    std::size_t b_lines = 0;
};

std::vector<Change> line_by_line(const Lines& a, const Lines& b) {
    std::vector<Change> changes;
    for (std::size_t line = 0; line < a.size(); ++line) {
        if (a[line] == b[line]) {
            continue;
        }
        if (!changes.empty() && changes.back().a + changes.back().a_lines == line) {
            ++changes.back().a_lines;
            ++changes.back().b_lines;
        } else {
            changes.push_back({.a = line, .a_lines = 1, .b = line, .b_lines = 1});
        }
    }
    return changes;
}

std::vector<Change> changes_between(const Lines& a, const Lines& b) {
    if (a.size() == b.size()) {
        return line_by_line(a, b);
    }
    const std::size_t shorter = std::min(a.size(), b.size());
    std::size_t same_first = 0;
    while (same_first < shorter && a[same_first] == b[same_first]) {
        ++same_first;
    }
    std::size_t same_last = 0;
    while (same_last < shorter - same_first &&
           a[a.size() - 1 - same_last] == b[b.size() - 1 - same_last]) {
        ++same_last;
    }
    return {
        {.a = same_first,
         .a_lines = a.size() - same_last - same_first,
         .b = same_first,
         .b_lines = b.size() - same_last - same_first}};
}

void write_lines(
    std::string& out, char sign, const Lines& lines, std::size_t begin, std::size_t count
) {
    for (std::size_t line = begin; line < begin + count; ++line) {
        out += sign;
        out += lines[line];
        if (!lines[line].ends_with('\n')) {
            out += "\n\\ No newline at end of file\n";
        }
    }
}

/// Changes so near to each other that they share their context.
std::string hunk(const Lines& a, const Lines& b, const std::vector<Change>& changes) {
    const Change& first = changes.front();
    const Change& last = changes.back();
    const std::size_t before = std::min(kContext, first.a);
    const std::size_t a_end = last.a + last.a_lines;
    const std::size_t after = std::min(kContext, a.size() - a_end);
    const std::size_t b_end = last.b + last.b_lines;
    std::string out = fmt::format(
        "@@ -{},{} +{},{} @@\n",
        first.a - before + 1,
        a_end + after - (first.a - before),
        first.b - before + 1,
        b_end + after - (first.b - before)
    );
    std::size_t line = first.a - before;
    for (const Change& change : changes) {
        write_lines(out, ' ', a, line, change.a - line);
        write_lines(out, '-', a, change.a, change.a_lines);
        write_lines(out, '+', b, change.b, change.b_lines);
        line = change.a + change.a_lines;
    }
    write_lines(out, ' ', a, line, after);
    return out;
}

}  // namespace

std::string unified_diff(
    const std::string& file, const std::string& before, const std::string& after
) {
    if (before == after) {
        return {};
    }
    const Lines a = lines_of(before);
    const Lines b = lines_of(after);
    std::string out = fmt::format("--- {0}\n+++ {0}\n", file);
    std::vector<Change> near;
    for (const Change& change : changes_between(a, b)) {
        if (!near.empty() && change.a > near.back().a + near.back().a_lines + 2 * kContext) {
            out += hunk(a, b, near);
            near.clear();
        }
        near.push_back(change);
    }
    return out + hunk(a, b, near);
}

}  // namespace sosw::gui

#include "tests/tidy/source_rules.hpp"

#include <algorithm>
#include <cctype>

namespace sosw::tidy {
namespace {

using Folders = std::vector<std::string_view>;

/// What the sources of a folder may include of the project; the first entry that matches a path
/// holds for it.
struct Arrow {
    std::string_view from;
    Folders to;
};
const std::vector<Arrow> kArrows = {
    {"core/base/", {"core/base/"}},
    {"core/ports/", {"core/base/", "core/ports/"}},
    {"core/", {"core/"}},
    {"backends/", {"core/", "backends/"}},
    {"sim/", {"core/", "backends/", "sim/"}},
    {"gui/", {"core/", "backends/", "sim/", "gui/"}},
    {"cli/", {"core/", "backends/", "sim/", "gui/", "cli/"}},
};

/// A library that only some folders may name. `prefix` is the beginning of its header's name.
struct Library {
    std::string_view prefix;
    Folders homes;
};
const std::vector<Library> kLibraries = {
    {"sqlite3", {"backends/sqlite/", "sim/record/"}},
    {"boost/context/", {"sim/engine/"}},
    {"boost/beast", {"backends/endpoint/"}},
    {"boost/asio", {"backends/endpoint/"}},
    {"absl/", {"backends/time_zone"}},
    {"curl/", {"backends/aws/", "bench/"}},
    {"openssl/", {"backends/aws/", "backends/wire/"}},
    {"CLI/", {"cli/"}},
    {"imgui", {"gui/"}},
    {"SDL", {"gui/app/"}},
    {"GL/", {"gui/app/"}},
};

/// Libraries that stay inside .cpp files, because of what they cost everyone who includes them.
const Folders kNotInHeaders = {"sqlite3", "nlohmann/json.hpp", "imgui"};

/// Code that no run can repeat. The only file that may hold it is the one of the real clock.
struct Name {
    std::string_view text;
    std::string_view remedy;
};
constexpr std::string_view kAskTheClock = "ask the Clock";
constexpr std::string_view kSteadyClock = "steady_clock::now";  // Benches measure with it.
constexpr std::string_view kSleepOnTheClock =
    "use Clock::sleep_for, or advance the clock of a test";
constexpr std::string_view kAskRandom = "use Random, forked by name";
const std::vector<Name> kUnrepeatable = {
    {"system_clock::now", kAskTheClock},
    {kSteadyClock, kAskTheClock},
    {"high_resolution_clock::now", kAskTheClock},
    {"clock_gettime(", kAskTheClock},
    {"gettimeofday(", kAskTheClock},
    {"std::time(", kAskTheClock},
    {"time(nullptr", kAskTheClock},
    {"time(NULL", kAskTheClock},
    {"time(0", kAskTheClock},
    {"time(&", kAskTheClock},
    {"this_thread::sleep", kSleepOnTheClock},
    {"sleep(", kSleepOnTheClock},
    {"usleep(", kSleepOnTheClock},
    {"nanosleep(", kSleepOnTheClock},
    {"rand(", kAskRandom},
    {"srand(", kAskRandom},
    {"random_device", kAskRandom},
    {"mt19937", kAskRandom},
    {"default_random_engine", kAskRandom},
};

/// A name of one's own choice in the directory that all tests share; two of them meet there.
const std::vector<Name> kSharedFolder = {
    {"testing::TempDir(", "use TemporaryFolder"},
    {"temp_directory_path(", "use TemporaryFolder"},
};

bool starts_with_any(std::string_view text, const Folders& prefixes) {
    return std::ranges::any_of(prefixes, [&](auto prefix) { return text.starts_with(prefix); });
}

bool belongs_to_identifier(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// True where `name` stands in `code` as a word of its own and not as a member, such as
/// `event.time(0)`.
bool names(std::string_view code, std::string_view name) {
    for (auto at = code.find(name); at != code.npos; at = code.find(name, at + 1)) {
        const std::string_view before = code.substr(0, at);
        const bool inside_word = !before.empty() && belongs_to_identifier(before.back());
        if (!inside_word && !before.ends_with('.') && !before.ends_with("->")) {
            return true;
        }
    }
    return false;
}

std::string list(const Folders& folders) {
    std::string text;
    for (const std::string_view folder : folders) {
        text += text.empty() ? "" : ", ";
        text += folder;
    }
    return text;
}

void check_include(
    std::string_view path, std::string_view header, std::vector<std::string>& messages
) {
    const auto arrow =
        std::ranges::find_if(kArrows, [&](const Arrow& a) { return path.starts_with(a.from); });
    if (arrow == kArrows.end()) {
        return;  // Tests and benches see everything.
    }
    const std::string quoted{header};
    const std::string_view name = header.substr(1, header.size() - 2);
    if (header.front() == '"' && !starts_with_any(name, arrow->to)) {
        messages.push_back(
            quoted + ": " + std::string{arrow->from} + " includes only " + list(arrow->to) +
            ", spelled from the root"
        );
    }
    for (const Library& library : kLibraries) {
        if (name.starts_with(library.prefix) && !starts_with_any(path, library.homes)) {
            messages.push_back(quoted + " belongs to " + list(library.homes) + " alone");
        }
    }
    if (path.ends_with(".hpp") && starts_with_any(name, kNotInHeaders)) {
        messages.push_back(quoted + " stays inside .cpp files: forward-declare what you mention");
    }
    const bool foreign = header.front() == '<' && name.find_first_of("./") != name.npos;
    if (path.starts_with("core/base/") && foreign && name != "tl/expected.hpp") {
        messages.push_back(
            quoted + ": core/base/ knows the standard library and tl::expected only"
        );
    }
}

/// The header with its quotes or brackets where the line is an include, else nothing.
std::string_view included_header(std::string_view line, std::string_view code) {
    if (!code.starts_with("#include ")) {
        return {};
    }
    const auto begin = line.find_first_of("<\"");
    const auto end = begin == line.npos ? begin : line.find_first_of(">\"", begin + 1);
    return end == line.npos ? std::string_view{} : line.substr(begin, end - begin + 1);
}

/// Where the comment or literal that begins at `at` ends, one past its last character; `at` where
/// none begins.
std::size_t end_of_inert(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    const auto after = [&](std::string_view closing, std::size_t from) {
        const auto found = text.find(closing, from);
        return found == text.npos ? text.size() : found + closing.size();
    };
    if (rest.starts_with("//")) {
        return std::min(text.find('\n', at), text.size());
    }
    if (rest.starts_with("/*")) {
        return after("*/", at + 2);
    }
    const bool word_before = at > 0 && belongs_to_identifier(text[at - 1]);
    if (rest.starts_with("R\"") && !word_before) {
        const auto open = std::min(text.find('(', at), text.size());
        const std::string delimiter{text.substr(at + 2, open - at - 2)};
        return after(")" + delimiter + "\"", open);
    }
    const char quote = rest.front();
    const bool digit_separator = quote == '\'' && word_before;
    if ((quote != '"' && quote != '\'') || digit_separator) {
        return at;
    }
    std::size_t end = at + 1;
    while (end < text.size() && text[end] != quote && text[end] != '\n') {
        end += text[end] == '\\' ? 2 : 1;
    }
    return std::min(end + 1, text.size());
}

}  // namespace

std::string code_only(std::string_view text) {
    std::string code{text};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = end_of_inert(text, at);
        std::replace_if(
            code.begin() + static_cast<std::ptrdiff_t>(at),
            code.begin() + static_cast<std::ptrdiff_t>(end),
            [](char c) { return c != '\n'; },
            ' '
        );
        at = std::max(end, at + 1);
    }
    return code;
}

std::vector<Finding> findings_in(std::string_view path, std::string_view text) {
    const bool real_clock = path.ends_with("/system_clock.cpp");
    const std::string all_code = code_only(text);
    std::vector<Finding> findings;
    std::size_t number = 0;
    for (std::size_t begin = 0; begin < text.size(); ++begin) {
        ++number;
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string_view line = text.substr(begin, end - begin);
        const std::string_view code = std::string_view{all_code}.substr(begin, end - begin);
        begin = end;

        std::vector<std::string> messages;
        if (const std::string_view header = included_header(line, code); !header.empty()) {
            check_include(path, header, messages);
        }
        for (const Name& name : kUnrepeatable) {
            const bool measures = path.starts_with("bench/") && name.text == kSteadyClock;
            if (!real_clock && !measures && names(code, name.text)) {
                messages.push_back(std::string{name.text} + ": " + std::string{name.remedy});
            }
        }
        for (const Name& name : kSharedFolder) {
            if (!path.ends_with("/temporary_folder.cpp") && code.find(name.text) != code.npos) {
                messages.push_back(std::string{name.text} + ": " + std::string{name.remedy});
            }
        }
        for (std::string& message : messages) {
            findings.push_back({.line = number, .message = std::move(message)});
        }
    }
    return findings;
}

}  // namespace sosw::tidy

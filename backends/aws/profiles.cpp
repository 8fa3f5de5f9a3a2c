#include "backends/aws/profiles.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "backends/wire/letters.hpp"

namespace sosw::aws {

namespace {

constexpr std::string_view kSpace = " \t\r";

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpace);
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// As AWS's tools have it: a `#` or `;` after a blank begins a comment.
std::string_view without_comment(std::string_view value) {
    for (std::size_t i = 1; i < value.size(); ++i) {
        if ((value[i] == '#' || value[i] == ';') && (value[i - 1] == ' ' || value[i - 1] == '\t')) {
            return trim(value.substr(0, i));
        }
    }
    return value;
}

/// `kind` and `name` of `[profile NAME]`; the kind is empty in `[NAME]`.
struct Header {
    std::string kind;
    std::string name;
};
Header header_of(std::string_view content) {
    const std::string_view inner = trim(content.substr(1, content.size() - 2));
    const std::size_t blank = inner.find_first_of(" \t");
    if (blank == std::string_view::npos) {
        return {.kind = "", .name = std::string{inner}};
    }
    std::string_view name = trim(inner.substr(blank));
    if (name.size() >= 2 && (name.front() == '"' || name.front() == '\'') &&
        name.back() == name.front()) {
        name = name.substr(1, name.size() - 2);
    }
    return {.kind = std::string{inner.substr(0, blank)}, .name = std::string{name}};
}

using Section = std::function<ProfileSettings*(const Header&)>;

/// Gives each setting to the section that `open` finds for a header; null passes a section over.
class FileReader {
public:
    FileReader(Section open, const std::string& file) : open_{std::move(open)}, file_{file} {}

    Result<void> read(std::string_view text) {
        std::size_t line = 0;
        while (!text.empty()) {
            const std::string_view raw = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(text.size(), raw.size() + 1));
            if (!read_line(raw)) {
                return fail(
                    ErrorCode::InvalidRequest,
                    "ConfigParseError",
                    fmt::format(
                        "{}:{}: expected [profile], name = value, or a comment, found '{}'",
                        file_,
                        line + 1,
                        trim(raw)
                    )
                );
            }
            ++line;
        }
        return {};
    }

private:
    bool read_line(std::string_view raw) {
        const std::string_view content = trim(raw);
        if (content.empty() || content[0] == '#' || content[0] == ';') {
            return true;
        }
        const bool indented = raw[0] == ' ' || raw[0] == '\t';
        if (content[0] == '[' && !indented) {
            return open_section(without_comment(content));
        }
        const std::size_t sign = content.find('=');
        if (sign == std::string_view::npos || sign == 0) {
            return indented;  // The value above goes on; none of ours has several lines.
        }
        const std::string name = wire::lower_case(trim(content.substr(0, sign)));
        const std::string_view value = without_comment(trim(content.substr(sign + 1)));
        if (!indented) {
            parent_ = value.empty() ? name + "." : std::string{};
        }
        if (section_ != nullptr && !(indented && parent_.empty())) {
            (*section_)[indented ? parent_ + name : name] = value;
        }
        return any_section_;
    }

    bool open_section(std::string_view content) {
        any_section_ = content.ends_with(']');
        parent_.clear();
        section_ = any_section_ ? open_(header_of(content)) : nullptr;
        return any_section_;
    }

    Section open_;
    const std::string& file_;
    ProfileSettings* section_ = nullptr;
    bool any_section_ = false;
    std::string parent_;
};

std::optional<std::string> text_of_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) {
        return std::nullopt;
    }
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string place_of(const Environment& environment, const char* variable, const char* name) {
    if (auto path = environment(variable)) {
        const auto home = environment("HOME");
        return path->starts_with("~/") && home ? *home + path->substr(1) : *path;
    }
    return environment("HOME").value_or("") + "/.aws/" + name;
}

}  // namespace

Result<void> Profiles::add_config(std::string_view text, const std::string& file) {
    const auto open = [this](const Header& header) -> ProfileSettings* {
        if (header.kind == "profile" || (header.kind.empty() && header.name == "default")) {
            return &profiles_[header.name];
        }
        return header.kind == "services" ? &services_[header.name] : nullptr;
    };
    return FileReader{open, file}.read(text);
}

Result<void> Profiles::add_credentials(std::string_view text, const std::string& file) {
    const auto open = [this](const Header& header) -> ProfileSettings* {
        return header.kind.empty() ? &profiles_[header.name] : nullptr;
    };
    return FileReader{open, file}.read(text);
}

const ProfileSettings* Profiles::find(std::string_view profile) const {
    const auto found = profiles_.find(profile);
    return found == profiles_.end() ? nullptr : &found->second;
}

const ProfileSettings* Profiles::find_services(std::string_view name) const {
    const auto found = services_.find(name);
    return found == services_.end() ? nullptr : &found->second;
}

std::vector<std::string> Profiles::names() const {
    std::vector<std::string> names;
    names.reserve(profiles_.size());
    for (const auto& [name, settings] : profiles_) {
        names.push_back(name);
    }
    return names;
}

Result<ProfileFiles> read_profile_files(const Environment& environment) {
    ProfileFiles files{
        .config = place_of(environment, "AWS_CONFIG_FILE", "config"),
        .credentials = place_of(environment, "AWS_SHARED_CREDENTIALS_FILE", "credentials")};
    if (const auto text = text_of_file(files.config)) {
        TRY(files.profiles.add_config(*text, files.config));
    }
    if (const auto text = text_of_file(files.credentials)) {
        TRY(files.profiles.add_credentials(*text, files.credentials));
    }
    return files;
}

}  // namespace sosw::aws

#include "backends/wire/signature/credentials.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/strings.hpp"

namespace sosw::wire {

namespace {

constexpr std::string_view kSpace = " \t\r";
constexpr std::string_view kIdName = "aws_access_key_id";
constexpr std::string_view kSecretName = "aws_secret_access_key";
constexpr std::string_view kTokenName = "aws_session_token";
constexpr std::array kNames{kIdName, kSecretName, kTokenName};

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& letter : lower) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return lower;
}

struct Setting {
    std::string value;
    std::size_t line = 0;
};

struct Section {
    std::string profile;
    std::size_t line = 0;
    std::map<std::string, Setting, std::less<>> settings{};

    const Setting* find(std::string_view name) const {
        const auto found = settings.find(name);
        return found == settings.end() ? nullptr : &found->second;
    }
};

/// One reading of one file, line by line, and what is wrong with it.
class CredentialsReader {
public:
    explicit CredentialsReader(std::string_view file) : file_{file} {}

    void read(std::string_view text);
    Checked<Credentials> finish();

private:
    void read_line(std::string_view line);
    void open_section(std::string_view header);
    void read_setting(std::string_view line);
    void add_key(const Section& section);
    std::optional<std::string> key_part(const Section& section, std::string_view name);
    void problem(std::size_t line, std::string message);

    std::string_view file_;
    std::size_t line_ = 0;
    std::vector<Section> sections_;
    bool in_broken_section_ = false;  ///< Its header has been complained about.
    Credentials credentials_;
    Diagnostics problems_;
};

void CredentialsReader::problem(std::size_t line, std::string message) {
    problems_.push_back(
        {.file = std::string{file_}, .line = line, .column = 1, .message = std::move(message)}
    );
}

void CredentialsReader::read(std::string_view text) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (text.starts_with(kByteOrderMark)) {
        text.remove_prefix(kByteOrderMark.size());
    }
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(line.size() < text.size() ? line.size() + 1 : line.size());
        ++line_;
        read_line(line);
    }
}

void CredentialsReader::read_line(std::string_view line) {
    const std::string_view content = trim(line);
    if (content.empty() || content[0] == '#' || content[0] == ';') {
        return;
    }
    if (content[0] == '[') {
        open_section(content);
        return;
    }
    // Indented lines belong to the setting above them, such as `s3 =`; no key has any.
    const bool indented = line[0] == ' ' || line[0] == '\t';
    if (!indented || sections_.empty() || sections_.back().settings.empty()) {
        read_setting(content);
    }
}

void CredentialsReader::open_section(std::string_view header) {
    in_broken_section_ = !header.ends_with(']');
    if (in_broken_section_) {
        problem(line_, "expected a profile such as [default]: the closing ] is missing");
        return;
    }
    std::string_view profile = trim(header.substr(1, header.size() - 2));
    constexpr std::string_view kPrefix = "profile ";
    if (profile.starts_with(kPrefix)) {
        profile = trim(profile.substr(kPrefix.size()));
    }
    if (profile.empty()) {
        problem(line_, "a profile needs a name, such as [default]");
    }
    for (const Section& section : sections_) {
        if (section.profile == profile) {
            problem(
                line_,
                "the profile \"" + section.profile + "\" stands in line " +
                    std::to_string(section.line) + " already; merge the two"
            );
        }
    }
    sections_.push_back({.profile = std::string{profile}, .line = line_});
}

void CredentialsReader::read_setting(std::string_view line) {
    if (in_broken_section_) {
        return;
    }
    const std::size_t sign = line.find_first_of("=:");
    if (sign == std::string_view::npos || trim(line.substr(0, sign)).empty()) {
        problem(line_, "expected [profile], name = value, or a comment that begins with #");
        return;
    }
    if (sections_.empty()) {
        problem(line_, "a setting before the first profile; write [default] above it");
        return;
    }
    const std::string name = lower_case(trim(line.substr(0, sign)));
    Section& section = sections_.back();
    if (const Setting* const earlier = section.find(name)) {
        problem(line_, name + " is said in line " + std::to_string(earlier->line) + " already");
        return;
    }
    const std::string hint = did_you_mean(name, kNames);
    if (!hint.empty() && name != kIdName && name != kSecretName && name != kTokenName) {
        problem(line_, "unknown setting " + name + "." + hint);
    }
    section.settings[name] = {.value = std::string{trim(line.substr(sign + 1))}, .line = line_};
}

/// The value of `name`; nothing, and a problem, where it is missing or cannot be one.
std::optional<std::string> CredentialsReader::key_part(
    const Section& section, std::string_view name
) {
    const Setting* const setting = section.find(name);
    if (setting == nullptr || setting->value.empty()) {
        problem(
            setting == nullptr ? section.line : setting->line,
            "the profile \"" + section.profile + "\" lacks " + std::string{name}
        );
        return std::nullopt;
    }
    // What would break the header that the id is to stand in.
    const bool is_id = name == kIdName;
    if (setting->value.find_first_of(is_id ? " \t/,=" : " \t") != std::string::npos) {
        problem(
            setting->line,
            std::string{name} + " is one word" + (is_id ? " without / , =" : "") +
                "; comments have lines of their own"
        );
        return std::nullopt;
    }
    return setting->value;
}

void CredentialsReader::add_key(const Section& section) {
    if (section.find(kIdName) == nullptr && section.find(kSecretName) == nullptr &&
        section.find(kTokenName) == nullptr) {
        return;
    }
    const std::optional<std::string> id = key_part(section, kIdName);
    const std::optional<std::string> secret = key_part(section, kSecretName);
    if (!id || !secret) {
        return;
    }
    const Setting* const token = section.find(kTokenName);
    AccessKey key{.id = *id, .secret = *secret, .session_token = token ? token->value : ""};
    const AccessKey* const other = credentials_.find_id(key.id);
    if (other != nullptr &&
        (other->secret != key.secret || other->session_token != key.session_token)) {
        problem(
            section.find(kIdName)->line,
            "the key " + key.id + " stands in another profile with another secret or token"
        );
    }
    credentials_.add(section.profile, std::move(key));
}

Checked<Credentials> CredentialsReader::finish() {
    for (const Section& section : sections_) {
        add_key(section);
    }
    if (problems_.empty() && credentials_.empty()) {
        problem(
            1,
            "no access key: write [default], and under it aws_access_key_id = … and "
            "aws_secret_access_key = …"
        );
    }
    if (!problems_.empty()) {
        std::ranges::stable_sort(problems_, {}, &Diagnostic::line);
        return tl::unexpected{std::move(problems_)};
    }
    return std::move(credentials_);
}

}  // namespace

void Credentials::add(std::string profile, AccessKey key) {
    id_of_profile_.insert_or_assign(std::move(profile), key.id);
    std::string id = key.id;
    by_id_.insert_or_assign(std::move(id), std::move(key));
}

const AccessKey* Credentials::find_id(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

const AccessKey* Credentials::find_profile(std::string_view profile) const {
    const auto found = id_of_profile_.find(profile);
    return found == id_of_profile_.end() ? nullptr : find_id(found->second);
}

const AccessKey* Credentials::default_key() const {
    const AccessKey* const key = find_profile("default");
    return key != nullptr || empty() ? key : &by_id_.begin()->second;
}

Checked<Credentials> read_credentials(std::string_view text, std::string_view file) {
    CredentialsReader reader{file};
    reader.read(text);
    return reader.finish();
}

}  // namespace sosw::wire

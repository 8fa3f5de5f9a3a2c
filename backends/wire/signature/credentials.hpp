#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/base/diagnostics.hpp"

/// Access keys, as AWS's shared credentials file holds them.
///
///     [default]
///     aws_access_key_id = AKIDEXAMPLE
///     aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY
///     aws_session_token = …

namespace sosw::wire {

struct AccessKey {
    std::string id;
    std::string secret;
    std::string session_token{};  ///< Empty: the key is a lasting one.

    bool operator==(const AccessKey&) const = default;
};

class Credentials {
public:
    /// Replaces the key of the same id that `profile` or another had.
    void add(std::string profile, AccessKey key);

    /// Null where there is none.
    const AccessKey* find_id(std::string_view id) const;
    const AccessKey* find_profile(std::string_view profile) const;
    /// That of the profile `default`, or else any; null where there is none at all.
    const AccessKey* default_key() const;
    bool empty() const { return by_id_.empty(); }

private:
    std::map<std::string, AccessKey, std::less<>> by_id_;
    std::map<std::string, std::string, std::less<>> id_of_profile_;
};

/// Reads the text of a credentials file; `file` is its name in problems. A section is `[NAME]`, or
/// `[profile NAME]` as in AWS's configuration file. Settings that are not about keys are passed
/// over, as are profiles without any key.
///
/// On failure all problems are there, each with its line: what is no setting, what is said twice,
/// keys that lack a half, and an id that has two secrets. A file without any key is a problem too.
Checked<Credentials> read_credentials(std::string_view text, std::string_view file);

}  // namespace sosw::wire

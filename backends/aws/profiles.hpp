#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/aws/environment.hpp"
#include "core/base/result.hpp"

/// The shared files of AWS's tools, `~/.aws/config` and `~/.aws/credentials`, as they are written.

namespace sosw::aws {

/// Names in lower case. A nested setting has its parent's name before a dot:
/// `dynamodb.endpoint_url`.
using ProfileSettings = std::map<std::string, std::string, std::less<>>;

class Profiles {
public:
    /// Adds the settings of a configuration's text: `[default]`, `[profile NAME]`, and
    /// `[services NAME]`.
    ///
    /// Errors: `InvalidRequest` with the line that is no setting; `file` is its name.
    Result<void> add_config(std::string_view text, const std::string& file);
    /// Those of a credentials file, `[NAME]`; they win over the configuration's.
    Result<void> add_credentials(std::string_view text, const std::string& file);

    /// Null where neither file has it.
    const ProfileSettings* find(std::string_view profile) const;
    /// Of `[services NAME]`, or null.
    const ProfileSettings* find_services(std::string_view name) const;
    /// In alphabetical order.
    std::vector<std::string> names() const;

private:
    std::map<std::string, ProfileSettings, std::less<>> profiles_;
    std::map<std::string, ProfileSettings, std::less<>> services_;
};

struct ProfileFiles {
    Profiles profiles{};
    std::string config{};       ///< Where it is looked for, be it there or not.
    std::string credentials{};  ///< Likewise.
};

/// Reads both, from `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` or else from `HOME`. A file
/// that is not there is empty.
///
/// Errors: `InvalidRequest` where one is no such file.
Result<ProfileFiles> read_profile_files(const Environment& environment);

}  // namespace sosw::aws

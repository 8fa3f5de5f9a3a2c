#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

/// What a function's owner told Lambda and the emulation does not act on: it is kept, and given
/// back.

namespace sosw::wire {

struct FunctionProfile {
    std::string runtime = "provided.al2023";
    std::string role{};
    std::string handler = "bootstrap";
    std::string description{};
    std::string package_type = "Zip";
    std::string architecture = "x86_64";
    std::map<std::string, std::string> environment{};
    std::map<std::string, std::string> tags{};
    /// Parts of the configuration as they came: by their name, JSON text.
    std::map<std::string, std::string> remembered{};
    /// The resource policy: statements as JSON text, by their id.
    std::map<std::string, std::string> statements{};
    std::string code_sha256{};  ///< Base64.
    std::int64_t code_size = 0;
    std::string revision_id{};
    Timestamp last_modified{};
    std::optional<Timestamp> event_invoke_config_at{};  ///< Absent: there is no such config.
    std::string destination_config{};                   ///< JSON text, or empty.
};

/// The profile as one JSON object, for storage.
std::string profile_text(const FunctionProfile& profile);
/// Reads what `profile_text` wrote; what is missing has its default.
FunctionProfile read_profile(std::string_view text);

}  // namespace sosw::wire

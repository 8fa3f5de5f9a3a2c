#pragma once

#include <string>
#include <utility>

#include "backends/aws/command_output.hpp"
#include "backends/aws/key_provider.hpp"
#include "backends/aws/profiles.hpp"

namespace sosw::aws {

enum class ProfileChoice { ByUser, Default };

/// The key of a profile in the shared files: written there, or told by its `credential_process`.
class ProfileKey final : public KeyProvider {
public:
    /// `files` must outlive this object.
    ProfileKey(
        const ProfileFiles& files, std::string profile, ProfileChoice choice, CommandRunner run
    )
        : files_{files}, profile_{std::move(profile)}, choice_{choice}, run_{std::move(run)} {}

    /// Errors: a profile that the user named and that is not there; half a key; a command that
    /// fails; a profile that takes a role or a login, which is not done here.
    Result<KeySearch> find() override;

private:
    Result<FoundKey> key_of_process(const std::string& command) const;
    Result<KeySearch> absent() const;

    const ProfileFiles& files_;
    std::string profile_;
    ProfileChoice choice_;
    CommandRunner run_;
};

}  // namespace sosw::aws

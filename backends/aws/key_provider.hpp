#pragma once

#include <optional>
#include <string>
#include <utility>

#include "backends/wire/signature/credentials.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace sosw::aws {

/// A key and until when it is good.
struct FoundKey {
    wire::AccessKey key;
    std::optional<Timestamp> expires_at{};  ///< Absent: a lasting key.
};

/// What a look into one place gave.
struct KeySearch {
    std::optional<FoundKey> found{};
    std::string why_not{};  ///< Where there is none: in a few words, for people.

    static KeySearch none(std::string why) { return {.found = {}, .why_not = std::move(why)}; }
};

/// One place where a key may be.
class KeyProvider {
public:
    KeyProvider() = default;
    KeyProvider(const KeyProvider&) = delete;
    KeyProvider& operator=(const KeyProvider&) = delete;
    virtual ~KeyProvider() = default;

    /// Looks, or looks again when the key is about to expire.
    ///
    /// Errors: where the place is set up but gives none. No further place is asked then, since the
    /// user meant this one.
    virtual Result<KeySearch> find() = 0;
};

}  // namespace sosw::aws

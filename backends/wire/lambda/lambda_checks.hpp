#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sosw::wire {

struct FunctionChange;

/// Collects what breaks the service's model, in AWS's words: `3 validation errors detected: …`.
class LambdaChecks {
public:
    void present(std::string_view member, bool is_present);
    void at_least(std::string_view member, std::optional<std::int64_t> value, std::int64_t minimum);
    void between(
        std::string_view member,
        std::optional<std::int64_t> value,
        std::int64_t minimum,
        std::int64_t maximum
    );
    void one_of(
        std::string_view member,
        const std::optional<std::string>& value,
        const std::vector<std::string_view>& allowed
    );
    /// Names, ranges and patterns of a function's configuration, where they were sent.
    void configuration(const FunctionChange& change);

    /// Errors: `ValidationException` with all that was found.
    Result<void> result() const;

private:
    void add(std::string_view value, std::string_view member, std::string_view constraint);

    std::vector<std::string> found_{};
};

}  // namespace sosw::wire

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace sosw::wire {

/// What a service's model demands of a request's fields, all violations in one error, as AWS tells
/// them: `2 validation errors detected: Value null at 'name' failed to satisfy constraint: …`.
///
/// `member` is the field's path with a small first letter: `name`, `targets.1.member.id`. Fields
/// that are absent break no rule but `required`.
class FieldConstraints {
public:
    void required(std::string_view member, bool present);
    /// Characters, counted as code points.
    void length(
        std::string_view member,
        const std::optional<std::string>& text,
        std::size_t minimum,
        std::size_t maximum
    );
    void one_of(
        std::string_view member,
        const std::optional<std::string>& text,
        std::span<const std::string_view> values
    );
    void range(
        std::string_view member,
        std::optional<std::int64_t> value,
        std::int64_t minimum,
        std::int64_t maximum
    );
    void size(
        std::string_view member,
        std::optional<std::size_t> size,
        std::size_t minimum,
        std::size_t maximum
    );
    /// `holds` is the caller's finding, `pattern` what AWS prints.
    void pattern(
        std::string_view member, std::string_view text, bool holds, std::string_view pattern
    );

    /// Errors: `ValidationException`.
    Result<void> check() const;

private:
    void violated(std::string_view value, std::string_view member, std::string_view constraint);

    std::vector<std::string> violations_;
};

}  // namespace sosw::wire

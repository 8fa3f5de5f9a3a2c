#include "backends/wire/dynamo_db/constraints.hpp"

#include <algorithm>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "backends/wire/dynamo_db/json_reading.hpp"

namespace sosw::wire {

namespace {

constexpr std::size_t kReportedMax = 10;
constexpr std::size_t kNameMin = 3;
constexpr std::size_t kNameMax = 255;
constexpr std::string_view kArn = "arn:";

}  // namespace

void Constraints::violated(
    std::string_view place, std::string_view shown, std::string_view constraint
) {
    if (problems_.size() < kReportedMax) {
        problems_.push_back(fmt::format(
            "Value '{}' at '{}' failed to satisfy constraint: {}", shown, place, constraint
        ));
    }
}

void Constraints::not_null(std::string_view place, bool present) {
    if (!present && problems_.size() < kReportedMax) {
        problems_.push_back(fmt::format(
            "Value null at '{}' failed to satisfy constraint: Member must not be null", place
        ));
    }
}

void Constraints::one_of(
    std::string_view place,
    std::optional<std::string_view> value,
    std::span<const std::string_view> allowed
) {
    if (value && std::ranges::find(allowed, *value) == allowed.end()) {
        violated(
            place,
            *value,
            fmt::format("Member must satisfy enum value set: [{}]", fmt::join(allowed, ", "))
        );
    }
}

void Constraints::at_least(
    std::string_view place, std::optional<std::int64_t> value, std::int64_t minimum
) {
    if (value && *value < minimum) {
        violated(
            place,
            std::to_string(*value),
            fmt::format("Member must have value greater than or equal to {}", minimum)
        );
    }
}

void Constraints::at_most(
    std::string_view place, std::optional<std::int64_t> value, std::int64_t maximum
) {
    if (value && *value > maximum) {
        violated(
            place,
            std::to_string(*value),
            fmt::format("Member must have value less than or equal to {}", maximum)
        );
    }
}

void Constraints::length_at_least(
    std::string_view place, std::string_view shown, std::size_t length, std::size_t minimum
) {
    if (length < minimum) {
        violated(
            place,
            shown,
            fmt::format("Member must have length greater than or equal to {}", minimum)
        );
    }
}

void Constraints::length_at_most(
    std::string_view place, std::string_view shown, std::size_t length, std::size_t maximum
) {
    if (length > maximum) {
        violated(
            place, shown, fmt::format("Member must have length less than or equal to {}", maximum)
        );
    }
}

void Constraints::table_name(std::optional<std::string_view> name_or_arn) {
    not_null("tableName", name_or_arn.has_value());
    if (name_or_arn) {
        name("tableName", table_name_of(*name_or_arn));
    }
}

void Constraints::index_name(std::optional<std::string_view> given) {
    if (given) {
        name("indexName", *given);
    }
}

void Constraints::name(std::string_view place, std::string_view value) {
    if (!is_plain_name(value)) {
        violated(place, value, "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    }
    length_at_least(place, value, value.size(), kNameMin);
    length_at_most(place, value, value.size(), kNameMax);
}

Result<void> Constraints::check() const {
    if (problems_.empty()) {
        return {};
    }
    return validation_error(fmt::format(
        "{} validation error{} detected: {}",
        problems_.size(),
        problems_.size() > 1 ? "s" : "",
        fmt::join(problems_, "; ")
    ));
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.' || c == '-';
    });
}

std::string shown_list(std::span<const std::string> elements) {
    return fmt::format("[{}]", fmt::join(elements, ", "));
}

std::string_view table_name_of(std::string_view name_or_arn) {
    constexpr std::string_view kTable = ":table/";
    const std::size_t at = name_or_arn.find(kTable);
    if (!name_or_arn.starts_with(kArn) || at == name_or_arn.npos) {
        return name_or_arn;
    }
    const std::string_view rest = name_or_arn.substr(at + kTable.size());
    return rest.substr(0, rest.find('/'));
}

}  // namespace sosw::wire

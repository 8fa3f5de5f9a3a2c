#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

/// The constraints of DynamoDB's API model on a request's members, gathered as the service gathers
/// them: `2 validation errors detected: Value 'a' at 'tableName' failed to satisfy constraint: …;
/// …`. The first ten are reported, in the order of the checks.

namespace sosw::wire {

class Constraints {
public:
    /// A nested member's place is written `member.1.name`.
    void not_null(std::string_view place, bool present);
    void one_of(
        std::string_view place,
        std::optional<std::string_view> value,
        std::span<const std::string_view> allowed
    );
    void at_least(std::string_view place, std::optional<std::int64_t> value, std::int64_t minimum);
    void at_most(std::string_view place, std::optional<std::int64_t> value, std::int64_t maximum);
    /// Of texts and of whatever else has a length; `shown` is the value in the complaint.
    void length_at_least(
        std::string_view place, std::string_view shown, std::size_t length, std::size_t minimum
    );
    void length_at_most(
        std::string_view place, std::string_view shown, std::size_t length, std::size_t maximum
    );
    /// The name of a table or index; also present, where `place` must be. A table may be given by
    /// its ARN.
    void table_name(std::optional<std::string_view> name_or_arn);
    void index_name(std::optional<std::string_view> given);
    /// `constraint` as it is written behind the colon: `Member must not be null`.
    void violated(std::string_view place, std::string_view shown, std::string_view constraint);

    /// Errors: `ValidationException` with all that was violated.
    Result<void> check() const;

    /// Of the plain kind: letters, digits, `_`, `.` and `-`, three to 255 of them.
    void name(std::string_view place, std::string_view value);

private:
    std::vector<std::string> problems_;
};

/// Letters, digits, `_`, `.` and `-`; at least one.
bool is_plain_name(std::string_view name);

/// `[a, b]`, as lists stand in complaints.
std::string shown_list(std::span<const std::string> elements);

/// The name within a table's ARN; other texts as they are.
std::string_view table_name_of(std::string_view name_or_arn);

}  // namespace sosw::wire

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "backends/wire/dynamo_db/json_reading.hpp"
#include "core/base/result.hpp"

/// The types of DynamoDB's API model as data, and the two passes over a request by them: types
/// first, of the whole request, then constraints.
///
/// What has passed both can be read without looking twice: members have their types, and those that
/// must be there are. Members that the model does not know are ignored, and a null is an absent
/// member.

namespace sosw::wire {

struct Shape;

struct Member {
    std::string_view name;
    const Shape* shape = nullptr;
    bool required = false;
    std::string_view unless{};  ///< Required only where this other member is absent.
};

struct Shape {
    enum class Kind : std::uint8_t { String, Boolean, Integer, Long, List, Structure };
    Kind kind = Kind::String;
    std::string_view name{};            ///< Of a structure.
    std::span<const Member> members{};  ///< Of a structure, in the order of the service's checks.
    const Shape* element = nullptr;     ///< Of a list.

    std::span<const std::string_view> values{};  ///< Of an enumeration, in the complaint's order.
    bool is_plain_name = false;                  ///< Letters, digits, `_`, `.` and `-`.
    bool is_table_name = false;                  ///< The same, or within the ARN of a table.
    std::optional<std::int64_t> min_value{};
    std::optional<std::int64_t> max_value{};
    std::optional<std::size_t> min_length{};
    std::optional<std::size_t> max_length{};
};

/// Errors: `SerializationException` with the first that does not fit.
Result<void> check_types(const Json& body, const Shape& shape);
/// Requires that the types fit. Errors: `ValidationException` with up to ten complaints.
Result<void> check_constraints(const Json& body, const Shape& shape);

/// Nothing: the member is absent. Requires a structure.
std::optional<Json> member_of(const Json& structure, std::string_view name);

}  // namespace sosw::wire

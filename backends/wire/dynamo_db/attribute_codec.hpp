#pragma once

#include <optional>
#include <utility>

#include "backends/wire/dynamo_db/json_reading.hpp"
#include "core/ports/attribute_value.hpp"

/// AttributeValues between DynamoDB's JSON (`{"S": "text"}`) and the port's values.
///
/// Numbers are passed on as they were written; the tables normalise them.

namespace sosw::wire {

class JsonWriter;

/// What was read, and what DynamoDB finds wrong with it once types and constraints of the whole
/// request are in order: a number that is none, an empty set, two types in one value. Where there
/// is a problem, the value is a stand-in.
template <typename T>
struct Checked {
    T value{};
    std::optional<Error> problem{};

    /// The value, or the problem.
    Result<T> take() && {
        return problem ? Result<T>{fail(*std::move(problem))} : Result<T>{std::move(value)};
    }
};

/// Errors: `SerializationException`. A JSON null is an absent type, and so an empty value.
Result<Checked<AttributeValue>> read_attribute_value(const Json& json, Place place);
/// A map of values: an item or a key. Of names that come twice the last counts.
Result<Checked<Item>> read_item(const Json& json);
/// The same where the map is an element of a list.
Result<Checked<Item>> read_listed_item(const Json& json);

void write_attribute_value(JsonWriter& writer, const AttributeValue& value);
void write_item(JsonWriter& writer, const Item& item);

}  // namespace sosw::wire

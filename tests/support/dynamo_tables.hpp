#pragma once

#include <string>
#include <vector>

#include "core/ports/dynamo_db.hpp"

/// Two tables for tests of DynamoDB, and values to fill them: `items`, with the key `id` (S) and
/// the global indexes `by_owner`
/// (`owner` S, `rank` N) that projects everything and `owners` (`owner`) that projects keys and
/// `colour`; and `events`, with the key `lane` (S) and `tick` (N), the local index `by_weight`
/// (`weight` N) that projects keys only.

namespace sosw::test {

CreateTableInput items_definition();
CreateTableInput events_definition();

/// A number.
AttributeValue n(int value);
AttributeValue n(std::string text);
AttributeValue string_set(std::vector<std::string> values);
AttributeValue number_set(std::vector<std::string> values);

/// The error's name and message in one line, or `success`.
template <typename T>
std::string outcome(const Result<T>& result) {
    return result ? "success" : to_string(result.error());
}

}  // namespace sosw::test

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "backends/wire/dynamo_db/item_request.hpp"

/// The parameters that DynamoDB had before expressions, `Expected`, `AttributeUpdates`,
/// `KeyConditions`, `QueryFilter`, `ScanFilter` and `AttributesToGet`: their own rules, and the
/// expressions that say the same.

namespace sosw::wire {

/// Errors: `ValidationException` in the words of these parameters.
Result<void> check_expected(const LegacyConditions& expected);
/// Of filters and key conditions, which all have an operator.
Result<void> check_conditions(const LegacyConditions& conditions);
Result<void> check_updates(const LegacyUpdates& updates);

/// False for operators that no index can answer; key conditions must not have them.
bool is_indexable(std::string_view comparison);

/// Makes expressions; the placeholders in them are added to a request's own.
class LegacyTranslation {
public:
    LegacyTranslation(ExpressionAttributeNames& names, ExpressionAttributeValues& values)
        : names_{names}, values_{values} {}

    /// All must hold, or with `OR` any. Empty where there are no conditions. Requires checked ones.
    std::string conditions(
        const LegacyConditions& conditions, std::optional<std::string_view> conditional_operator
    );
    /// Requires checked updates.
    std::string updates(const LegacyUpdates& updates);

private:
    std::string term(const LegacyCondition& condition);
    std::string name(std::string_view attribute);
    std::string value(const AttributeValue& value);

    ExpressionAttributeNames& names_;
    ExpressionAttributeValues& values_;
};

/// A projection of whole attributes.
std::string project_attributes(
    const std::vector<std::string>& attributes, ExpressionAttributeNames& names
);
/// True for names that `project_attributes` made.
bool are_projected_attributes(const ExpressionAttributeNames& names);

/// True where each update takes something away: on an item that is not there nothing happens.
bool only_deletes(const LegacyUpdates& updates);

/// An error of the translated expression in the words of the legacy parameters.
Error in_legacy_words(Error error);

}  // namespace sosw::wire

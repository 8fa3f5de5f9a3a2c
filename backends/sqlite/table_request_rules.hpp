#pragma once

#include <string>
#include <vector>

#include "core/ports/table_administration.hpp"

/// What DynamoDB demands of requests to create and change tables, in its words and in its order.
///
/// Constraints on single members (lengths, patterns, enumerations) are checked before, by those who
/// read the request.
///
/// Source: DynamoDB API reference, CreateTable and UpdateTable; Developer Guide, "Quotas".

namespace sosw::sqlite {

/// The definition that the request asks for. Errors: `ValidationException`.
Result<CreateTableInput> check_creation(const CreateTableRequest& request);

/// What can be said about the request without the table. Errors: `ValidationException`.
Result<void> check_update(const UpdateTableRequest& request);

/// An index that is added to a table of these attributes. Errors: `ValidationException`.
Result<SecondaryIndex> check_new_index(
    const IndexRequest& request,
    const std::vector<AttributeDefinition>& definitions,
    BillingMode billing_mode
);

/// `Some AttributeDefinitions are not used`, where one of `defined` is no key of `definition`.
Result<void> check_definitions_are_used(
    const std::vector<AttributeDefinition>& defined, const CreateTableInput& definition
);

/// `ValidationException`, behind `One or more parameter values were invalid: `.
Failure invalid_parameter(const std::string& message);

}  // namespace sosw::sqlite

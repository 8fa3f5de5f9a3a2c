#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.hpp"
#include "core/ports/dynamo_db.hpp"

/// DynamoDB's expression language: conditions, filters, key conditions, projections and updates.
///
/// Parsed once per text (`ExpressionCache`), then bound to a call's names and values and evaluated
/// against items. Errors are `ValidationException`s in DynamoDB's words. Pure: knows no storage, so
/// that the emulation in SQLite and the reference model of the tests can be compared while they
/// share nothing but the language.
///
/// Source: DynamoDB Developer Guide, "Using expressions in DynamoDB".

namespace sosw::expression {

/// The names and values of one call, for looking up placeholders. Borrows; must not outlive the
/// call.
struct Bindings {
    const ExpressionAttributeNames& names;
    const ExpressionAttributeValues& values;
};

struct Condition;        // syntax tree of a condition, defined in condition.hpp
struct Update;           // syntax tree of an update, defined in update.hpp
struct ProjectionPaths;  // defined in projection.hpp
struct KeyCondition;     // defined in key_condition.hpp

/// Parsed trees are immutable and shared; placeholders in them are still unresolved.
using ConditionPointer = std::shared_ptr<const Condition>;
using UpdatePointer = std::shared_ptr<const Update>;
using ProjectionPointer = std::shared_ptr<const ProjectionPaths>;
using KeyConditionPointer = std::shared_ptr<const KeyCondition>;

/// Parses each text once. Keeps up to a few thousand texts, then starts afresh. Not for several
/// threads at a time; the trees are.
class ExpressionCache {
public:
    ExpressionCache();
    ~ExpressionCache();
    ExpressionCache(const ExpressionCache&) = delete;
    ExpressionCache& operator=(const ExpressionCache&) = delete;

    /// `kind` names the parameter in errors: `ConditionExpression` or `FilterExpression`.
    Result<ConditionPointer> condition(std::string_view text, std::string_view kind);
    Result<UpdatePointer> update(std::string_view text);
    Result<ProjectionPointer> projection(std::string_view text);
    Result<KeyConditionPointer> key_condition(std::string_view text);

private:
    struct Tables;
    std::unique_ptr<Tables> tables_;
};

/// The expressions of one call; null where the call has none.
struct CallExpressions {
    const Condition* condition = nullptr;
    const Update* update = nullptr;
    const ProjectionPaths* projection = nullptr;
    const KeyCondition* key_condition = nullptr;
    const Condition* filter = nullptr;
};

/// What DynamoDB checks before it looks at an item: every placeholder used is defined, every
/// definition is used, operand types and counts fit, update paths do not overlap, reserved words
/// are not used as plain names.
Result<void> validate(const CallExpressions& expressions, const Bindings& bindings);

/// What follows works on trees and bindings that have passed `validate`; it aborts where a
/// placeholder is undefined.

/// Does the condition hold for `item` (null: no such item)? A comparison with a missing attribute
/// is false.
Result<bool> evaluate(const Condition& condition, const Bindings& bindings, const Item* item);

/// Applies `update` to `item` (the key attributes alone where there was no item). All right-hand
/// sides read the item as it was before. Names of the top-level attributes touched are appended to
/// `touched`. On error `item` is unspecified.
Result<void> apply(
    const Update& update, const Bindings& bindings, Item& item, std::vector<std::string>& touched
);

/// For `UPDATED_OLD`/`UPDATED_NEW`: just the paths named by `update`, read from `item`.
Item updated_part(const Update& update, const Bindings& bindings, const Item& item);

/// The projected part of `item`.
Item project(const ProjectionPaths& projection, const Bindings& bindings, const Item& item);

/// A key condition bound to a schema: the hash value and, where there is one, a condition on the
/// sort key.
struct KeyRange {
    enum class Comparison {
        None,
        Equal,
        Less,
        LessEqual,
        Greater,
        GreaterEqual,
        Between,
        BeginsWith
    };
    AttributeValue hash;
    Comparison comparison = Comparison::None;
    AttributeValue first{};   ///< The operand; the lower bound of Between.
    AttributeValue second{};  ///< The upper bound of Between.
};
/// What is wrong with the form of a key condition whatever the schema is.
Result<void> check_key_condition(const KeyCondition& condition, const Bindings& bindings);
/// Errors as DynamoDB gives them: a missing hash condition, attributes that are not of the key,
/// unsupported operators.
Result<KeyRange> bind_key_condition(
    const KeyCondition& condition, const Bindings& bindings, const KeySchema& schema
);

}  // namespace sosw::expression

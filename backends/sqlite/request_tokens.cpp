#include "backends/sqlite/request_tokens.hpp"

#include <chrono>

#include "backends/sqlite/item_codec.hpp"

namespace sosw::sqlite {

namespace {

constexpr Duration kLifetime = std::chrono::minutes{10};

void add_expressions(
    Map& map,
    const std::string& condition,
    const ExpressionAttributeNames& names,
    const ExpressionAttributeValues& values
) {
    map.set("condition", condition);
    for (const auto& [name, attribute] : names) {
        map.set("#" + name, attribute);
    }
    for (const auto& [name, value] : values) {
        map.set(":" + name, value);
    }
}

/// The request as a value, which the item codec turns into comparable bytes.
std::string fingerprint(const TransactWriteItemsInput& input) {
    List actions;
    for (const TransactWriteItem& action : input.transact_items) {
        Map map{{"kind", AttributeValue::number(static_cast<std::int64_t>(action.index()))}};
        std::visit(
            [&](const auto& write) {
                map.set("table", write.table_name);
                if constexpr (requires { write.item; }) {
                    map.set("item", AttributeValue::Variant{write.item});
                } else {
                    map.set("key", AttributeValue::Variant{write.key});
                }
                if constexpr (requires { write.update_expression; }) {
                    map.set("update", write.update_expression);
                }
                add_expressions(
                    map,
                    write.condition_expression,
                    write.expression_attribute_names,
                    write.expression_attribute_values
                );
            },
            action
        );
        actions.emplace_back(AttributeValue::Variant{std::move(map)});
    }
    std::string blob;
    const Result<void> encoded =
        encode_item({{"actions", AttributeValue::Variant{std::move(actions)}}}, blob);
    return encoded ? blob : encoded.error().message;
}

}  // namespace

Result<bool> RequestTokens::is_repeated(const TransactWriteItemsInput& input) {
    Statement statement{database_, "SELECT request, at_us FROM dynamo_tokens WHERE token = ?"};
    statement.bind_text(1, input.client_request_token);
    if (!statement.step()) {
        return false;
    }
    const Timestamp at = from_epoch_microseconds(statement.column_int64(1));
    if (clock_.now() - at >= kLifetime) {
        return false;
    }
    if (statement.column_blob(0) != fingerprint(input)) {
        return fail(
            ErrorCode::InvalidRequest,
            "IdempotentParameterMismatchException",
            "The request uses the same client token as a previous, but non-identical request. Do "
            "not reuse a client token with different requests, unless the requests are identical"
        );
    }
    return true;
}

void RequestTokens::remember(const TransactWriteItemsInput& input) {
    const std::int64_t now = epoch_microseconds(clock_.now());
    Statement{database_, "DELETE FROM dynamo_tokens WHERE at_us <= ?"}
        .bind(1, now - kLifetime.count())
        .run();
    const std::string request = fingerprint(input);
    Statement{database_, "INSERT OR REPLACE INTO dynamo_tokens VALUES (?, ?, ?)"}
        .bind_text(1, input.client_request_token)
        .bind_blob(2, request)
        .bind(3, now)
        .run();
}

}  // namespace sosw::sqlite

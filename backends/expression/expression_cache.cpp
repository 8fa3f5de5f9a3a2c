#include <functional>
#include <string>
#include <unordered_map>
#include <utility>

#include "backends/expression/condition.hpp"
#include "backends/expression/expression.hpp"
#include "backends/expression/key_condition.hpp"
#include "backends/expression/projection.hpp"
#include "backends/expression/update.hpp"
#include "core/base/ensure.hpp"

namespace sosw::expression {

namespace {

constexpr std::size_t kTextsMax = 4096;

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>{}(text);
    }
};

/// Trees by their text. Never iterated, so that its order decides nothing.
template <typename Tree>
class Table {
public:
    template <typename Parse>
    Result<std::shared_ptr<const Tree>> find_or_parse(std::string_view text, Parse parse) {
        if (const auto found = trees_.find(text); found != trees_.end()) {
            return found->second;
        }
        auto tree = std::make_shared<const Tree>(TRY(parse(text)));
        if (trees_.size() >= kTextsMax) {
            trees_.clear();
        }
        trees_.emplace(text, tree);
        return tree;
    }

private:
    std::unordered_map<std::string, std::shared_ptr<const Tree>, TextHash, std::equal_to<>> trees_;
};

Result<KeyCondition> parse_key_condition(std::string_view text) {
    return KeyCondition{TRY(parse_condition(text, "KeyConditionExpression"))};
}

}  // namespace

struct ExpressionCache::Tables {
    Table<Condition> conditions;
    Table<Condition> filters;
    Table<Update> updates;
    Table<ProjectionPaths> projections;
    Table<KeyCondition> key_conditions;
};

ExpressionCache::ExpressionCache() : tables_{std::make_unique<Tables>()} {}
ExpressionCache::~ExpressionCache() = default;

Result<ConditionPointer> ExpressionCache::condition(std::string_view text, std::string_view kind) {
    const bool is_filter = kind == "FilterExpression";
    ENSURE(is_filter || kind == "ConditionExpression");
    Table<Condition>& table = is_filter ? tables_->filters : tables_->conditions;
    return table.find_or_parse(text, [&](std::string_view t) { return parse_condition(t, kind); });
}

Result<UpdatePointer> ExpressionCache::update(std::string_view text) {
    return tables_->updates.find_or_parse(text, parse_update);
}

Result<ProjectionPointer> ExpressionCache::projection(std::string_view text) {
    return tables_->projections.find_or_parse(text, parse_projection);
}

Result<KeyConditionPointer> ExpressionCache::key_condition(std::string_view text) {
    return tables_->key_conditions.find_or_parse(text, parse_key_condition);
}

}  // namespace sosw::expression

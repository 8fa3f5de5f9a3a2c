#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/expression/condition.hpp"
#include "backends/sqlite/item_codec.hpp"

/// A filter tested on items as they are stored, without decoding them.
///
/// Counting and filtering look at every item of a range; making an `Item` of each costs more than
/// SQLite's own work. This takes the conditions that most filters are made of (does a top-level
/// attribute exist, how does it compare with a whole number or a text) and leaves everything else
/// to `expression::evaluate`, whose meaning it must not differ from.

namespace sosw::sqlite {

class StoredFilter {
public:
    /// Nothing where some term of the condition needs more than this can do. `projected`: the
    /// attributes that the index has; empty for all. What the condition and the bindings own must
    /// outlive the filter.
    static std::optional<StoredFilter> compile(
        const expression::Condition& condition,
        const expression::Bindings& bindings,
        const std::vector<std::string>& projected
    );

    /// Nothing where a stored value has a form that must be decoded to be compared.
    std::optional<bool> test(std::string_view blob) const;

private:
    struct Test {
        expression::Predicate predicate = expression::Predicate::Equal;
        std::string_view attribute{};
        StoredValue constant{};  ///< What it is compared with.
    };

    explicit StoredFilter(const expression::Condition& condition) : condition_{&condition} {}
    bool add(
        const expression::Term& term,
        const expression::Bindings& bindings,
        const std::vector<std::string>& projected
    );
    static std::optional<bool> test(const Test& test, std::string_view blob);

    const expression::Condition* condition_;
    std::vector<Test> tests_;
};

}  // namespace sosw::sqlite

#include "sim/invariants/index_check.hpp"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::sim {

namespace {

void add_key(std::vector<std::string>& names, const KeySchema& key) {
    for (const std::string& name : {key.hash, key.range}) {
        if (!name.empty() && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    }
}

bool has_all(const Item& item, const std::vector<std::string>& names) {
    return std::ranges::all_of(names, [&](const std::string& name) { return item.contains(name); });
}

/// The keys of all items that have them all, as sorted texts.
std::vector<std::string> keys_in(
    DynamoDb& dynamo_db, ScanInput scan, const std::vector<std::string>& names
) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string placeholder = fmt::format("#k{}", i);
        scan.projection_expression += (i == 0 ? "" : ", ") + placeholder;
        scan.expression_attribute_names.emplace_back(placeholder, names[i]);
    }
    std::vector<std::string> keys;
    do {
        Result<ScanOutput> page = dynamo_db.scan(scan);
        ENSURE(page.has_value());
        for (const Item& item : page->items) {
            if (!has_all(item, names)) {
                continue;
            }
            std::string text;
            for (const std::string& name : names) {
                text += fmt::format(
                    "{}{}={}", text.empty() ? "" : " ", name, to_json(*item.find(name))
                );
            }
            keys.push_back(std::move(text));
        }
        scan.exclusive_start_key = std::move(page->last_evaluated_key);
    } while (scan.exclusive_start_key);
    std::ranges::sort(keys);
    return keys;
}

std::string first_difference(
    const std::vector<std::string>& in_table, const std::vector<std::string>& in_index
) {
    std::vector<std::string> differing;
    std::ranges::set_difference(in_table, in_index, std::back_inserter(differing));
    if (!differing.empty()) {
        return "lacks " + differing.front();
    }
    std::ranges::set_difference(in_index, in_table, std::back_inserter(differing));
    return "still has " + differing.front();
}

}  // namespace

Breach check_indexes(DynamoDb& dynamo_db, const std::string& table_name) {
    const Result<TableDescription> table = dynamo_db.describe_table(table_name);
    ENSURE(table.has_value());
    for (const SecondaryIndex& index : table->definition.global_secondary_indexes) {
        std::vector<std::string> names;
        add_key(names, table->definition.key_schema);
        add_key(names, index.key_schema);
        const auto in_table = keys_in(dynamo_db, {.table_name = table_name}, names);
        const auto in_index =
            keys_in(dynamo_db, {.table_name = table_name, .index_name = index.index_name}, names);
        if (in_table != in_index) {
            return broken(
                Invariant::IndexConverges,
                fmt::format(
                    "the index {} {}", index.index_name, first_difference(in_table, in_index)
                )
            );
        }
    }
    return std::nullopt;
}

}  // namespace sosw::sim

#include "sim/invariants/index_check.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "core/tasks/json_text.hpp"
#include "sim/record/event_log_hash.hpp"

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

/// Scans, and hands on all items that have all of `names`, with these attributes alone.
template <typename Use>
void for_each_item(
    DynamoDb& dynamo_db, ScanInput scan, const std::vector<std::string>& names, const Use& use
) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string placeholder = fmt::format("#k{}", i);
        scan.projection_expression += (i == 0 ? "" : ", ") + placeholder;
        scan.expression_attribute_names.emplace_back(placeholder, names[i]);
    }
    do {
        Result<ScanOutput> page = dynamo_db.scan(scan);
        ENSURE(page.has_value());
        for (const Item& item : page->items) {
            if (has_all(item, names)) {
                use(item);
            }
        }
        scan.exclusive_start_key = std::move(page->last_evaluated_key);
    } while (scan.exclusive_start_key);
}

/// Which keys there are, whatever their order, in two words: lists of millions of texts would be
/// the peak of a run's memory, and sorting them half of a recount's time. Equal for equal keys;
/// different keys are taken for equal once in 2^64.
struct Keys {
    std::int64_t count = 0;
    std::uint64_t sum = 0;  ///< Of the hashes, so that order does not matter.
    bool operator==(const Keys&) const = default;
};

/// Spreads what differs over all bits, so that sums of similar hashes do not cancel out.
std::uint64_t mixed(std::uint64_t hash) {
    hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
    hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
    return hash ^ (hash >> 31);
}

void add_value(const AttributeValue& value, EventLogHash& hash) {
    if (const auto text = value.as_string()) {
        hash.add(*text);
    } else {
        hash.add_null();  // A number is no text of the same letters.
        const auto* number = value.get_if<Number>();
        const std::string other = number != nullptr ? std::string{} : to_json(value);
        hash.add(std::string_view{number != nullptr ? number->text : other});
    }
}

Keys keys_in(DynamoDb& dynamo_db, ScanInput scan, const std::vector<std::string>& names) {
    Keys keys;
    for_each_item(dynamo_db, std::move(scan), names, [&](const Item& item) {
        EventLogHash hash;
        for (const std::string& name : names) {
            add_value(*item.find(name), hash);
        }
        ++keys.count;
        keys.sum += mixed(hash.value());
    });
    return keys;
}

/// The keys themselves, as sorted texts.
std::vector<std::string> key_texts_in(
    DynamoDb& dynamo_db, ScanInput scan, const std::vector<std::string>& names
) {
    std::vector<std::string> keys;
    for_each_item(dynamo_db, std::move(scan), names, [&](const Item& item) {
        std::string text;
        for (const std::string& name : names) {
            text +=
                fmt::format("{}{}={}", text.empty() ? "" : " ", name, to_json(*item.find(name)));
        }
        keys.push_back(std::move(text));
    });
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
        const ScanInput of_table{.table_name = table_name};
        const ScanInput of_index{.table_name = table_name, .index_name = index.index_name};
        if (keys_in(dynamo_db, of_table, names) != keys_in(dynamo_db, of_index, names)) {
            const std::string difference = first_difference(
                key_texts_in(dynamo_db, of_table, names), key_texts_in(dynamo_db, of_index, names)
            );
            return broken(
                Invariant::IndexConverges,
                fmt::format("the index {} {}", index.index_name, difference)
            );
        }
    }
    return std::nullopt;
}

}  // namespace sosw::sim

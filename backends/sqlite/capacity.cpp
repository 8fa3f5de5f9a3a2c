#include "backends/sqlite/capacity.hpp"

#include <algorithm>

#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/item_size.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::int64_t kReadUnitBytes = 4096;
constexpr std::int64_t kWriteUnitBytes = 1024;

double units(std::int64_t size_bytes, std::int64_t unit_bytes) {
    const std::int64_t counted = std::max<std::int64_t>(size_bytes, 1);
    const std::int64_t begun = (counted + unit_bytes - 1) / unit_bytes;
    return static_cast<double>(begun);
}

/// The entry of an item in `index`, or nothing where it has none.
std::optional<Item> entry_of(const IndexLayout& index, const Item* item) {
    if (item == nullptr || !item->contains(index.schema.hash) ||
        (index.has_range() && !item->contains(index.schema.range))) {
        return std::nullopt;
    }
    if (index.projects_all()) {
        return *item;
    }
    Item entry;
    for (const Attribute& attribute : *item) {
        if (std::ranges::find(index.projected, attribute.name) != index.projected.end()) {
            entry.append(attribute.name, attribute.value);
        }
    }
    return entry;
}

bool same_keys(const IndexLayout& index, const Item& left, const Item& right) {
    const auto same = [&](const std::string& name) {
        return name.empty() || *left.find(name) == *right.find(name);
    };
    return same(index.schema.hash) && same(index.schema.range);
}

double index_units(const IndexLayout& index, const Item* before, const Item* after) {
    const std::optional<Item> old_entry = entry_of(index, before);
    const std::optional<Item> new_entry = entry_of(index, after);
    const double removal = old_entry ? units(item_size(*old_entry), kWriteUnitBytes) : 0;
    const double insertion = new_entry ? units(item_size(*new_entry), kWriteUnitBytes) : 0;
    if (old_entry && new_entry) {
        if (*old_entry == *new_entry) {
            return 0;
        }
        if (same_keys(index, *old_entry, *new_entry)) {
            return std::max(removal, insertion);
        }
    }
    return removal + insertion;
}

ConsumedCapacity summed(
    const std::string& table_name,
    double table_units,
    std::vector<std::pair<std::string, double>> index_units,
    ReturnConsumedCapacity detail
) {
    ConsumedCapacity made{.table_name = table_name, .table_units = table_units};
    made.capacity_units = table_units;
    for (const auto& [name, index] : index_units) {
        made.capacity_units += index;
    }
    if (detail == ReturnConsumedCapacity::Indexes) {
        made.index_units = std::move(index_units);
    }
    return made;
}

}  // namespace

double read_units(std::int64_t size_bytes, ReadKind kind) {
    const double blocks = units(size_bytes, kReadUnitBytes);
    switch (kind) {
        case ReadKind::Eventual:
            return blocks / 2;
        case ReadKind::Strong:
            return blocks;
        case ReadKind::Transactional:
            return blocks * 2;
    }
    return blocks;
}

ConsumedCapacity read_capacity(
    const std::string& table_name,
    const std::string& index_name,
    double units_read,
    ReturnConsumedCapacity detail
) {
    const bool of_table = index_name.empty();
    std::vector<std::pair<std::string, double>> of_index;
    if (!of_table) {
        of_index.emplace_back(index_name, units_read);
    }
    ConsumedCapacity made =
        summed(table_name, of_table ? units_read : 0, std::move(of_index), detail);
    made.read_capacity_units = made.capacity_units;
    return made;
}

ConsumedCapacity write_capacity(
    const WritePlan& plan, bool transactional, ReturnConsumedCapacity detail
) {
    using Action = WritePlan::Action;
    const double factor = transactional ? 2 : 1;
    const bool writes = plan.action == Action::Insert || plan.action == Action::Update;
    std::optional<Item> before;
    std::optional<Item> after;
    if (plan.existed) {
        before = decode_item(plan.old.item);
    }
    if (writes) {
        after = decode_item(plan.blob);
    }
    const std::int64_t size =
        std::max(before ? stored_size(plan.old.item) : 0, after ? stored_size(plan.blob) : 0);
    std::vector<std::pair<std::string, double>> of_indexes;
    if (plan.action != Action::Nothing) {
        for (const IndexLayout& index : plan.table->indexes()) {
            const double taken =
                factor * index_units(index, before ? &*before : nullptr, after ? &*after : nullptr);
            if (taken > 0) {
                of_indexes.emplace_back(index.name, taken);
            }
        }
    }
    ConsumedCapacity made = summed(
        plan.table->definition().table_name,
        factor * units(size, kWriteUnitBytes),
        std::move(of_indexes),
        detail
    );
    made.write_capacity_units = made.capacity_units;
    return made;
}

void add_capacity(std::vector<ConsumedCapacity>& total, const ConsumedCapacity& more) {
    const auto found = std::ranges::find(total, more.table_name, &ConsumedCapacity::table_name);
    if (found == total.end()) {
        total.push_back(more);
        return;
    }
    found->capacity_units += more.capacity_units;
    found->read_capacity_units += more.read_capacity_units;
    found->write_capacity_units += more.write_capacity_units;
    found->table_units += more.table_units;
    for (const auto& [name, units_of_index] : more.index_units) {
        const auto index = std::ranges::find(found->index_units, name, [](const auto& entry) {
            return entry.first;
        });
        if (index == found->index_units.end()) {
            found->index_units.emplace_back(name, units_of_index);
        } else {
            index->second += units_of_index;
        }
    }
}

}  // namespace sosw::sqlite

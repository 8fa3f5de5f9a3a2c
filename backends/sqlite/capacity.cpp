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

/// What a write takes of an index, where the old entry stood and where the new one stands.
struct IndexUnits {
    double removal = 0;
    double insertion = 0;

    double total() const { return removal + insertion; }
};

IndexUnits index_units(const IndexLayout& index, const Item* before, const Item* after) {
    const std::optional<Item> old_entry = entry_of(index, before);
    const std::optional<Item> new_entry = entry_of(index, after);
    const double removal = old_entry ? units(item_size(*old_entry), kWriteUnitBytes) : 0;
    const double insertion = new_entry ? units(item_size(*new_entry), kWriteUnitBytes) : 0;
    if (old_entry && new_entry) {
        if (*old_entry == *new_entry) {
            return {};
        }
        if (same_keys(index, *old_entry, *new_entry)) {
            return {.insertion = std::max(removal, insertion)};
        }
    }
    return {.removal = removal, .insertion = insertion};
}

/// A planned write with its items, decoded.
struct WriteItems {
    explicit WriteItems(const WritePlan& plan) {
        using Action = WritePlan::Action;
        if (plan.existed) {
            before = decode_item(plan.old.item);
        }
        if (plan.action == Action::Insert || plan.action == Action::Update) {
            after = decode_item(plan.blob);
        }
        size =
            std::max(before ? stored_size(plan.old.item) : 0, after ? stored_size(plan.blob) : 0);
    }
    const Item* old() const { return before ? &*before : nullptr; }
    const Item* made() const { return after ? &*after : nullptr; }

    std::optional<Item> before{};
    std::optional<Item> after{};
    std::int64_t size = 0;  ///< The larger one's.
};

std::string partition_of(const Item& item, const std::string& hash) {
    return std::string{EncodedKey::of(*item.find(hash)).bytes()};
}

CapacityUse table_use(const WritePlan& plan, std::int64_t size, double factor) {
    return {
        .units = factor * units(size, kWriteUnitBytes),
        .partition = std::string{plan.keys.front().bytes()}};
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
    const double factor = transactional ? 2 : 1;
    const WriteItems items{plan};
    std::vector<std::pair<std::string, double>> of_indexes;
    if (plan.action != WritePlan::Action::Nothing) {
        for (const IndexLayout& index : plan.table->indexes()) {
            const double taken = factor * index_units(index, items.old(), items.made()).total();
            if (taken > 0) {
                of_indexes.emplace_back(index.name, taken);
            }
        }
    }
    ConsumedCapacity made = summed(
        plan.table->definition().table_name,
        factor * units(items.size, kWriteUnitBytes),
        std::move(of_indexes),
        detail
    );
    made.write_capacity_units = made.capacity_units;
    return made;
}

std::vector<CapacityUse> write_uses(const WritePlan& plan, bool transactional) {
    const double factor = transactional ? 2 : 1;
    const WriteItems items{plan};
    std::vector<CapacityUse> uses{table_use(plan, items.size, factor)};
    if (plan.action == WritePlan::Action::Nothing) {
        return uses;
    }
    for (const IndexLayout& index : plan.table->indexes()) {
        const IndexUnits taken = index_units(index, items.old(), items.made());
        if (!index.is_global) {
            uses.front().units += factor * taken.total();
            continue;
        }
        const auto add = [&](double taken_there, const Item* item) {
            if (taken_there > 0) {
                uses.push_back(
                    {.index = index.name,
                     .units = factor * taken_there,
                     .partition = partition_of(*item, index.schema.hash)}
                );
            }
        };
        add(taken.removal, items.old());
        add(taken.insertion, items.made());
    }
    return uses;
}

std::vector<CapacityUse> refused_write_uses(const WritePlan& plan, bool transactional) {
    return {table_use(plan, plan.existed ? stored_size(plan.old.item) : 0, transactional ? 2 : 1)};
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

#include "gui/model/task_order.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "gui/model/record_heads.hpp"

namespace sosw::gui {

namespace {

using Order = std::vector<std::uint32_t>;

/// One filter, made ready for many rows.
class Chosen {
public:
    Chosen(const RunView& view, const TaskFilter& filter, const std::optional<TimeRange>& range)
        : view_{view}, filter_{filter} {
        if (filter.within_range) {
            range_ = range;
        }
        if (!filter.labourer.empty()) {
            labourer_ = find_labourer(view, filter.labourer).value_or(kNoLabourer);
        }
    }

    bool all() const {
        return !range_ && !labourer_ && filter_.text.empty() &&
               std::ranges::all_of(filter_.states, [](bool wanted) { return wanted; });
    }

    bool has(const TaskRow& row) const {
        return filter_.states.at(static_cast<std::size_t>(row.state)) &&
               (!labourer_ || row.labourer == *labourer_) && lives_in_range(row) && matches(row);
    }

private:
    bool lives_in_range(const TaskRow& row) const {
        if (!range_) {
            return true;
        }
        const bool ended_before = row.closed != Duration::min() && row.closed < range_->from;
        return row.created <= range_->to && !ended_before;
    }

    bool matches(const TaskRow& row) const {
        if (filter_.text.empty()) {
            return true;
        }
        const auto index = static_cast<std::size_t>(row.task) - 1;
        const bool in_id = index < view_.task_ids.size() &&
                           view_.task_ids[index].find(filter_.text) != std::string::npos;
        return in_id || std::to_string(row.task) == filter_.text;
    }

    const RunView& view_;
    const TaskFilter& filter_;
    std::optional<TimeRange> range_;
    std::optional<LabourerIndex> labourer_;
};

double number_of(const TaskRow& row, TaskColumn column) {
    const auto time = [](Duration at) { return static_cast<double>(at.count()); };
    switch (column) {
        case TaskColumn::Labourer:
            return static_cast<double>(row.labourer);
        case TaskColumn::State:
            return static_cast<double>(row.state);
        case TaskColumn::Created:
            return time(row.created);
        case TaskColumn::Invoked:
            return time(row.invoked);
        case TaskColumn::Closed:
            return time(row.closed);
        case TaskColumn::Attempts:
            return static_cast<double>(row.attempts);
        case TaskColumn::Wait:
            return static_cast<double>(row.wait_seconds);
        case TaskColumn::Number:
        case TaskColumn::Id:
            break;
    }
    return static_cast<double>(row.task);
}

/// Stable, in either direction: equal rows stay in order of their numbers.
template <typename Key>
void sort_by(Order& order, bool descending, const std::vector<Key>& keys) {
    if (descending) {
        std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
            return keys[b] < keys[a];
        });
    } else {
        std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
            return keys[a] < keys[b];
        });
    }
}

void sort_by_id(Order& order, const RunView& view, bool descending) {
    std::vector<std::string_view> ids(view.task_ids.size());
    for (std::size_t index = 0; index < ids.size(); ++index) {
        ids[index] = view.task_ids[index];
    }
    std::erase_if(order, [&](std::uint32_t index) { return index >= ids.size(); });
    sort_by(order, descending, ids);
}

void sort(Order& order, const Rows<TaskRow>& rows, const RunView& view, const TaskFilter& filter) {
    if (filter.order == TaskColumn::Number) {
        if (filter.descending) {
            std::ranges::reverse(order);
        }
        return;
    }
    if (filter.order == TaskColumn::Id) {
        sort_by_id(order, view, filter.descending);
        return;
    }
    std::vector<double> keys(rows.size());
    for (const std::uint32_t index : order) {
        keys[index] = number_of(rows[index], filter.order);
    }
    sort_by(order, filter.descending, keys);
}

}  // namespace

std::shared_ptr<const Order> task_order(
    const Rows<TaskRow>& rows,
    const RunView& view,
    const TaskFilter& filter,
    const std::optional<TimeRange>& range
) {
    const Chosen chosen{view, filter, range};
    if (chosen.all() && filter.order == TaskColumn::Number && !filter.descending) {
        return nullptr;
    }
    auto order = std::make_shared<Order>();
    for (std::size_t index = 0; index < rows.size(); ++index) {
        if (chosen.has(rows[index])) {
            order->push_back(static_cast<std::uint32_t>(index));
        }
    }
    sort(*order, rows, view, filter);
    return order;
}

}  // namespace sosw::gui

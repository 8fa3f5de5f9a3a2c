#include "sim/workload/trace_mapping.hpp"

#include <algorithm>
#include <utility>

namespace sosw::sim {

TraceMapping::TraceMapping(const TraceReplay& replay, std::string labourer)
    : labourer_{std::move(labourer)} {
    for (const auto& [name, its_labourer] : replay.functions) {
        entries_.push_back({.name = name, .labourer = its_labourer});
        has_pairs_ = has_pairs_ || name.find('/') != std::string::npos;
    }
    std::ranges::sort(entries_, {}, &Entry::name);
}

TraceMapping::Entry* TraceMapping::find(std::string_view name) {
    const auto found = std::ranges::lower_bound(entries_, name, {}, [](const Entry& entry) {
        return std::string_view{entry.name};
    });
    if (found == entries_.end() || found->name != name) {
        return nullptr;
    }
    found->used = true;
    return &*found;
}

const std::string* TraceMapping::of_function(std::string_view app, std::string_view func) {
    Entry* entry = nullptr;
    if (has_pairs_) {
        scratch_.assign(app).append("/").append(func);
        entry = find(scratch_);
    }
    if (entry == nullptr) {
        entry = find(func);
    }
    if (entry == nullptr) {
        entry = find(app);
    }
    if (entry != nullptr) {
        return &entry->labourer;
    }
    return labourer_.empty() ? nullptr : &labourer_;
}

const std::string* TraceMapping::of_labourer(std::string_view name) {
    if (name.empty()) {
        return labourer_.empty() ? nullptr : &labourer_;
    }
    if (const Entry* entry = find(name)) {
        return &entry->labourer;
    }
    scratch_ = name;
    return &scratch_;
}

std::vector<std::string> TraceMapping::unused() const {
    std::vector<std::string> names;
    for (const Entry& entry : entries_) {
        if (!entry.used) {
            names.push_back(entry.name);
        }
    }
    return names;
}

}  // namespace sosw::sim

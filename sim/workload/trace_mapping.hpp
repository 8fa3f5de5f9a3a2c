#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/workload.hpp"

namespace sosw::sim {

/// Which labourer a row of a trace is for.
///
/// `functions` of the workload maps names of the trace, and the workload's `labourer` gets the
/// rest. Where a trace names labourers itself, a name that is not mapped stands for itself.
class TraceMapping {
public:
    TraceMapping(const TraceReplay& replay, std::string labourer);

    /// For a function of Azure: its `app/func`, its `func` or its `app`, else the workload's
    /// labourer. Null: the row is left out.
    const std::string* of_function(std::string_view app, std::string_view func);
    /// For a labourer's name, empty for none. Null: there is none, which is a mistake.
    const std::string* of_labourer(std::string_view name);

    /// The names in `functions` that no row had so far.
    std::vector<std::string> unused() const;

private:
    struct Entry {
        std::string name;
        std::string labourer;
        bool used = false;
    };

    Entry* find(std::string_view name);

    std::vector<Entry> entries_;  ///< Sorted by name.
    std::string labourer_;
    bool has_pairs_ = false;  ///< Some name is `app/func`.
    std::string scratch_;
};

}  // namespace sosw::sim

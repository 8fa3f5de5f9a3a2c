#pragma once

#include <span>
#include <string>

#include "backends/sqlite/table_throughput.hpp"

namespace sosw::sqlite {

/// Told by the emulated tables what each request takes of them, whoever asks and whatever he wants
/// to know: a second account beside the answers.
///
/// It is the account that limits are about: by table and global index, local indexes with their
/// table; a condition that does not hold takes as much as the item that it looked at. What was
/// refused took nothing.
class CapacityObserver {
public:
    CapacityObserver() = default;
    CapacityObserver(const CapacityObserver&) = delete;
    CapacityObserver& operator=(const CapacityObserver&) = delete;
    virtual ~CapacityObserver() = default;

    /// `uses` live as long as the call, which must not call back into the tables.
    virtual void took(
        const std::string& table, CapacityOperation operation, std::span<const CapacityUse> uses
    ) = 0;
};

}  // namespace sosw::sqlite

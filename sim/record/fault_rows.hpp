#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "sim/record/rows.hpp"

/// The rows about what was made to go wrong. As in `rows.hpp`.

namespace sosw::sim {

struct FaultRow {
    Timestamp at{};
    std::int64_t fault = 0;
    std::string_view kind;
    std::string_view caller;
    std::optional<PassNumber> pass{};
    std::string_view service{};    ///< Empty: NULL.
    std::string_view operation{};  ///< Empty: NULL.
    std::string_view resource{};   ///< Empty: NULL.
    std::optional<TaskNumber> task{};
    std::string detail{};  ///< Empty: NULL.
};

struct ThrottleRow {
    Timestamp minute{};
    std::string_view function;
    std::string_view reason;
    std::int64_t count = 0;
};

struct RuleEventRow {
    Timestamp at{};
    std::string_view essential;
    std::string_view event;
};

}  // namespace sosw::sim

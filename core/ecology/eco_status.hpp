#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace sosw {

/// How a labourer's surroundings feel: the worst feeling over its health metrics (sosw's
/// ECO_STATUSES).
enum class EcoStatus { Bad = 0, Poor = 1, Moderate = 2, Good = 3, High = 4 };

inline constexpr std::array kEcoStatuses{
    EcoStatus::Bad, EcoStatus::Poor, EcoStatus::Moderate, EcoStatus::Good, EcoStatus::High};

constexpr std::string_view to_string(EcoStatus status) {
    constexpr std::array<std::string_view, 5> kNames{"Bad", "Poor", "Moderate", "Good", "High"};
    return kNames.at(static_cast<std::size_t>(status));
}
constexpr int to_number(EcoStatus status) { return static_cast<int>(status); }
constexpr std::optional<EcoStatus> eco_status(int number) {
    return number >= 0 && number <= 4 ? std::optional{static_cast<EcoStatus>(number)}
                                      : std::nullopt;
}

}  // namespace sosw

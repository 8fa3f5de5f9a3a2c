#include "backends/time_zone.hpp"

#include <algorithm>
#include <string_view>

#include <absl/time/time.h>

namespace sosw {

namespace {

bool is_name_letter(char letter) {
    constexpr std::string_view kMarks = "+-_/";
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || kMarks.find(letter) != std::string_view::npos;
}

/// The library takes paths and the machine's own zone, too; a configuration means the same
/// everywhere.
bool is_name(std::string_view name) {
    return std::ranges::all_of(name, is_name_letter) && !name.starts_with('/') &&
           name != "localtime";
}

}  // namespace

std::optional<LocalDate> local_date_of(const std::string& time_zone) {
    absl::TimeZone zone = absl::UTCTimeZone();
    if (!is_name(time_zone) || (!time_zone.empty() && !absl::LoadTimeZone(time_zone, &zone))) {
        return std::nullopt;
    }
    return [zone](Timestamp at) {
        const absl::CivilDay day{zone.At(absl::FromUnixMicros(epoch_microseconds(at))).cs};
        return Date{std::chrono::days{day - absl::CivilDay{1970, 1, 1}}};
    };
}

LocalDate local_date_of(const SchedulerConfig& config) {
    return local_date_of(config.time_zone).value_or(&date_of);
}

bool knows_time_zone(const std::string& name) { return local_date_of(name).has_value(); }

}  // namespace sosw

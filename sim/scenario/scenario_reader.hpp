#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/time.hpp"
#include "core/config/config_reader.hpp"
#include "sim/scenario/distribution.hpp"

/// Reads the scenario format's own kinds of values (durations, rates, times, distributions) beside
/// those that configurations have. Part of loading; others want `load_scenario`.
///
/// As with `ConfigReader`: what is absent or null keeps the target, what does not fit is reported
/// and keeps it too.

namespace sosw::sim {

/// Both ends included.
struct DurationRange {
    Duration min{};
    Duration max = kDurationMax;
};

inline constexpr DurationRange kSomeTime{.min = Duration{1}};

/// Both ends included.
struct WholeRange {
    std::int64_t min = 0;
    std::int64_t max = 0;
};

class ScenarioReader : public ConfigReader {
public:
    using ConfigReader::ConfigReader;
    using ConfigReader::read;

    void problem(const ConfigValue& where, std::string message) const {
        problems().add(where, std::move(message));
    }

    /// The member `name`; reports that `whose` needs it, `such_as`, where it is absent.
    const ConfigValue* required(
        const ConfigValue& object,
        std::string_view name,
        std::string_view whose,
        std::string_view such_as
    ) const;
    /// True where `value` is an object whose keys are all known; unknown keys are reported and do
    /// no more harm.
    bool is_object(
        const ConfigValue& value, std::string_view what, std::span<const std::string_view> known
    ) const;

    std::optional<Duration> duration(const ConfigValue& value, DurationRange range = {}) const;
    void read(
        const ConfigValue& object, std::string_view name, DurationRange range, Duration& target
    ) const;

    /// Tasks per second of `"20/min"`.
    std::optional<double> rate(const ConfigValue& value) const;

    void read(const ConfigValue& object, std::string_view name, bool& target) const;
    void read(const ConfigValue& object, std::string_view name, Timestamp& target) const;
    void read(
        const ConfigValue& object, std::string_view name, WholeRange range, std::int64_t& target
    ) const;
    void read(const ConfigValue& object, std::string_view name, WholeRange range, int& target)
        const;
    /// Any finite number.
    void read_number(const ConfigValue& object, std::string_view name, double& target) const;
    void read_probability(const ConfigValue& object, std::string_view name, double& target) const;

    Distribution distribution(const ConfigValue& value) const;
    void read(const ConfigValue& object, std::string_view name, Distribution& target) const;

    /// The text of `value`, if it is one of `choices`.
    std::optional<std::string_view> choice(
        const ConfigValue& value, std::span<const std::string_view> choices
    ) const;

private:
    Distribution distribution_of(std::string_view kind, const ConfigValue& parameters) const;
    std::optional<Duration> required_duration(
        const ConfigValue& object,
        std::string_view name,
        std::string_view whose,
        DurationRange range
    ) const;
    Distribution uniform(const ConfigValue& parameters) const;
    Distribution normal(const ConfigValue& parameters) const;
    Distribution lognormal(const ConfigValue& parameters) const;
    Distribution exponential(const ConfigValue& parameters) const;
    Distribution empirical(const ConfigValue& values) const;
};

}  // namespace sosw::sim

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sim/scenario/scenario.hpp"
#include "sim/world/world.hpp"

/// Scenarios built in code, with just the fields that matter to a test, and questions to their
/// records.

namespace sosw::sim {

/// One labourer, `worker`, whose function takes a minute; 10 at once, 5 even tasks a minute for
/// half an hour, passes every minute. No metric, no latency, no failures.
Scenario small_world();

/// A CPU that rises with each execution and is the labourer's health metric: 4 up to 25 %, 3 up to
/// 50 %, else 0.
void add_database(Scenario& scenario, double base, double per_running);

/// Every call takes time: passes become actors.
void set_latency(Scenario& scenario, Duration dynamodb, Duration lambda_invoke = {});

/// Requires that Lambda takes the functions' settings.
std::unique_ptr<World> make_world(const Scenario& scenario, WorldOptions options = {});

/// The first column of the first row; 0 for NULL.
std::int64_t number(World& world, std::string_view sql);
std::string text(World& world, std::string_view sql);

/// The violations of the record, one per line: empty in every good world.
std::string violations(World& world);

/// Runs a scenario to its end and returns the hash of its record.
std::string run_to_hash(const Scenario& scenario, WorldOptions options = {});

}  // namespace sosw::sim

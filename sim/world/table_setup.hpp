#pragma once

#include <string>

#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/base/random.hpp"
#include "core/base/time.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"

/// The tables of a world, with the limits that the scenario gives them, and what is recorded about
/// those.

namespace sosw::sim {

/// Creates sosw's tables as the scenario has them. Each index that lags draws from a stream of its
/// own. The scenario must outlive `dynamo_db`.
void create_tables(
    const Scenario& scenario, const Random& random, sqlite::SqliteDynamoDb& dynamo_db
);

bool has_lagging_index(const Scenario& scenario);

/// Whether writes are on their way to an index of `table`.
bool is_behind(sqlite::SqliteDynamoDb& dynamo_db, const std::string& table);

/// Writes what tables with limits took and refused since the last call, as of `at`.
void record_capacity(sqlite::SqliteDynamoDb& dynamo_db, Timestamp at, Recorder& recorder);

}  // namespace sosw::sim

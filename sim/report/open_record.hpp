#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "backends/sqlite/database.hpp"
#include "sim/scenario/expectation.hpp"

/// Records of earlier runs, to be read again.

namespace sosw::sim {

/// Opens a record; on failure, what is wrong with the file and what would be right: it is missing,
/// no record, or of another version of this program. The record of a run that still goes on can be
/// read too. Throws `sqlite::DatabaseError` where the file is damaged or cannot be read.
tl::expected<std::unique_ptr<sqlite::Database>, std::string> open_record(const std::string& path);

/// What the scenario of a record expected of its run.
std::vector<Expectation> recorded_expectations(sqlite::Database& database);

}  // namespace sosw::sim

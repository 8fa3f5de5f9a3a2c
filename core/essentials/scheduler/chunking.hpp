#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/essentials/scheduler/periods.hpp"
#include "core/ports/attribute_value.hpp"

/// A job's attributes cut into those of its tasks (K12). Pure: no table, no clock.
///
/// The chunkable attributes are levels, outermost first: sections have stores, stores have
/// products. A level is cut where the job, or the part of it that stands there, asks so
/// (`isolate_sections`, `max_sections_per_batch`), or where a deeper level inside it is:
///
///     {"sections": {"a": {"stores": ["x", "y"], "isolate_stores": true}, "b": null}}
///     → {"sections": ["a"], "stores": ["x"]}
///       {"sections": ["a"], "stores": ["y"]}
///       {"sections": ["b"]}
///
/// Values are a list, one value, or an object whose members have the attributes of each value (or
/// null). `section` and `sections` are one name (M22). A limit holds for the levels below, too.

namespace sosw {

/// The tasks of a job, in order, and what its author should know.
struct Chunks {
    std::vector<Map> tasks{};
    std::vector<std::string> warnings{};  ///< Each once.
};

/// `chunkable_attrs` in the singular, outermost first.
using ChunkableAttributes = std::span<const std::string>;

/// The whole way: nothing chunkable, or nothing to be cut: the job as it is, its period, too (M21).
/// Otherwise first its dates and then its attributes are cut. Errors: `InvalidJob` for unknown
/// periods, limits below 1, and values that mix objects with others.
Result<Chunks> chunk_job(const Map& job, ChunkableAttributes attributes, Date today);

/// `period` as `date_list`: in one task, or with `isolate_days` in one for each day. Errors:
/// `InvalidJob` for a period that is none, or to be isolated and has no days.
Result<std::vector<Map>> chunk_dates(const Map& job, Date today);

/// Whether the level of `attribute` (in the singular or plural) is to be cut in `job`.
bool needs_chunking(const Map& job, std::string_view attribute, ChunkableAttributes attributes);

}  // namespace sosw

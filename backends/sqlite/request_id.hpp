#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/random.hpp"

namespace sosw::sqlite {

/// A request or message id in the shape of a version 4 UUID, such as
/// `6f0c8f8e-6a53-4d21-8b7c-00000000002a`, whose last twelve digits are the id of its row: found
/// again without an index over texts.
std::string make_request_id(Random& random, std::int64_t row_id);

/// The row that the id was made for, if it looks like one of ours. The row has to be compared with
/// the whole id.
std::optional<std::int64_t> row_of_request_id(std::string_view request_id);

/// A version 4 UUID with its dashes.
std::string make_uuid(Random& random);

}  // namespace sosw::sqlite

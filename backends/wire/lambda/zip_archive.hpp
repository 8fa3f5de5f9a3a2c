#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

/// Zip archives as deployment packages are: files stored or deflated, no encryption, no Zip64.

namespace sosw::wire {

struct ZipFile {
    std::string path{};  ///< Relative, with `/`, never above the root.
    std::string content{};
    bool is_executable = false;
};

/// What Lambda allows the files of a function to be together.
inline constexpr std::size_t kUnpackedSizeMax = 262'144'000;

/// The files of an archive, in its order; folders are left out.
///
/// Errors: `InvalidParameterValueException`, in Lambda's words, where the bytes are no archive that
/// we can read, where a path leads out of it, and where the files are more than `size_max` bytes.
Result<std::vector<ZipFile>> read_zip(std::string_view bytes, std::size_t size_max);

}  // namespace sosw::wire

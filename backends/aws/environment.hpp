#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sosw::aws {

/// The value of a variable; nothing where it is unset or empty. Tests give their own.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// That of this process.
Environment process_environment();

}  // namespace sosw::aws

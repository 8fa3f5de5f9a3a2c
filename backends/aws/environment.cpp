#include "backends/aws/environment.hpp"

#include <cstdlib>

namespace sosw::aws {

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* const value = std::getenv(name.c_str());
        return value != nullptr && *value != '\0' ? std::optional<std::string>{value}
                                                  : std::nullopt;
    };
}

}  // namespace sosw::aws

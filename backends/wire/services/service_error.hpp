#pragma once

#include <string>

namespace sosw::wire {

/// An error as AWS's protocols tell it.
struct ServiceError {
    std::string code;  ///< What clients see: `ParameterNotFound`.
    std::string message;
    int status = 400;
    bool sender = true;  ///< The caller's fault, not the service's.
    /// The shape's name where the service's model has another one than the code, as CloudWatch:
    /// `InvalidParameterValueException` for the code `InvalidParameterValue`.
    std::string shape{};

    const std::string& type_name() const { return shape.empty() ? code : shape; }
};

}  // namespace sosw::wire

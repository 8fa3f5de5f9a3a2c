#include "core/base/result.hpp"

namespace sosw {

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::ConditionFailed:
            return "ConditionFailed";
        case ErrorCode::NotFound:
            return "NotFound";
        case ErrorCode::Throttled:
            return "Throttled";
        case ErrorCode::Unavailable:
            return "Unavailable";
        case ErrorCode::OutcomeUnknown:
            return "OutcomeUnknown";
        case ErrorCode::InvalidRequest:
            return "InvalidRequest";
        case ErrorCode::AccessDenied:
            return "AccessDenied";
    }
    return "Unknown";
}

std::string to_string(const Error& error) {
    std::string text{error.name.empty() ? to_string(error.code) : std::string_view{error.name}};
    if (!error.message.empty()) {
        text.append(": ").append(error.message);
    }
    return text;
}

}  // namespace sosw

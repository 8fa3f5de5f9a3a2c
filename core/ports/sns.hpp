#pragma once

#include <string>

#include "core/base/result.hpp"

namespace sosw {

struct PublishInput {
    std::string topic_arn;
    std::string subject{};  ///< At most 100 characters.
    std::string message{};
};

struct PublishOutput {
    std::string message_id;
};

/// Amazon SNS, as far as sosw speaks to it.
class Sns {
public:
    Sns() = default;
    Sns(const Sns&) = delete;
    Sns& operator=(const Sns&) = delete;
    virtual ~Sns() = default;

    virtual Result<PublishOutput> publish(const PublishInput& input) = 0;
};

}  // namespace sosw

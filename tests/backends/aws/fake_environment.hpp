#pragma once

#include <map>
#include <string>

#include "backends/aws/environment.hpp"

namespace sosw::test {

/// An environment of a test's own, which may change while it is looked at.
class FakeEnvironment {
public:
    std::string& operator[](const std::string& name) { return variables_[name]; }

    /// Must not outlive this object.
    aws::Environment get() const {
        return [this](const std::string& name) -> std::optional<std::string> {
            const auto found = variables_.find(name);
            return found == variables_.end() || found->second.empty()
                       ? std::nullopt
                       : std::optional{found->second};
        };
    }

private:
    std::map<std::string, std::string> variables_;
};

}  // namespace sosw::test

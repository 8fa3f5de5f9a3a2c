#pragma once

#include <span>
#include <vector>

#include "core/base/result.hpp"
#include "core/ports/lambda.hpp"

namespace sosw {

/// Many invocations at once, for those who would otherwise wait for each answer before they ask for
/// the next one.
///
/// Apart from `Lambda`, since not every Lambda can do it and nobody needs it who is beside the
/// service.
class LambdaBatch {
public:
    LambdaBatch() = default;
    LambdaBatch(const LambdaBatch&) = delete;
    LambdaBatch& operator=(const LambdaBatch&) = delete;
    virtual ~LambdaBatch() = default;

    /// Does what `Lambda::invoke` does with each of `inputs`, in no particular order and perhaps at
    /// the same time, and returns when all have ended. One answer or error for each, in the order
    /// of `inputs`: an error of one says nothing about the others.
    virtual std::vector<Result<InvokeOutput>> invoke_all(std::span<const InvokeInput> inputs) = 0;
};

}  // namespace sosw

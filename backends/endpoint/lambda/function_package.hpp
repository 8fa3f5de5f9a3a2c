#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "backends/endpoint/lambda/function_worker.hpp"
#include "core/base/result.hpp"

namespace sosw::endpoint {

/// Uploaded code, unpacked to a folder of its own that goes with this object.
class FunctionPackage {
public:
    /// Reads the archive `code` as Lambda does, with its limit of 250 MB.
    ///
    /// Errors: `InvalidParameterValueException`; `ServiceException` where the disk fails us.
    static Result<std::shared_ptr<const FunctionPackage>> unpack(std::string_view code);
    ~FunctionPackage();
    FunctionPackage(const FunctionPackage&) = delete;
    FunctionPackage& operator=(const FunctionPackage&) = delete;

    /// The code's folder.
    std::string folder() const { return root_ + "/code"; }
    /// A file beside the code, written when it is first asked for.
    std::string file_beside(const std::string& name, std::string_view content) const;

private:
    explicit FunctionPackage(std::string root) : root_{std::move(root)} {}

    std::string root_;
};

/// How `package` is run: Python and Node.js by the program of this machine, whatever their version
/// is there, and of `provided` runtimes the file `bootstrap`. The package lives with the worker.
///
/// Errors: `Runtime.InvalidRuntime` for the other runtimes.
Result<FunctionWorker> worker_of_package(
    const std::shared_ptr<const FunctionPackage>& package, std::string_view runtime
);

}  // namespace sosw::endpoint

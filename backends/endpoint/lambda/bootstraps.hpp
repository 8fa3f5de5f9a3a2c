#pragma once

#include <string_view>

/// Programs that load a handler and serve it through the Runtime API, for uploaded code: what AWS's
/// managed runtimes do, in little.

namespace sosw::endpoint {

/// For `python3`; the handler is `module.function`.
extern const std::string_view kPythonBootstrap;
/// For `node`; the handler is `file.function`, of a CommonJS or an ES module, with a promise or a
/// callback.
extern const std::string_view kNodeBootstrap;

}  // namespace sosw::endpoint

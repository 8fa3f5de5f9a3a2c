#pragma once

#include <source_location>

/// Assertions that stay on in every build.
///
/// A wrong orchestrator does more harm than a stopped one: a broken invariant prints the condition
/// and its place to standard error and aborts. Never use it for what a caller, a user or a backend
/// can get wrong; those are `Result`s.

namespace sosw {

/// Prints `condition` with `where` and aborts the process.
[[noreturn]] void ensure_failed(const char* condition, std::source_location where);

}  // namespace sosw

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): the text of the condition is wanted.
#define ENSURE(...)                       \
    ((__VA_ARGS__) ? static_cast<void>(0) \
                   : ::sosw::ensure_failed(#__VA_ARGS__, std::source_location::current()))

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

/// Failures that callers branch on are values: `Result<T>` holds a `T` or an `Error`.
///
/// A code exists only where some caller acts differently on it; everything else is text. `TRY`
/// returns early with the error of a failed call and otherwise yields its value.

namespace sosw {

enum class ErrorCode {
    ConditionFailed,  ///< A condition did not hold (also: a transaction was cancelled). Nothing was
                      ///< changed.
    NotFound,         ///< The table, function, topic or item does not exist.
    Throttled,        ///< Refused for capacity; known not applied, so it is safe to try again.
    Unavailable,  ///< The service failed before it acted; known not applied, so it is safe to try
                  ///< again.
    OutcomeUnknown,  ///< The request may have been applied. Read back before acting on it.
    InvalidRequest,  ///< The request can never succeed as it is.
    AccessDenied,    ///< Credentials or permissions.
};

/// What a service adds to an error, read with `Error::detail<T>()` by those who know the type.
struct ErrorDetail {
    ErrorDetail() = default;
    ErrorDetail(const ErrorDetail&) = default;
    ErrorDetail& operator=(const ErrorDetail&) = default;
    virtual ~ErrorDetail() = default;
};

struct Error {
    ErrorCode code = ErrorCode::InvalidRequest;
    std::string
        name;  ///< The service's own name, e.g. `ConditionalCheckFailedException`; may be empty.
    std::string message;  ///< For people: what is wrong and, where we know it, what to do.
    std::shared_ptr<const ErrorDetail> details{};

    /// The attached detail of type `T`, or null.
    template <typename T>
    const T* detail() const {
        return dynamic_cast<const T*>(details.get());
    }
};

template <typename T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// Makes the failed side of any `Result`.
inline Failure fail(ErrorCode code, std::string name, std::string message) {
    return Failure{Error{.code = code, .name = std::move(name), .message = std::move(message)}};
}
inline Failure fail(Error error) { return Failure{std::move(error)}; }

/// True for errors that are known not to have been applied, so that the same request may be sent
/// again.
constexpr bool is_retryable(ErrorCode code) {
    return code == ErrorCode::Throttled || code == ErrorCode::Unavailable;
}

/// The spelling used in records and messages, e.g. `ConditionFailed`.
std::string_view to_string(ErrorCode code);

/// `name: message`, or the code's spelling where the service gave no name.
std::string to_string(const Error& error);

}  // namespace sosw

/// Yields the value of a `Result` expression; on failure returns its error from the enclosing
/// function. May stand inside the arguments of another `TRY`.
// NOLINTBEGIN(cppcoreguidelines-macro-usage): an early return cannot be a function.
#define TRY(...) SOSW_TRY_EXPANDED(__COUNTER__, __VA_ARGS__)
#define SOSW_TRY_EXPANDED(number, ...) SOSW_TRY_NUMBERED(number, __VA_ARGS__)
#define SOSW_TRY_NUMBERED(number, ...) SOSW_TRY_NAMED(sosw_try_result_##number, __VA_ARGS__)
#define SOSW_TRY_NAMED(name, ...)                                  \
    __extension__({                                                \
        auto&& name = (__VA_ARGS__);                               \
        if (!name) {                                               \
            return ::tl::make_unexpected(std::move(name).error()); \
        }                                                          \
        ::sosw::detail::take(std::move(name));                     \
    })
// NOLINTEND(cppcoreguidelines-macro-usage)

namespace sosw::detail {

template <typename T, typename E>
T take(tl::expected<T, E>&& result) {
    if constexpr (!std::is_void_v<T>) {
        return std::move(*result);
    }
}

}  // namespace sosw::detail

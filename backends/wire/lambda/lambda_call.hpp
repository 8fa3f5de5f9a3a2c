#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "backends/wire/http_message.hpp"
#include "backends/wire/uri.hpp"

/// Lambda's REST paths: which operation a method and a path stand for.

namespace sosw::wire {

enum class LambdaOperation {
    Invoke,
    InvokeAsync,
    CreateFunction,
    ListFunctions,
    GetFunction,
    GetFunctionCode,  ///< Not AWS's: where `GetFunction` says that the code can be fetched.
    DeleteFunction,
    GetFunctionConfiguration,
    UpdateFunctionConfiguration,
    UpdateFunctionCode,
    ListVersionsByFunction,
    ListAliases,
    GetAlias,
    PutFunctionConcurrency,
    GetFunctionConcurrency,
    DeleteFunctionConcurrency,
    PutFunctionEventInvokeConfig,
    UpdateFunctionEventInvokeConfig,
    GetFunctionEventInvokeConfig,
    DeleteFunctionEventInvokeConfig,
    ListFunctionEventInvokeConfigs,
    AddPermission,
    RemovePermission,
    GetPolicy,
    TagResource,
    UntagResource,
    ListTags,
    ListEventSourceMappings,
    GetAccountSettings,
};

struct LambdaCall {
    LambdaOperation operation = LambdaOperation::Invoke;
    std::string resource{};  ///< The function as the path names it, decoded: a name or an ARN.
    std::string detail{};    ///< What follows it: a statement's id, an alias.
    QueryParameters query{};

    /// The first value of that name.
    std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Nothing where AWS has no such path, or not with this method.
std::optional<LambdaCall> parse_lambda_call(const HttpRequest& request);

}  // namespace sosw::wire

#include "backends/wire/lambda/lambda_call.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace sosw::wire {

namespace {

/// `{}` stands for any segment: the first for the resource, the second for the detail.
struct Route {
    std::string_view method;
    std::string_view path;
    LambdaOperation operation;
};

using enum LambdaOperation;

constexpr auto kRoutes = std::to_array<Route>({
    {"POST", "2015-03-31/functions/{}/invocations", Invoke},
    {"POST", "2014-11-13/functions/{}/invoke-async", InvokeAsync},
    {"POST", "2015-03-31/functions", CreateFunction},
    {"GET", "2015-03-31/functions", ListFunctions},
    {"GET", "2015-03-31/functions/{}", GetFunction},
    {"DELETE", "2015-03-31/functions/{}", DeleteFunction},
    {"GET", "2015-03-31/functions/{}/code", GetFunctionCode},
    {"PUT", "2015-03-31/functions/{}/code", UpdateFunctionCode},
    {"GET", "2015-03-31/functions/{}/configuration", GetFunctionConfiguration},
    {"PUT", "2015-03-31/functions/{}/configuration", UpdateFunctionConfiguration},
    {"GET", "2015-03-31/functions/{}/versions", ListVersionsByFunction},
    {"GET", "2015-03-31/functions/{}/aliases", ListAliases},
    {"GET", "2015-03-31/functions/{}/aliases/{}", GetAlias},
    {"PUT", "2017-10-31/functions/{}/concurrency", PutFunctionConcurrency},
    {"GET", "2019-09-30/functions/{}/concurrency", GetFunctionConcurrency},
    {"DELETE", "2017-10-31/functions/{}/concurrency", DeleteFunctionConcurrency},
    {"PUT", "2019-09-25/functions/{}/event-invoke-config", PutFunctionEventInvokeConfig},
    {"POST", "2019-09-25/functions/{}/event-invoke-config", UpdateFunctionEventInvokeConfig},
    {"GET", "2019-09-25/functions/{}/event-invoke-config", GetFunctionEventInvokeConfig},
    {"DELETE", "2019-09-25/functions/{}/event-invoke-config", DeleteFunctionEventInvokeConfig},
    {"GET", "2019-09-25/functions/{}/event-invoke-config/list", ListFunctionEventInvokeConfigs},
    {"POST", "2015-03-31/functions/{}/policy", AddPermission},
    {"GET", "2015-03-31/functions/{}/policy", GetPolicy},
    {"DELETE", "2015-03-31/functions/{}/policy/{}", RemovePermission},
    {"POST", "2017-03-31/tags/{}", TagResource},
    {"GET", "2017-03-31/tags/{}", ListTags},
    {"DELETE", "2017-03-31/tags/{}", UntagResource},
    {"GET", "2015-03-31/event-source-mappings", ListEventSourceMappings},
    {"GET", "2016-08-19/account-settings", GetAccountSettings},
});

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (!path.empty()) {
        const std::size_t slash = path.find('/');
        if (slash != 0) {
            segments.push_back(path.substr(0, slash));
        }
        path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
    }
    return segments;
}

/// The segments that stand where the pattern has `{}`, decoded.
std::optional<std::vector<std::string>> match(
    std::string_view pattern, const std::vector<std::string_view>& segments
) {
    const std::vector<std::string_view> expected = segments_of(pattern);
    if (expected.size() != segments.size()) {
        return std::nullopt;
    }
    std::vector<std::string> values;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i] == "{}") {
            values.push_back(percent_decode(segments[i]));
        } else if (expected[i] != segments[i]) {
            return std::nullopt;
        }
    }
    return values;
}

}  // namespace

std::optional<std::string_view> LambdaCall::parameter(std::string_view name) const {
    const auto found =
        std::ranges::find_if(query, [&](const auto& one) { return one.first == name; });
    return found == query.end() ? std::nullopt : std::optional<std::string_view>{found->second};
}

std::optional<LambdaCall> parse_lambda_call(const HttpRequest& request) {
    const std::vector<std::string_view> segments = segments_of(path_of(request.target));
    for (const Route& route : kRoutes) {
        if (route.method != request.method) {
            continue;
        }
        if (auto values = match(route.path, segments)) {
            values->resize(2);
            return LambdaCall{
                .operation = route.operation,
                .resource = std::move((*values)[0]),
                .detail = std::move((*values)[1]),
                .query = parse_query(query_of(request.target)),
            };
        }
    }
    return std::nullopt;
}

}  // namespace sosw::wire

#include "backends/endpoint/services/cloud_watch_service.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "backends/endpoint/services/list_page.hpp"
#include "backends/endpoint/services/metric_data.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/wire/services/cloud_watch_values.hpp"

namespace sosw::endpoint {
namespace {

using wire::FieldReader;
using wire::Value;

constexpr std::size_t kMetricsPerPage = 500;

/// An error of the emulation, as CloudWatch's model and its older protocol call it.
struct ErrorNames {
    std::string_view name;
    std::string_view code;
    std::string_view shape;
};
constexpr std::array kErrors = {
    ErrorNames{"MissingRequiredParameter", "MissingParameter", "MissingRequiredParameterException"},
    ErrorNames{"InvalidParameterValue", "InvalidParameterValue", "InvalidParameterValueException"},
    ErrorNames{
        "InvalidParameterCombination",
        "InvalidParameterCombination",
        "InvalidParameterCombinationException"},
};

Failure missing(const std::string& parameter) {
    return fail(
        ErrorCode::InvalidRequest,
        "MissingRequiredParameter",
        "The parameter " + parameter + " is required."
    );
}

Result<void> check_required(
    const FieldReader& fields, std::initializer_list<std::string_view> names
) {
    for (const std::string_view name : names) {
        if (!fields.has(name)) {
            return missing(std::string{name});
        }
    }
    return {};
}

Result<sqlite::MetricFilter> read_filter(const FieldReader& fields) {
    sqlite::MetricFilter filter{
        .metric_namespace = fields.text("Namespace"), .metric_name = fields.text("MetricName")};
    for (const FieldReader& dimension : fields.structures("Dimensions")) {
        filter.dimensions.push_back(
            {.name = dimension.text("Name"), .value = dimension.optional_text("Value")}
        );
    }
    const auto recently = fields.optional_text("RecentlyActive");
    if (recently && *recently != "PT3H") {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidParameterValue",
            "The parameter RecentlyActive must be PT3H."
        );
    }
    if (recently) {
        filter.active_within = std::chrono::hours{3};
    }
    return filter;
}

Value write_metric(const sqlite::MetricIdentity& metric) {
    Value value = Value::structure();
    value.set("Namespace", metric.metric_namespace);
    value.set("MetricName", metric.metric_name);
    value.set("Dimensions", wire::write_dimensions(metric.dimensions));
    return value;
}

}  // namespace

CloudWatchService::CloudWatchService(sqlite::SqliteCloudWatch& cloud_watch, Random random)
    : ApiService{{.target_prefix = "GraniteServiceVersion20100801", .json_version = "1.0", .xml_namespace = "http://monitoring.amazonaws.com/doc/2010-08-01/", .api_version = "2010-08-01", .cbor_service = "GraniteServiceVersion20100801", .error_namespace = "com.amazonaws.cloudwatch"}, random},
      cloud_watch_{cloud_watch} {
    add("PutMetricData", &CloudWatchService::put_metric_data);
    add("GetMetricStatistics", &CloudWatchService::get_metric_statistics);
    add("GetMetricData", &CloudWatchService::get_metric_data);
    add("ListMetrics", &CloudWatchService::list_metrics);
}

wire::ServiceError CloudWatchService::describe(const Error& error) const {
    const auto found = std::ranges::find(kErrors, error.name, &ErrorNames::name);
    if (found == kErrors.end()) {
        return ApiService::describe(error);
    }
    return {
        .code = std::string{found->code},
        .message = error.message,
        .shape = std::string{found->shape}};
}

ApiService::Output CloudWatchService::put_metric_data(Input in) {
    const PutMetricDataInput input = wire::read_put_metric_data(in);
    TRY(in.check());
    TRY(cloud_watch_.put_metric_data(input));
    return Value{};
}

ApiService::Output CloudWatchService::get_metric_statistics(Input in) {
    TRY(check_required(in, {"Namespace", "MetricName", "StartTime", "EndTime", "Period"}));
    const GetMetricStatisticsInput input = wire::read_get_metric_statistics(in);
    TRY(in.check());
    return wire::write_get_metric_statistics(TRY(cloud_watch_.get_metric_statistics(input)));
}

ApiService::Output CloudWatchService::get_metric_data(Input in) {
    const GetMetricDataInput input = TRY(read_get_metric_data(in));
    TRY(in.check());
    return endpoint::get_metric_data(cloud_watch_, input);
}

ApiService::Output CloudWatchService::list_metrics(Input in) {
    const sqlite::MetricFilter filter = TRY(read_filter(in));
    TRY(in.check());
    const auto page = TRY(page_of(
        cloud_watch_.list_metrics(filter),
        in.text("NextToken"),
        kMetricsPerPage,
        "InvalidParameterValue"
    ));
    Value metrics = Value::list();
    for (const sqlite::MetricIdentity& metric : page.items) {
        metrics.push(write_metric(metric));
    }
    Value output = Value::structure();
    output.set("Metrics", std::move(metrics)).set_if("NextToken", page.next_token);
    return output;
}

}  // namespace sosw::endpoint

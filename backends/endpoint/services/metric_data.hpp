#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backends/wire/services/field_reader.hpp"
#include "core/ports/cloud_watch.hpp"

/// GetMetricData taken apart: its queries one by one, and its pages.

namespace sosw::sqlite {
class SqliteCloudWatch;
}

namespace sosw::endpoint {

struct MetricDataQuery {
    std::string id{};
    std::string label{};
    bool return_data = true;
    GetMetricStatisticsInput question{};
};

struct GetMetricDataInput {
    std::vector<MetricDataQuery> queries{};
    bool newest_first = true;
    std::size_t datapoints_max = 100'800;
    std::string next_token{};
};

/// Errors: `ValidationError`, also for metric math; `MissingRequiredParameter`.
Result<GetMetricDataInput> read_get_metric_data(const wire::FieldReader& fields);

/// Errors: `InvalidNextToken`, and those of `SqliteCloudWatch`.
Result<wire::Value> get_metric_data(
    sqlite::SqliteCloudWatch& cloud_watch, const GetMetricDataInput& input
);

}  // namespace sosw::endpoint

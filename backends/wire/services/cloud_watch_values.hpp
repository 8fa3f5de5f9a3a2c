#pragma once

#include "backends/wire/services/field_reader.hpp"
#include "backends/wire/services/value.hpp"
#include "core/ports/cloud_watch.hpp"

/// CloudWatch's requests and answers as parameters.

namespace sosw::wire {

PutMetricDataInput read_put_metric_data(const FieldReader& fields);
GetMetricStatisticsInput read_get_metric_statistics(const FieldReader& fields);
std::vector<Dimension> read_dimensions(const FieldReader& fields);

Value write_dimensions(const std::vector<Dimension>& dimensions);
Value write_get_metric_statistics(const GetMetricStatisticsOutput& output);

}  // namespace sosw::wire

#include "backends/endpoint/services/metric_data.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "backends/endpoint/services/page_token.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/wire/services/cloud_watch_values.hpp"

namespace sosw::endpoint {
namespace {

using wire::FieldReader;
using wire::Value;

constexpr std::size_t kQueriesMax = 500;
constexpr std::int64_t kDatapointsMax = 100'800;
constexpr std::array<std::string_view, 5> kStatistics = {
    "SampleCount", "Average", "Sum", "Minimum", "Maximum"};

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationError", std::move(message));
}

Failure missing(const std::string& parameter) {
    return fail(
        ErrorCode::InvalidRequest,
        "MissingRequiredParameter",
        "The parameter " + parameter + " is required."
    );
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_id_character(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; }

bool is_id(std::string_view id) {
    return !id.empty() && id.front() >= 'a' && id.front() <= 'z' &&
           std::ranges::all_of(id, is_id_character);
}

Result<void> check_id(const std::string& id, const std::string& member) {
    if (id.empty()) {
        return missing(member + ".Id");
    }
    if (!is_id(id)) {
        return invalid(fmt::format(
            "The value {} for parameter {}.Id is not matching the expected pattern "
            "^[a-z][a-zA-Z0-9_]*$.",
            id,
            member
        ));
    }
    return {};
}

/// The statistic where CloudWatch's question has it: by name, or as a percentile.
void ask_for(const std::string& statistic, GetMetricStatisticsInput& question) {
    const bool standard = std::ranges::find(kStatistics, statistic) != kStatistics.end();
    (standard ? question.statistics : question.extended_statistics) = {statistic};
}

Result<GetMetricStatisticsInput> read_question(
    const FieldReader& fields, Timestamp start, Timestamp end, const std::string& member
) {
    const auto metric = fields.structure("Metric");
    if (!metric) {
        return missing(member + ".MetricStat.Metric");
    }
    if (!fields.has("Period")) {
        return missing(member + ".MetricStat.Period");
    }
    const std::string statistic = fields.text("Stat");
    if (statistic.empty()) {
        return missing(member + ".MetricStat.Stat");
    }
    GetMetricStatisticsInput question = wire::read_get_metric_statistics(*metric);
    question.period = wire::read_get_metric_statistics(fields).period;
    question.unit = fields.text("Unit");
    question.start_time = start;
    question.end_time = end;
    ask_for(statistic, question);
    return question;
}

Result<MetricDataQuery> read_query(
    const FieldReader& fields, Timestamp start, Timestamp end, const std::string& member
) {
    MetricDataQuery query{
        .id = fields.text("Id"),
        .label = fields.text("Label"),
        .return_data = fields.boolean("ReturnData").value_or(true)};
    TRY(check_id(query.id, member));
    if (fields.has("Expression")) {
        return invalid(fmt::format(
            "{}.Expression: metric math is not emulated. Ask for the metrics themselves with "
            "MetricStat, and calculate with the answers.",
            member
        ));
    }
    const auto stat = fields.structure("MetricStat");
    if (!stat) {
        return invalid("Either MetricStat or Expression must be specified for " + member + ".");
    }
    query.question = TRY(read_question(*stat, start, end, member));
    return query;
}

Result<void> check_ids(const std::vector<MetricDataQuery>& queries) {
    std::set<std::string_view> ids;
    for (const MetricDataQuery& query : queries) {
        if (!ids.insert(query.id).second) {
            return invalid("The values for parameter id in MetricDataQueries are not unique.");
        }
    }
    return {};
}

Result<void> check_scan_by(const std::string& scan_by) {
    if (!scan_by.empty() && scan_by != "TimestampDescending" && scan_by != "TimestampAscending") {
        return invalid(
            "The parameter ScanBy must be a value in the set [ TimestampDescending, "
            "TimestampAscending ]."
        );
    }
    return {};
}

/// Where a page begins: a query, and the datapoints of it that earlier pages had.
struct Position {
    std::size_t query = 0;
    std::size_t datapoint = 0;
};

std::optional<std::size_t> parse_count(std::string_view text) {
    std::size_t count = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool whole = error == std::errc{} && stopped == text.data() + text.size();
    return whole ? std::optional{count} : std::nullopt;
}

Result<Position> position_of(const std::string& token) {
    if (token.empty()) {
        return Position{};
    }
    const std::string text = read_page_token(token).value_or("");
    const std::size_t comma = std::min(text.find(','), text.size());
    const auto query = parse_count(std::string_view{text}.substr(0, comma));
    const auto datapoint =
        parse_count(std::string_view{text}.substr(std::min(comma + 1, text.size())));
    if (!query || !datapoint) {
        return fail(ErrorCode::InvalidRequest, "InvalidNextToken", "The NextToken is not valid.");
    }
    return Position{.query = *query, .datapoint = *datapoint};
}

double value_of(const Datapoint& datapoint) {
    if (!datapoint.extended_statistics.empty()) {
        return datapoint.extended_statistics.front().second;
    }
    for (const auto& value :
         {datapoint.sample_count,
          datapoint.average,
          datapoint.sum,
          datapoint.minimum,
          datapoint.maximum}) {
        if (value) {
            return *value;
        }
    }
    return 0;
}

void sort_by_time(std::vector<Datapoint>& datapoints, bool newest_first) {
    std::ranges::stable_sort(datapoints, [newest_first](const auto& a, const auto& b) {
        return newest_first ? a.timestamp > b.timestamp : a.timestamp < b.timestamp;
    });
}

Value result_of(const MetricDataQuery& query, std::span<const Datapoint> page, bool complete) {
    Value timestamps = Value::list();
    Value values = Value::list();
    for (const Datapoint& datapoint : page) {
        timestamps.push(datapoint.timestamp);
        values.push(value_of(datapoint));
    }
    Value result = Value::structure();
    result.set("Id", query.id);
    result.set("Label", query.label.empty() ? query.question.metric_name : query.label);
    result.set("Timestamps", std::move(timestamps));
    result.set("Values", std::move(values));
    result.set("StatusCode", complete ? "Complete" : "PartialData");
    return result;
}

}  // namespace

Result<GetMetricDataInput> read_get_metric_data(const FieldReader& fields) {
    const auto start = fields.timestamp("StartTime");
    const auto end = fields.timestamp("EndTime");
    const std::vector<FieldReader> queries = fields.structures("MetricDataQueries");
    if (queries.empty()) {
        return missing("MetricDataQueries");
    }
    if (!start || !end) {
        return missing(start ? "EndTime" : "StartTime");
    }
    if (queries.size() > kQueriesMax) {
        return invalid("The collection MetricDataQueries must not have a size greater than 500.");
    }
    const std::string scan_by = fields.text("ScanBy");
    TRY(check_scan_by(scan_by));
    const std::int64_t datapoints_max = fields.integer("MaxDatapoints").value_or(kDatapointsMax);
    if (datapoints_max < 1 || datapoints_max > kDatapointsMax) {
        return invalid("The parameter MaxDatapoints must be between 1 and 100800.");
    }
    GetMetricDataInput input{
        .newest_first = scan_by != "TimestampAscending",
        .datapoints_max = static_cast<std::size_t>(datapoints_max),
        .next_token = fields.text("NextToken")};
    for (std::size_t i = 0; i < queries.size(); ++i) {
        const std::string member = fmt::format("MetricDataQueries.member.{}", i + 1);
        input.queries.push_back(TRY(read_query(queries[i], *start, *end, member)));
    }
    TRY(check_ids(input.queries));
    return input;
}

Result<Value> get_metric_data(
    sqlite::SqliteCloudWatch& cloud_watch, const GetMetricDataInput& input
) {
    Position position = TRY(position_of(input.next_token));
    std::size_t room = input.datapoints_max;
    Value results = Value::list();
    std::string next_token;
    for (; position.query < input.queries.size(); position = {.query = position.query + 1}) {
        const MetricDataQuery& query = input.queries[position.query];
        std::vector<Datapoint> datapoints =
            TRY(cloud_watch.get_metric_data(query.question)).datapoints;
        if (!query.return_data) {
            continue;
        }
        if (room == 0) {
            next_token = make_page_token(fmt::format("{},{}", position.query, position.datapoint));
            break;
        }
        sort_by_time(datapoints, input.newest_first);
        const std::size_t first = std::min(position.datapoint, datapoints.size());
        const std::size_t count = std::min(room, datapoints.size() - first);
        const bool complete = first + count == datapoints.size();
        results.push(result_of(query, std::span{datapoints}.subspan(first, count), complete));
        room -= count;
        if (!complete) {
            next_token = make_page_token(fmt::format("{},{}", position.query, first + count));
            break;
        }
    }
    Value output = Value::structure();
    output.set("MetricDataResults", std::move(results));
    output.set_if("NextToken", next_token);
    output.set("Messages", Value::list());
    return output;
}

}  // namespace sosw::endpoint

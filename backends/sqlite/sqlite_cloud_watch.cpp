#include "backends/sqlite/sqlite_cloud_watch.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "backends/sqlite/metric_checks.hpp"

namespace sosw::sqlite {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration kRetentionMax = days{455};
constexpr std::int64_t kPutsBetweenCleanups = 10'000;
/// A row's id is its series followed by its second, so that a query walks one stretch of one tree.
/// Seconds count from 1698 to 2786.
constexpr int kSecondBits = 35;
constexpr std::int64_t kSecondBias = std::int64_t{1} << 33;

constexpr std::string_view kSchema = R"(
CREATE TABLE IF NOT EXISTS cloud_watch_series (
    id INTEGER PRIMARY KEY,
    namespace TEXT NOT NULL,
    metric_name TEXT NOT NULL,
    unit TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS cloud_watch_dimension (
    series_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS cloud_watch_datapoint (
    series_and_second INTEGER PRIMARY KEY,
    sample_count REAL NOT NULL,
    sum REAL NOT NULL,
    minimum REAL NOT NULL,
    maximum REAL NOT NULL,
    value_list BLOB
);
CREATE TABLE IF NOT EXISTS cloud_watch_pending (
    id INTEGER PRIMARY KEY,
    visible_at_us INTEGER NOT NULL,
    series_and_second INTEGER NOT NULL,
    sample_count REAL NOT NULL,
    sum REAL NOT NULL,
    minimum REAL NOT NULL,
    maximum REAL NOT NULL,
    value_list BLOB
);
CREATE INDEX IF NOT EXISTS cloud_watch_pending_visible_at
    ON cloud_watch_pending (visible_at_us, id);
)";

Database& with_schema(Database& database) {
    database.execute(std::string{kSchema});
    return database;
}

std::int64_t row_of(std::int64_t series, std::int64_t second) {
    return (series << kSecondBits) | (second + kSecondBias);
}

std::int64_t second_of(std::int64_t row) {
    return (row & ((std::int64_t{1} << kSecondBits) - 1)) - kSecondBias;
}

Timestamp rounded_down(Timestamp at, Duration unit) {
    const Duration since = at.time_since_epoch();
    const Duration rest = since % unit;
    return Timestamp{since - rest - (rest < Duration::zero() ? unit : Duration::zero())};
}

std::int64_t floor_seconds(Timestamp at) {
    return std::chrono::floor<seconds>(at).time_since_epoch().count();
}

std::int64_t ceil_seconds(Timestamp at) {
    return std::chrono::ceil<seconds>(at).time_since_epoch().count();
}

/// How far the bins' beginning is rounded down.
Duration start_rounding(Timestamp start, Duration period, Timestamp now) {
    if (period < minutes{1}) {
        return period;
    }
    if (now - start < days{15}) {
        return minutes{1};
    }
    return now - start <= days{63} ? minutes{5} : hours{1};
}

/// CloudWatch rolls values up as they age: how old those are that `period` can still see.
Duration age_seen_by(Duration period) {
    if (period % hours{1} == Duration::zero()) {
        return kRetentionMax;
    }
    if (period % minutes{5} == Duration::zero()) {
        return days{63};
    }
    return period % minutes{1} == Duration::zero() ? Duration{days{15}} : Duration{hours{3}};
}

std::string key_of(
    const std::string& metric_namespace,
    const std::string& metric_name,
    const std::vector<Dimension>& dimensions
) {
    std::string key = metric_namespace;
    key.append(1, '\0').append(metric_name);
    const auto append = [&key](const Dimension& dimension) {
        key.append(1, '\0').append(dimension.name).append(1, '\0').append(dimension.value);
    };
    if (std::ranges::is_sorted(dimensions)) {
        std::ranges::for_each(dimensions, append);
    } else {
        std::vector<Dimension> sorted = dimensions;
        std::ranges::sort(sorted);
        std::ranges::for_each(sorted, append);
    }
    return key;
}

bool has_dimensions(
    const std::vector<Dimension>& dimensions,
    const std::vector<MetricFilter::DimensionFilter>& filters
) {
    return std::ranges::all_of(filters, [&](const MetricFilter::DimensionFilter& filter) {
        return std::ranges::any_of(dimensions, [&](const Dimension& dimension) {
            return dimension.name == filter.name &&
                   (!filter.value || dimension.value == *filter.value);
        });
    });
}

void bind_values(
    Statement& statement, int first, const MetricAggregate& values, std::string_view encoded
) {
    const StatisticSet& totals = values.totals();
    statement.bind(first, totals.sample_count).bind(first + 1, totals.sum);
    statement.bind(first + 2, totals.minimum).bind(first + 3, totals.maximum);
    if (encoded.empty()) {
        statement.bind_null(first + 4);
    } else {
        statement.bind_blob(first + 4, encoded);
    }
}

/// Reads what `bind_values` wrote; `with_values` is false where the list was not selected.
MetricAggregate read_values(const Statement& statement, int first, bool with_values) {
    const StatisticSet totals{
        .sample_count = statement.column_double(first),
        .sum = statement.column_double(first + 1),
        .minimum = statement.column_double(first + 2),
        .maximum = statement.column_double(first + 3)};
    return {totals, with_values ? statement.column_blob(first + 4) : std::string_view{}};
}

/// The asked statistics of a bin, or nothing where none of them can be told.
std::optional<Datapoint> datapoint_of(
    const MetricAggregate& values, const GetMetricStatisticsInput& input
) {
    Datapoint datapoint;
    const StatisticSet& totals = values.totals();
    const auto asked = [&input](std::string_view statistic) {
        return std::ranges::find(input.statistics, statistic) != input.statistics.end();
    };
    const auto give = [&asked](std::string_view statistic, double value) {
        return asked(statistic) ? std::optional{value} : std::nullopt;
    };
    datapoint.sample_count = give("SampleCount", totals.sample_count);
    datapoint.average = give("Average", values.average());
    datapoint.sum = give("Sum", totals.sum);
    datapoint.minimum = give("Minimum", totals.minimum);
    datapoint.maximum = give("Maximum", totals.maximum);
    for (const std::string& statistic : input.extended_statistics) {
        if (const auto value = values.percentile(percentile_of(statistic).value_or(0))) {
            datapoint.extended_statistics.emplace_back(statistic, *value);
        }
    }
    if (input.statistics.empty() && datapoint.extended_statistics.empty()) {
        return std::nullopt;
    }
    return datapoint;
}

}  // namespace

SqliteCloudWatch::SqliteCloudWatch(Database& database, Clock& clock)
    : database_{with_schema(database)},
      clock_{clock},
      find_{
          database,
          "SELECT sample_count, sum, minimum, maximum, value_list FROM cloud_watch_datapoint "
          "WHERE series_and_second = ?"},
      insert_{database, "INSERT INTO cloud_watch_datapoint VALUES (?, ?, ?, ?, ?, ?)"},
      update_{
          database,
          "UPDATE cloud_watch_datapoint SET sample_count = ?2, sum = ?3, minimum = ?4, "
          "maximum = ?5, value_list = ?6 WHERE series_and_second = ?1"},
      totals_between_{
          database,
          "SELECT series_and_second, sample_count, sum, minimum, maximum "
          "FROM cloud_watch_datapoint WHERE series_and_second BETWEEN ? AND ? "
          "ORDER BY series_and_second"},
      values_between_{
          database,
          "SELECT series_and_second, sample_count, sum, minimum, maximum, value_list "
          "FROM cloud_watch_datapoint WHERE series_and_second BETWEEN ? AND ? "
          "ORDER BY series_and_second"},
      insert_pending_{
          database,
          "INSERT INTO cloud_watch_pending (visible_at_us, series_and_second, sample_count, sum, "
          "minimum, maximum, value_list) VALUES (?, ?, ?, ?, ?, ?, ?)"},
      first_pending_{
          database,
          "SELECT id, series_and_second, sample_count, sum, minimum, maximum, value_list "
          "FROM cloud_watch_pending WHERE visible_at_us <= ? ORDER BY visible_at_us, id LIMIT 1"},
      delete_pending_{database, "DELETE FROM cloud_watch_pending WHERE id = ?"},
      first_pending_at_{
          database,
          "SELECT visible_at_us FROM cloud_watch_pending ORDER BY visible_at_us LIMIT 1"} {
    load_series();
    const StatementScope scope{first_pending_at_};
    if (first_pending_at_.step()) {
        next_visible_ = from_epoch_microseconds(first_pending_at_.column_int64(0));
    }
}

std::vector<Dimension> SqliteCloudWatch::dimensions_of(std::int64_t series) {
    Statement select{
        database_, "SELECT name, value FROM cloud_watch_dimension WHERE series_id = ?"};
    select.bind(1, series);
    std::vector<Dimension> dimensions;
    while (select.step()) {
        dimensions.push_back(
            {std::string{select.column_text(0)}, std::string{select.column_text(1)}}
        );
    }
    return dimensions;
}

void SqliteCloudWatch::load_series() {
    Statement select{
        database_, "SELECT id, namespace, metric_name, unit FROM cloud_watch_series ORDER BY id"};
    while (select.step()) {
        const std::int64_t id = select.column_int64(0);
        const std::string key = key_of(
            std::string{select.column_text(1)},
            std::string{select.column_text(2)},
            dimensions_of(id)
        );
        series_[key].push_back({.id = id, .unit = std::string{select.column_text(3)}});
    }
}

void SqliteCloudWatch::set_visibility_delay(const MetricIdentity& metric, Duration delay) {
    visibility_delays_[key_of(metric.metric_namespace, metric.metric_name, metric.dimensions)] =
        delay;
}

Result<void> SqliteCloudWatch::put_metric_data(const PutMetricDataInput& input) {
    const Timestamp now = clock_.now();
    TRY(check(input, now));
    WriteScope scope{database_};
    settle(now);
    for (const MetricDatum& datum : input.metric_data) {
        put(input.metric_namespace, datum, now);
    }
    if (++puts_ % kPutsBetweenCleanups == 0) {
        forget_old(now);
    }
    scope.commit();
    return {};
}

void SqliteCloudWatch::put(
    const std::string& metric_namespace, const MetricDatum& datum, Timestamp now
) {
    const std::string key = key_of(metric_namespace, datum.metric_name, datum.dimensions);
    const std::int64_t series = series_of(key, metric_namespace, datum);
    const seconds resolution{datum.storage_resolution.value_or(60)};
    const Timestamp at = rounded_down(datum.timestamp.value_or(now), resolution);
    const std::int64_t row = row_of(series, floor_seconds(at));
    const auto own_delay = visibility_delays_.find(key);
    const Duration delay =
        own_delay != visibility_delays_.end() ? own_delay->second : visibility_delay_;
    if (delay > Duration::zero()) {
        put_later(row, MetricAggregate{datum}, now + delay);
    } else {
        merge_into(row, MetricAggregate{datum});
    }
}

std::int64_t SqliteCloudWatch::series_of(
    const std::string& key, const std::string& metric_namespace, const MetricDatum& datum
) {
    const std::string_view unit = datum.unit.empty() ? "None" : std::string_view{datum.unit};
    std::vector<Series>& units = series_[key];
    const auto known = std::ranges::find(units, unit, &Series::unit);
    if (known != units.end()) {
        return known->id;
    }
    Statement insert{
        database_,
        "INSERT INTO cloud_watch_series (namespace, metric_name, unit) VALUES (?, ?, ?)"};
    insert.bind_text(1, metric_namespace).bind_text(2, datum.metric_name).bind_text(3, unit).run();
    const std::int64_t id = database_.last_insert_rowid();
    Statement insert_dimension{database_, "INSERT INTO cloud_watch_dimension VALUES (?, ?, ?)"};
    for (const Dimension& dimension : datum.dimensions) {
        insert_dimension.bind(1, id);
        insert_dimension.bind_text(2, dimension.name).bind_text(3, dimension.value).run();
    }
    units.push_back({.id = id, .unit = std::string{unit}});
    return id;
}

void SqliteCloudWatch::put_later(
    std::int64_t row, const MetricAggregate& values, Timestamp visible_at
) {
    const std::string encoded = values.encoded_values();
    insert_pending_.bind(1, epoch_microseconds(visible_at)).bind(2, row);
    bind_values(insert_pending_, 3, values, encoded);
    insert_pending_.run();
    next_visible_ = next_visible_ ? std::min(*next_visible_, visible_at) : visible_at;
}

void SqliteCloudWatch::merge_into(std::int64_t row, const MetricAggregate& values) {
    MetricAggregate all;
    {
        const StatementScope scope{find_};
        if (find_.bind(1, row).step()) {
            all = read_values(find_, 0, true);
        }
    }
    Statement& write = all.empty() ? insert_ : update_;
    all.add(values);
    const std::string encoded = all.encoded_values();
    write.bind(1, row);
    bind_values(write, 2, all, encoded);
    write.run();
}

void SqliteCloudWatch::settle(Timestamp now) {
    while (next_visible_ && *next_visible_ <= now) {
        std::int64_t id = 0;
        std::int64_t row = 0;
        MetricAggregate values;
        {
            const StatementScope scope{first_pending_};
            if (first_pending_.bind(1, epoch_microseconds(now)).step()) {
                id = first_pending_.column_int64(0);
                row = first_pending_.column_int64(1);
                values = read_values(first_pending_, 2, true);
            }
        }
        if (id != 0) {
            merge_into(row, values);
            delete_pending_.bind(1, id).run();
            continue;
        }
        const StatementScope scope{first_pending_at_};
        next_visible_.reset();
        if (first_pending_at_.step()) {
            next_visible_ = from_epoch_microseconds(first_pending_at_.column_int64(0));
        }
    }
}

void SqliteCloudWatch::forget_old(Timestamp now) {
    const std::int64_t oldest = floor_seconds(now - kRetentionMax);
    Statement remove{
        database_,
        "DELETE FROM cloud_watch_datapoint WHERE series_and_second >= ? AND series_and_second < ?"};
    for (const auto& [key, units] : series_) {
        for (const Series& series : units) {
            remove.bind(1, row_of(series.id, -kSecondBias)).bind(2, row_of(series.id, oldest));
            remove.run();
        }
    }
}

Result<GetMetricStatisticsOutput> SqliteCloudWatch::get_metric_statistics(
    const GetMetricStatisticsInput& input
) {
    TRY(check(input));
    return find_datapoints(input);
}

Result<GetMetricStatisticsOutput> SqliteCloudWatch::get_metric_data(
    const GetMetricStatisticsInput& input
) {
    TRY(check_question(input));
    return find_datapoints(input);
}

GetMetricStatisticsOutput SqliteCloudWatch::find_datapoints(const GetMetricStatisticsInput& input) {
    const Timestamp now = clock_.now();
    if (next_visible_ && *next_visible_ <= now) {
        WriteScope scope{database_};
        settle(now);
        scope.commit();
    }
    const Timestamp start =
        rounded_down(input.start_time, start_rounding(input.start_time, input.period, now));
    const Timestamp first = std::max(start, now - age_seen_by(input.period));
    GetMetricStatisticsOutput output{.label = input.metric_name};
    const auto found =
        series_.find(key_of(input.metric_namespace, input.metric_name, input.dimensions));
    if (found == series_.end()) {
        return output;
    }
    for (const Series& series : found->second) {
        if (input.unit.empty() || input.unit == series.unit) {
            append_datapoints(
                input, series, floor_seconds(start), ceil_seconds(first), output.datapoints
            );
        }
    }
    return output;
}

std::vector<MetricIdentity> SqliteCloudWatch::list_metrics(const MetricFilter& filter) {
    const Timestamp oldest = clock_.now() - filter.active_within;
    Statement select{
        database_,
        "SELECT id, namespace, metric_name FROM cloud_watch_series AS series "
        "WHERE (?1 = '' OR namespace = ?1) AND (?2 = '' OR metric_name = ?2) AND EXISTS ("
        "SELECT 1 FROM cloud_watch_datapoint WHERE series_and_second "
        "BETWEEN (id << ?3) + ?4 AND (id << ?3) + (1 << ?3) - 1) ORDER BY id"};
    select.bind_text(1, filter.metric_namespace).bind_text(2, filter.metric_name);
    select.bind(3, std::int64_t{kSecondBits}).bind(4, floor_seconds(oldest) + kSecondBias);
    // By key, so that a metric of two units is one, and the order is always the same.
    std::map<std::string, MetricIdentity> found;
    while (select.step()) {
        MetricIdentity metric{
            .metric_namespace = std::string{select.column_text(1)},
            .metric_name = std::string{select.column_text(2)},
            .dimensions = dimensions_of(select.column_int64(0))};
        if (has_dimensions(metric.dimensions, filter.dimensions)) {
            std::string key =
                key_of(metric.metric_namespace, metric.metric_name, metric.dimensions);
            found.emplace(std::move(key), std::move(metric));
        }
    }
    std::vector<MetricIdentity> metrics;
    metrics.reserve(found.size());
    for (auto& [key, metric] : found) {
        metrics.push_back(std::move(metric));
    }
    return metrics;
}

void SqliteCloudWatch::append_datapoints(
    const GetMetricStatisticsInput& input,
    const Series& series,
    std::int64_t start_second,
    std::int64_t first_second,
    std::vector<Datapoint>& datapoints
) {
    const std::int64_t period = input.period / seconds{1};
    const bool with_values = !input.extended_statistics.empty();
    Statement& select = with_values ? values_between_ : totals_between_;
    select.bind(1, row_of(series.id, first_second))
        .bind(2, row_of(series.id, ceil_seconds(input.end_time) - 1));
    const StatementScope scope{select};
    MetricAggregate values;
    std::int64_t bin = 0;
    const auto finish_bin = [&] {
        if (values.empty()) {
            return;
        }
        if (auto datapoint = datapoint_of(values, input)) {
            datapoint->timestamp = from_epoch_seconds(start_second + bin * period);
            datapoint->unit = series.unit;
            datapoints.push_back(std::move(*datapoint));
        }
        values = {};
    };
    while (select.step()) {
        const std::int64_t its_bin = (second_of(select.column_int64(0)) - start_second) / period;
        if (its_bin != bin) {
            finish_bin();
            bin = its_bin;
        }
        values.add(read_values(select, 1, with_values));
    }
    finish_bin();
}

}  // namespace sosw::sqlite

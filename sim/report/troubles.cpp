#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "sim/report/courses.hpp"
#include "sim/report/csv_export.hpp"

namespace sosw::sim {

namespace {

/// Labourer, what happened, when, how often. Reasons are cut, since they may name single tasks.
constexpr std::string_view kOfTasks = R"sql(
SELECT labourer, event || COALESCE(': ' || substr(reason, 1, 70), '') AS what, at_us, 1
FROM task_event
WHERE event IN ('refused', 'stranded', 'skipped', 'failed', 'report_lost')
UNION ALL
SELECT labourer, 'expired', at_us, 1 FROM task_event WHERE event = 'expired'
UNION ALL
SELECT labourer, reason, at_us, 1 FROM task_event
WHERE event = 'closed' AND reason IN ('dead', 'invalid')
UNION ALL
SELECT labourer, 'dropped by Lambda', COALESCE(finished_us, queued_us), 1 FROM invocation
WHERE outcome = 'dropped'
UNION ALL
SELECT labourer, 'limit race', at_us, 1 FROM limit_race
UNION ALL
SELECT '', essential || CASE WHEN finished_us IS NULL THEN ': cut off' ELSE ': failed' END,
       started_us, 1
FROM pass WHERE failed = 1 OR finished_us IS NULL)sql";

constexpr std::string_view kFaults = R"sql(
UNION ALL
SELECT COALESCE(t.labourer, ''),
       'fault ' || f.kind || COALESCE(': ' || f.service || ' ' || f.operation, '')
       || COALESCE(' of ' || f.resource, '') || ', ' || f.caller,
       f.at_us, 1
FROM fault AS f LEFT JOIN task AS t USING (task))sql";

/// A row tells of the minute before it.
constexpr std::string_view kThrottles = R"sql(
UNION ALL
SELECT '', 'throttled ' || operation || ': ' || table_name || COALESCE(' ' || index_name, '')
       || COALESCE(': ' || reason, ''),
       at_us - 1, throttled
FROM capacity WHERE throttled > 0)sql";

/// Records of earlier versions lack some tables.
std::string query_of(sqlite::Database& record) {
    std::string sql{kOfTasks};
    sql += has_table(record, "fault") ? kFaults : std::string_view{};
    sql += has_table(record, "capacity") ? kThrottles : std::string_view{};
    return sql;
}

class TroubleGatherer {
public:
    TroubleGatherer(const Summary& summary, int columns)
        : start_{summary.start},
          column_{std::max(summary.end - summary.start, Duration{1}) / columns + Duration{1}},
          columns_{columns} {}

    void add(std::string labourer, std::string what, Timestamp at, std::int64_t times) {
        Trouble& trouble = found_[{labourer, what}];
        if (trouble.count == 0) {
            trouble.labourer = std::move(labourer);
            trouble.what = std::move(what);
            trouble.first = trouble.last = at;
            trouble.columns.resize(static_cast<std::size_t>(columns_));
        }
        trouble.count += times;
        trouble.first = std::min(trouble.first, at);
        trouble.last = std::max(trouble.last, at);
        const auto column = std::clamp<std::int64_t>((at - start_) / column_, 0, columns_ - 1);
        trouble.columns[static_cast<std::size_t>(column)] += times;
    }

    /// By labourer, most frequent first.
    std::vector<Trouble> take() {
        std::vector<Trouble> all;
        all.reserve(found_.size());
        for (auto& [key, trouble] : found_) {
            all.push_back(std::move(trouble));
        }
        std::ranges::stable_sort(all, [](const Trouble& a, const Trouble& b) {
            return a.labourer != b.labourer ? a.labourer < b.labourer : a.count > b.count;
        });
        return all;
    }

private:
    Timestamp start_;
    Duration column_;
    int columns_;
    std::map<std::pair<std::string, std::string>, Trouble> found_;
};

/// Adds one trouble to another, which then stands for both.
void absorb(Trouble& others, const Trouble& trouble) {
    others.count += trouble.count;
    others.first = std::min(others.first, trouble.first);
    others.last = std::max(others.last, trouble.last);
    std::ranges::transform(
        others.columns, trouble.columns, others.columns.begin(), std::plus<std::int64_t>{}
    );
}

}  // namespace

std::vector<Trouble> troubles(
    sqlite::Database& database, const Summary& summary, int columns, int kinds_max
) {
    ENSURE(columns > 0 && kinds_max > 0);
    TroubleGatherer gatherer{summary, columns};
    sqlite::Statement rows{database, query_of(database)};
    while (rows.step()) {
        gatherer.add(
            std::string{rows.column_text(0)},
            std::string{rows.column_text(1)},
            from_epoch_microseconds(rows.column_int64(2)),
            rows.column_int64(3)
        );
    }
    std::vector<Trouble> kept;
    int kinds = 0;
    for (Trouble& trouble : gatherer.take()) {
        kinds = !kept.empty() && kept.back().labourer == trouble.labourer ? kinds + 1 : 1;
        if (kinds <= kinds_max) {
            kept.push_back(std::move(trouble));
        } else if (kinds == kinds_max + 1) {
            kept.push_back(std::move(trouble));
            kept.back().what = "of other kinds";
        } else {
            absorb(kept.back(), trouble);
        }
    }
    return kept;
}

}  // namespace sosw::sim

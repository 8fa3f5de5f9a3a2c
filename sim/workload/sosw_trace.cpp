#include "sim/workload/sosw_trace.hpp"

#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "core/base/strings.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::sim {

SoswTrace::SoswTrace(
    const std::string& file,
    TraceMapping& mapping,
    TraceProblems& problems,
    const TraceReaderOptions& options
)
    : table_{file, problems},
      mapping_{mapping},
      options_{options},
      timestamp_{table_.required_column("timestamp")},
      labourer_{table_.find_column("labourer")},
      duration_{table_.find_column("duration_ms")},
      payload_{table_.find_column("payload")} {
    const bool named_elsewhere = mapping_.of_labourer("") != nullptr;
    if (!labourer_ && !named_elsewhere) {
        table_.required_column("labourer");
    }
}

std::optional<Duration> SoswTrace::read_time() {
    constexpr std::string_view kWhat =
        "seconds since the beginning of the trace, or a time such as \"2026-03-02T08:00:00Z\"";
    const std::optional<Timestamp> iso = parse_timestamp(table_.text(*timestamp_));
    if (begun_ && first_.has_value() != iso.has_value()) {
        table_.problem(
            *timestamp_,
            fmt::format(
                "expected {} as in the rows before, found {}",
                first_ ? "an ISO 8601 time" : "seconds",
                quoted_cell(table_.text(*timestamp_))
            )
        );
        return std::nullopt;
    }
    if (!iso) {
        return table_.length(*timestamp_, std::chrono::seconds{1}, kWhat);
    }
    if (!first_) {
        first_ = iso;
    }
    return *iso - *first_;
}

const std::string* SoswTrace::read_labourer() {
    const std::string_view name = labourer_ ? table_.text(*labourer_) : std::string_view{};
    const std::string* labourer = mapping_.of_labourer(name);
    const std::size_t place = labourer_.value_or(*timestamp_);
    if (labourer == nullptr) {
        table_.problem(
            place, "expected the name of a labourer, since the workload has no \"labourer\""
        );
        return nullptr;
    }
    if (!is_known_labourer(*labourer, options_)) {
        const std::vector<std::string_view> known{
            options_.known_labourers.begin(), options_.known_labourers.end()};
        table_.problem(
            place,
            fmt::format(
                "there is no labourer {} in the configuration.{} Map it with \"functions\" of the "
                "workload",
                quoted_cell(*labourer),
                did_you_mean(*labourer, known)
            )
        );
        return nullptr;
    }
    return labourer;
}

bool SoswTrace::read_duration(TraceTask& task) {
    task.duration.reset();
    if (!duration_ || table_.text(*duration_).empty()) {
        return true;
    }
    task.duration = table_.length(*duration_, std::chrono::milliseconds{1}, "milliseconds");
    return task.duration.has_value();
}

bool SoswTrace::read_payload(TraceTask& task) {
    task.payload.clear();
    if (!payload_ || table_.text(*payload_).empty()) {
        return true;
    }
    const Result<AttributeValue> json = parse_json(table_.text(*payload_));
    if (!json || !json->is<Map>()) {
        table_.problem(
            *payload_,
            fmt::format(
                R"(expected a JSON object such as {{"page": 1}}, found {})",
                quoted_cell(table_.text(*payload_))
            )
        );
        return false;
    }
    task.payload = table_.text(*payload_);
    return true;
}

bool SoswTrace::next(TraceTask& task) {
    while (timestamp_ && table_.next_row()) {
        const std::optional<Duration> at = read_time();
        const std::string* labourer = read_labourer();
        const bool duration = read_duration(task);
        const bool payload = read_payload(task);
        begun_ = begun_ || at.has_value();
        if (at && *at < last_) {
            table_.problem(
                *timestamp_, "this row is earlier than the one before it; sort the file by time"
            );
            continue;
        }
        last_ = at.value_or(last_);
        if (!at || labourer == nullptr || !duration || !payload) {
            continue;
        }
        task.at = *at;
        task.labourer = *labourer;
        if (options_.with_columns) {
            table_.copy_row(task.columns);
        }
        return true;
    }
    return false;
}

void SoswTrace::rewind() {
    table_.rewind();
    last_ = {};
}

Duration SoswTrace::length() const {
    // A trace of a day ends some seconds before midnight: full minutes keep it a day.
    return std::chrono::floor<std::chrono::minutes>(last_) + std::chrono::minutes{1};
}

}  // namespace sosw::sim

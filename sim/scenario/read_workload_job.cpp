#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/payload.hpp"
#include "sim/scenario/workload_parts.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;

struct RefusedSetting {
    std::string_view key;
    std::string_view remedy;
};
constexpr std::array<RefusedSetting, 2> kNotOfJobs{{
    {"labourer", "a job names its labourer itself: \"lambda_name\" inside \"job\""},
    {"payload", "what stands in the job goes to its tasks; write it inside \"job\""},
}};

}  // namespace

std::optional<ScheduleExpression> read_schedule(
    const ScenarioReader& reader, const ConfigValue& value
) {
    if (!value.is(Kind::Text)) {
        reader.problem(
            value,
            fmt::format(
                "expected a schedule such as \"rate(1 minute)\" or \"cron(0 6 * * ? *)\", found {}",
                quoted(value)
            )
        );
        return std::nullopt;
    }
    Result<ScheduleExpression> schedule =
        ScheduleExpression::parse(value.text, RateUnits::WithSeconds);
    if (!schedule) {
        reader.problem(value, schedule.error().message);
        return std::nullopt;
    }
    return *std::move(schedule);
}

ScheduledJob read_job(const ScenarioReader& reader, const ConfigValue& object) {
    ScheduledJob job;
    if (const ConfigValue* event = reader.object(object, "job")) {
        job.event = payload_text(*event);
    }
    const ConfigValue* schedule =
        reader.required(object, "schedule", "a job", "such as \"cron(0 6 * * ? *)\"");
    if (schedule != nullptr) {
        job.schedule = read_schedule(reader, *schedule).value_or(job.schedule);
    }
    return job;
}

void check_job_settings(const ScenarioReader& reader, const ConfigValue& object) {
    if (ConfigReader::given(object, "job") == nullptr) {
        if (const ConfigValue* schedule = ConfigReader::given(object, "schedule")) {
            reader.problem(*schedule, "\"schedule\" is of a job: it needs \"job\" beside it");
        }
        return;
    }
    for (const RefusedSetting& refused : kNotOfJobs) {
        if (const ConfigValue* value = ConfigReader::given(object, refused.key)) {
            reader.problem(*value, std::string{refused.remedy});
        }
    }
}

}  // namespace sosw::sim

#include "core/essentials/scheduler/job_plan.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include "core/base/strings.hpp"
#include "core/essentials/scheduler/chunking.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw {

namespace {

Failure refused(std::string name, std::string message) {
    return fail(ErrorCode::InvalidRequest, std::move(name), std::move(message));
}

template <typename Range, typename Name>
std::string nearest(const std::string& word, const Range& range, Name name) {
    std::vector<std::string_view> known;
    known.reserve(std::size(range));
    for (const auto& entry : range) {
        known.push_back(entry.*name);
    }
    return did_you_mean(word, known);
}

Result<void> check_labourer(const std::string& id, const TaskManagerConfig& config) {
    if (std::ranges::find(config.labourers, id, &LabourerConfig::id) != config.labourers.end()) {
        return {};
    }
    return refused(
        "UnknownLabourer",
        "`lambda_name`: no labourer `" + id + "` is configured." +
            nearest(id, config.labourers, &LabourerConfig::id)
    );
}

Result<const JobSchema*> schema_of(const Map& job, const SchedulerConfig& config) {
    const AttributeValue* value = job.find("job_schema_name");
    const auto name = value != nullptr ? value->as_string() : std::nullopt;
    if (value == nullptr || value->is<Null>() || name == "") {
        return &config.job_schema;
    }
    using Variant = std::pair<std::string, JobSchema>;
    const auto found = name ? std::ranges::find(config.job_schema_variants, *name, &Variant::first)
                            : config.job_schema_variants.end();
    if (found == config.job_schema_variants.end()) {
        return refused(
            "InvalidJob",
            "`job_schema_name`: no such schema is configured: " + to_json(*value) + "." +
                nearest(to_json(*value), config.job_schema_variants, &Variant::first)
        );
    }
    return &found->second;
}

/// A job may say whose it is, as long as it says the same twice.
Result<Map> without_labourer(const Job& job, const std::string& field) {
    Map attributes = job.attributes;
    const AttributeValue* own = attributes.find(field);
    if (own != nullptr && own->as_string() != job.lambda_name) {
        return refused(
            "InvalidJob",
            "`" + field + "` of the job is " + to_json(*own) + ", but `lambda_name` is `" +
                job.lambda_name + "`; leave it out"
        );
    }
    attributes.erase(field);
    return attributes;
}

/// Parts of a job bring attributes of their own into tasks, so that each task is looked at.
Result<void> check_reserved(const std::vector<Map>& tasks, const FieldNames& fields) {
    const std::array<const std::string*, 5> reserved{
        &fields.task_id,
        &fields.labourer_id,
        &fields.created_at,
        &fields.greenfield,
        &fields.attempts};
    for (const Map& task : tasks) {
        for (const std::string* field : reserved) {
            if (task.contains(*field)) {
                return refused(
                    "InvalidJob",
                    "`" + *field + "` is made by sosw for each task; a job cannot have it"
                );
            }
        }
    }
    return {};
}

}  // namespace

Result<JobPlan> plan_job(const Job& job, const SoswConfig& config, Date today) {
    const FieldNames& fields = config.task_manager.dynamo_db.field_names;
    TRY(check_labourer(job.lambda_name, config.task_manager));
    const Map attributes = TRY(without_labourer(job, fields.labourer_id));
    const JobSchema* schema = TRY(schema_of(attributes, config.scheduler));
    Chunks chunks = TRY(chunk_job(attributes, schema->chunkable_attrs, today));
    TRY(check_reserved(chunks.tasks, fields));
    return JobPlan{job.lambda_name, std::move(chunks.tasks), std::move(chunks.warnings)};
}

}  // namespace sosw

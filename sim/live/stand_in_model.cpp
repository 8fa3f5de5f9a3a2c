#include "sim/live/stand_in_model.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/wire/json_writer.hpp"
#include "sim/scenario/scenario_reader.hpp"

namespace sosw::sim {

namespace {

using Field = std::pair<std::string_view, std::string FieldNames::*>;

constexpr auto kFields = std::to_array<Field>({
    {"task_id", &FieldNames::task_id},
    {"labourer_id", &FieldNames::labourer_id},
    {"created_at", &FieldNames::created_at},
    {"completed_at", &FieldNames::completed_at},
    {"greenfield", &FieldNames::greenfield},
    {"attempts", &FieldNames::attempts},
    {"closed_at", &FieldNames::closed_at},
    {"desired_launch_time", &FieldNames::desired_launch_time},
    {"payload", &FieldNames::payload},
    {"arn", &FieldNames::arn},
    {"labourer_id_task_status", &FieldNames::labourer_id_task_status},
});

/// Names of tables and indexes, by what they are.
template <typename Names, typename Use>
void for_each_table(Names& names, Use use) {
    use("tasks", names.dynamo_db.table_name);
    use("tasks_index", names.dynamo_db.index_greenfield);
    use("retry", names.sosw_retry_tasks_table);
    use("retry_index", names.sosw_retry_tasks_greenfield_index);
    use("closed", names.sosw_closed_tasks_table);
    use("closed_index", names.sosw_closed_tasks_labourer_index);
}

/// Writes a distribution as scenarios have it.
struct DistributionWriter {
    wire::JsonWriter& json;

    void parameter(std::string_view name, Duration value) const {
        json.member(name, format_duration(value));
    }
    template <typename Write>
    void kind(std::string_view name, Write write) const {
        json.begin_object();
        json.key(name);
        json.begin_object();
        write();
        json.end_object();
        json.end_object();
    }

    void operator()(Duration value) const { json.string(format_duration(value)); }
    void operator()(const Uniform& shape) const {
        kind("uniform", [&] {
            parameter("min", shape.min);
            parameter("max", shape.max);
        });
    }
    void operator()(const Normal& shape) const {
        kind("normal", [&] {
            parameter("mean", shape.mean);
            parameter("stddev", shape.stddev);
        });
    }
    void operator()(const Lognormal& shape) const {
        kind("lognormal", [&] {
            parameter("median", shape.median);
            parameter("p95", shape.p95);
        });
    }
    void operator()(const Exponential& shape) const {
        kind("exponential", [&] { parameter("mean", shape.mean); });
    }
    void operator()(const Empirical& shape) const {
        json.begin_object();
        json.key("values");
        json.begin_array();
        for (const Duration value : shape.values) {
            json.string(format_duration(value));
        }
        json.end_array();
        json.end_object();
    }
};

void write(wire::JsonWriter& json, std::string_view name, const Distribution& distribution) {
    json.key(name);
    std::visit(DistributionWriter{json}, distribution.shape());
}

std::optional<std::uint64_t> seed_of(const std::string& text) {
    std::uint64_t seed = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, seed);
    return error == std::errc{} && stopped == end ? std::optional{seed} : std::nullopt;
}

StandInModel read_model(const ScenarioReader& reader, const ConfigValue& root) {
    StandInModel model;
    reader.read(root, "function", model.function);
    std::string seed = "1";
    reader.read(root, "seed", seed);
    if (const auto number = seed_of(seed)) {
        model.seed = *number;
    } else {
        reader.problem(root, "expected a whole number as text as \"seed\", found " + quoted(seed));
    }
    reader.read(root, "duration", model.duration);
    reader.read_probability(root, "failure_probability", model.failure_probability);
    reader.read(root, "completes", model.completes);
    reader.read(root, "completion_latency", model.completion_latency);
    reader.read(root, "executions_table", model.executions_table);
    reader.read(root, "durations_table", model.durations_table);
    if (model.function.empty() || model.executions_table.empty()) {
        reader.problem(root, "expected \"function\" and \"executions_table\"");
    }
    if (const ConfigValue* tables = reader.object(root, "tables")) {
        for_each_table(model.names, [&](std::string_view name, std::string& target) {
            reader.read(*tables, name, target);
        });
    }
    if (const ConfigValue* fields = reader.object(root, "fields")) {
        for (const auto& [name, field] : kFields) {
            reader.read(*fields, name, model.names.dynamo_db.field_names.*field);
        }
    }
    return model;
}

}  // namespace

std::string stand_in_text(const StandInModel& model) {
    std::string text;
    wire::JsonWriter json{text};
    json.begin_object();
    json.member("function", model.function);
    json.member("seed", std::to_string(model.seed));
    write(json, "duration", model.duration);
    json.key("failure_probability");
    json.number(model.failure_probability);
    json.key("completes");
    json.boolean(model.completes);
    write(json, "completion_latency", model.completion_latency);
    json.member("executions_table", model.executions_table);
    if (!model.durations_table.empty()) {
        json.member("durations_table", model.durations_table);
    }
    json.key("tables");
    json.begin_object();
    for_each_table(model.names, [&](std::string_view name, const std::string& table) {
        json.member(name, table);
    });
    json.end_object();
    json.key("fields");
    json.begin_object();
    for (const auto& [name, field] : kFields) {
        const std::string& stored = model.names.dynamo_db.field_names.*field;
        if (stored != name) {
            json.member(name, stored);
        }
    }
    json.end_object();
    json.end_object();
    return text;
}

Checked<StandInModel> read_stand_in(const std::string& text) {
    const std::vector<ConfigDocument> documents{{.file = kStandInVariable, .text = text}};
    ConfigProblems problems{documents};
    const std::optional<ConfigValue> root = parse_config(documents, 0, problems);
    StandInModel model;
    if (root) {
        model = read_model(ScenarioReader{problems}, *root);
    }
    if (!problems.all().empty()) {
        return tl::make_unexpected(problems.take());
    }
    return model;
}

}  // namespace sosw::sim

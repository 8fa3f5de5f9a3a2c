#include "sim/scenario/check_traces.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/strings.hpp"
#include "sim/scenario/workload_parts.hpp"
#include "sim/workload/trace_reader.hpp"

namespace sosw::sim {
namespace {

/// The trace of one workload being checked.
class TraceCheck {
public:
    TraceCheck(
        const ScenarioReader& reader,
        const ConfigValue& place,
        const std::vector<std::string>& labourers,
        const Workload& workload,
        TraceReplay& replay
    )
        : reader_{reader},
          place_{place},
          labourers_{labourers},
          workload_{workload},
          replay_{replay} {}

    Diagnostics run(const std::string& scenario_file) {
        const bool found = find("trace", scenario_file, replay_.file);
        const bool durations_found = replay_.durations_file.empty() ||
                                     find("durations", scenario_file, replay_.durations_file);
        check_labourers();
        if (found && durations_found && read_header()) {
            check_settings();
            if (const ConfigValue* payload = reader_.object(place_, "payload")) {
                check_placeholders(reader_, *payload, replay_.columns);
            }
            read_through();
        }
        return problems_.take();
    }

private:
    /// Resolves the path that stands at `key`; false where there is no such file.
    bool find(std::string_view key, const std::string& scenario_file, std::string& file) {
        const ConfigValue& written = *place_.find(key);
        const std::filesystem::path path =
            (std::filesystem::path{scenario_file}.parent_path() / file).lexically_normal();
        file = path.string();
        std::error_code error;
        if (std::filesystem::is_regular_file(path, error)) {
            return true;
        }
        const bool directory = std::filesystem::is_directory(path, error);
        reader_.problem(
            written,
            fmt::format(
                "cannot read \"{}\": {}. Expected the path of a trace as CSV, relative to the "
                "scenario's file",
                file,
                directory ? "it is a directory" : "there is no such file"
            )
        );
        return false;
    }

    void check_labourers() {
        const ConfigValue* functions = place_.find("functions");
        for (const auto& [name, labourer] : replay_.functions) {
            if (!labourer.empty() && !is_known_labourer(labourer, options())) {
                const std::vector<std::string_view> known{labourers_.begin(), labourers_.end()};
                reader_.problem(
                    *functions->find(name),
                    fmt::format(
                        "there is no labourer {} in the configuration.{} Known are: {}",
                        quoted(std::string_view{labourer}),
                        did_you_mean(labourer, known),
                        listed(known)
                    )
                );
            }
        }
    }

    /// Finds the format and the columns; false where the file is of no known kind.
    bool read_header() {
        const TraceTable table{replay_.file, problems_};
        const auto detected = detect_trace_format(table.columns());
        if (ConfigReader::given(place_, "format") == nullptr) {
            if (!detected && problems_.empty()) {
                problems_.add(
                    replay_.file,
                    1,
                    1,
                    "no trace has these columns. Expected timestamp,labourer[,duration_ms]"
                    "[,payload], or the Azure Functions traces of 2019 (HashOwner,HashApp,"
                    "HashFunction,Trigger,1,…,1440) or 2021 (app,func,end_timestamp,duration)"
                );
            }
            replay_.format = detected.value_or(TraceFormat::Sosw);
        }
        replay_.columns = placeholder_columns(replay_.format, table.columns());
        return problems_.empty();
    }

    void check_settings() {
        const bool names_labourers = replay_.format == TraceFormat::Sosw;
        if (!names_labourers && workload_.labourer.empty() && replay_.functions.empty()) {
            reader_.problem(
                place_,
                fmt::format(
                    "a trace of {} needs \"labourer\", whose tasks it creates, or \"functions\", "
                    R"(such as {{"a1b2c3": "reports"}})",
                    to_string(replay_.format)
                )
            );
        }
        if (!replay_.durations_file.empty() && replay_.format != TraceFormat::Azure2019) {
            reader_.problem(
                *place_.find("durations"),
                fmt::format(
                    "a file of durations belongs to azure_2019; a trace of {} has its own",
                    to_string(replay_.format)
                )
            );
        }
    }

    void read_through() {
        TraceMapping mapping{replay_, workload_.labourer};
        const Random nowhere{0};
        const auto reader = open_trace(replay_, mapping, problems_, nowhere, options());
        // The table of 2019 was read whole when it was opened, whatever comes of its counts.
        if (replay_.format != TraceFormat::Azure2019) {
            TraceTask task;
            while (reader->next(task)) {
            }
        }
        for (const std::string& name : mapping.unused()) {
            reader_.problem(
                *place_.find("functions")->find(name),
                fmt::format(
                    "no row of the trace is of {}; correct the name, or leave it out",
                    quoted(std::string_view{name})
                )
            );
        }
    }

    TraceReaderOptions options() const { return {.known_labourers = labourers_}; }

    const ScenarioReader& reader_;
    const ConfigValue& place_;
    const std::vector<std::string>& labourers_;
    const Workload& workload_;
    TraceReplay& replay_;
    TraceProblems problems_;
};

}  // namespace

Diagnostics check_traces(
    const ScenarioReader& reader,
    const ConfigValue& root,
    const std::string& scenario_file,
    bool config_is_complete,
    Scenario& scenario
) {
    std::vector<std::string> labourers;
    if (config_is_complete) {
        for (const LabourerConfig& labourer : scenario.config.orchestrator.task_manager.labourers) {
            labourers.push_back(labourer.id);
        }
    }
    Diagnostics found;
    for (std::size_t index = 0; index < scenario.workload.size(); ++index) {
        Workload& workload = scenario.workload[index];
        auto* replay = std::get_if<TraceReplay>(&workload.pattern);
        if (replay == nullptr || replay->file.empty()) {
            continue;
        }
        const ConfigValue& place = root.find("workload")->items[index];
        TraceCheck check{reader, place, labourers, workload, *replay};
        std::ranges::move(check.run(scenario_file), std::back_inserter(found));
    }
    return found;
}

}  // namespace sosw::sim

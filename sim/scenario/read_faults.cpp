#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/scenario_parts.hpp"

namespace sosw::sim {
namespace {

using Kind = ConfigValue::Kind;
using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 7> kScopedKeys{
    "target", "service", "operation", "table", "metric", "function", "call"};
constexpr std::array<std::string_view, 8> kLatencyKeys{
    "target", "service", "operation", "table", "metric", "function", "call", "duration"};
constexpr std::array<std::string_view, 3> kPartialKeys{"target", "operation", "table"};
constexpr std::array<std::string_view, 2> kSilenceKeys{"target", "metric"};
constexpr std::array<std::string_view, 3> kStaleKeys{"target", "metric", "age"};
constexpr std::array<std::string_view, 4> kRefusalKeys{"target", "function", "labourer", "error"};
constexpr std::array<std::string_view, 3> kWorkerCrashKeys{"function", "labourer", "when"};
constexpr std::array<std::string_view, 4> kCompletionKeys{
    "function", "labourer", "how", "duration"};
constexpr std::array<std::string_view, 8> kCrashKeys{
    "target", "service", "operation", "table", "metric", "function", "call", "when"};
constexpr std::array<std::string_view, 1> kDoubleStartKeys{"target"};
constexpr std::array<std::string_view, 3> kSkewKeys{"target", "by", "within"};

struct KindKeys {
    FaultKind kind;
    Words keys;  ///< Beside those that every kind has.
};
constexpr std::array<KindKeys, 13> kKinds{{
    {FaultKind::Error, kScopedKeys},
    {FaultKind::Throttle, kScopedKeys},
    {FaultKind::LostReply, kScopedKeys},
    {FaultKind::Latency, kLatencyKeys},
    {FaultKind::PartialBatch, kPartialKeys},
    {FaultKind::MetricSilence, kSilenceKeys},
    {FaultKind::StaleMetric, kStaleKeys},
    {FaultKind::LambdaRefuses, kRefusalKeys},
    {FaultKind::WorkerCrash, kWorkerCrashKeys},
    {FaultKind::Completion, kCompletionKeys},
    {FaultKind::Crash, kCrashKeys},
    {FaultKind::DoubleStart, kDoubleStartKeys},
    {FaultKind::ClockSkew, kSkewKeys},
}};

constexpr std::array<std::string_view, 4> kServices{"dynamodb", "cloudwatch", "lambda", "sns"};
constexpr std::array<std::string_view, 5> kTargets{
    "sosw_orchestrator", "sosw_scavenger", "worker", "creator", "sosw_scheduler"};
constexpr std::array<std::string_view, 4> kRefusals{
    "TooManyRequestsException",
    "ServiceException",
    "ResourceNotFoundException",
    "AccessDeniedException"};
constexpr std::array<std::string_view, 2> kMoments{"before", "after"};
constexpr std::array<std::string_view, 3> kCompletions{"lost", "twice", "late"};

template <std::size_t Count>
std::size_t index_of(const std::array<std::string_view, Count>& words, std::string_view word) {
    return static_cast<std::size_t>(std::ranges::find(words, word) - words.begin());
}

/// Reads one fault, whose kind is known.
class FaultReader {
public:
    FaultReader(const ScenarioReader& reader, const ConfigValue& object, FaultModel& fault)
        : reader_{reader}, object_{object}, fault_{fault} {}

    void read() {
        read_window();
        reader_.read_probability(object_, "probability", fault_.probability);
        read_scope();
        read_outcome();
        reader_.read(object_, "call", {.min = 1, .max = 1'000'000'000}, fault_.call);
        if (fault_.kind == FaultKind::StaleMetric && needs("age", "how old, such as \"5m\"")) {
            reader_.read(object_, "age", kSomeTime, fault_.age);
        }
        if (fault_.kind == FaultKind::ClockSkew) {
            read_skew();
        }
    }

private:
    bool needs(std::string_view name, std::string_view such_as) const {
        const std::string whose = fmt::format("a fault of kind {}", to_string(fault_.kind));
        return reader_.required(object_, name, whose, such_as) != nullptr;
    }

    std::optional<std::string_view> choice(std::string_view name, Words choices) const {
        const ConfigValue* value = ConfigReader::given(object_, name);
        return value != nullptr ? reader_.choice(*value, choices) : std::nullopt;
    }

    void read_window() const {
        reader_.read(object_, "from", DurationRange{}, fault_.from);
        reader_.read(object_, "to", DurationRange{}, fault_.to);
        if (fault_.to <= fault_.from) {
            const ConfigValue* to = ConfigReader::given(object_, "to");
            reader_.problem(
                to != nullptr ? *to : object_,
                "\"to\" must be later than \"from\": the fault would never strike"
            );
        }
    }

    void read_scope() const {
        const bool essentials_only =
            fault_.kind == FaultKind::Crash || fault_.kind == FaultKind::DoubleStart;
        const Words targets = essentials_only ? Words{keys::kEssentials} : Words{kTargets};
        if (const auto target = choice("target", targets)) {
            fault_.target = static_cast<FaultTarget>(index_of(kTargets, *target));
        }
        if (const auto service = choice("service", kServices)) {
            fault_.service = static_cast<PortService>(index_of(kServices, *service));
        }
        fault_.operation = choice("operation", keys::kOperations).value_or("");
        reader_.read(object_, "table", fault_.table);
        reader_.read(object_, "metric", fault_.metric);
        reader_.read(object_, "function", fault_.function);
        reader_.read(object_, "labourer", fault_.labourer);
    }

    void read_outcome() const {
        const bool late = fault_.kind == FaultKind::Latency ||
                          (fault_.kind == FaultKind::Completion && read_how() &&
                           fault_.how == CompletionFault::Late);
        if (!late || needs("duration", "how much later, such as \"30s\"")) {
            reader_.read(object_, "duration", fault_.duration);
        }
        if (choice("when", kMoments) == "after") {
            fault_.when = FaultMoment::After;
        }
        if (fault_.kind == FaultKind::LambdaRefuses) {
            fault_.error = choice("error", kRefusals).value_or(kRefusals.front());
        }
    }

    bool read_how() const {
        if (!needs("how", "one of lost, twice, late")) {
            return false;
        }
        const auto how = choice("how", kCompletions);
        if (how) {
            fault_.how = static_cast<CompletionFault>(index_of(kCompletions, *how));
        }
        return how.has_value();
    }

    void read_skew() const {
        const ConfigValue* by = ConfigReader::given(object_, "by");
        const ConfigValue* within = ConfigReader::given(object_, "within");
        if ((by == nullptr) == (within == nullptr)) {
            reader_.problem(
                object_,
                "a fault of kind clock_skew needs either \"by\", such as \"3s\" for ahead and "
                "\"-3s\" for behind, or \"within\", drawn anew for each pass"
            );
        }
        if (by != nullptr) {
            fault_.by = read_signed(*by);
        }
        reader_.read(object_, "within", kSomeTime, fault_.within);
    }

    Duration read_signed(const ConfigValue& value) const {
        const bool behind = value.is(Kind::Text) && value.text.starts_with('-');
        ConfigValue length = value;
        if (behind) {
            length.text.erase(0, 1);
        }
        const Duration read = reader_.duration(length, kSomeTime).value_or(Duration::zero());
        return behind ? -read : read;
    }

    const ScenarioReader& reader_;
    const ConfigValue& object_;
    FaultModel& fault_;
};

std::vector<std::string_view> kind_names() {
    std::vector<std::string_view> names;
    names.reserve(kKinds.size());
    for (const KindKeys& known : kKinds) {
        names.push_back(to_string(known.kind));
    }
    return names;
}

/// Keys that other kinds have, but not this one.
void refuse_keys_of_others(
    const ScenarioReader& reader, const ConfigValue& object, const KindKeys& kind
) {
    constexpr std::array<std::string_view, 4> kCommon{"kind", "from", "to", "probability"};
    const auto among = [](Words words, std::string_view word) {
        return std::ranges::find(words, word) != words.end();
    };
    for (const ConfigMember& member : object.members) {
        const bool known = among(keys::kFault, member.name);
        const bool given = !member.value.is(Kind::Null);
        if (known && given && !among(kCommon, member.name) && !among(kind.keys, member.name)) {
            reader.problem(
                member.value,
                fmt::format(
                    "a fault of kind {} has no \"{}\"; beside {} it may have {}",
                    to_string(kind.kind),
                    member.name,
                    listed(kCommon),
                    listed(kind.keys)
                )
            );
        }
    }
}

FaultModel read_fault(const ScenarioReader& reader, const ConfigValue& object) {
    FaultModel fault;
    if (!reader.is_object(object, "a fault", keys::kFault)) {
        return fault;
    }
    const ConfigValue* kind =
        reader.required(object, "kind", "a fault", "what goes wrong, such as \"lost_reply\"");
    const std::vector<std::string_view> names = kind_names();
    const auto name = kind != nullptr ? reader.choice(*kind, names) : std::nullopt;
    if (!name) {
        return fault;
    }
    const auto index = static_cast<std::size_t>(std::ranges::find(names, *name) - names.begin());
    fault.kind = kKinds.at(index).kind;
    refuse_keys_of_others(reader, object, kKinds.at(index));
    FaultReader{reader, object, fault}.read();
    return fault;
}

}  // namespace

std::vector<FaultModel> read_faults(const ScenarioReader& reader, const ConfigValue& root) {
    std::vector<FaultModel> faults;
    if (const ConfigValue* list = reader.list(root, "faults")) {
        for (const ConfigValue& item : list->items) {
            faults.push_back(read_fault(reader, item));
        }
    }
    return faults;
}

}  // namespace sosw::sim

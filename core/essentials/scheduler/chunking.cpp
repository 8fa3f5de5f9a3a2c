#include "core/essentials/scheduler/chunking.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/tasks/json_text.hpp"

namespace sosw {

namespace {

/// The most values of an attribute in one task where nobody asked for less.
constexpr std::int64_t kBatchMax = 1'000'000;

Failure invalid_job(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidJob", std::move(message));
}

/// What Python takes for true.
struct Truth {
    bool operator()(const Null& /*null*/) const { return false; }
    bool operator()(bool truth) const { return truth; }
    bool operator()(const std::string& text) const { return !text.empty(); }
    bool operator()(const Number& number) const {
        // Zero, however it is written, has no other digit before its exponent.
        const std::string_view digits =
            std::string_view{number.text}.substr(0, number.text.find_first_of("eE"));
        return digits.find_first_of("123456789") != std::string_view::npos;
    }
    bool operator()(const List& list) const { return !list.empty(); }
    bool operator()(const Map& map) const { return !map.empty(); }
    bool operator()(const auto& /*binary or set*/) const { return true; }
};

bool is_true(const AttributeValue& value) { return std::visit(Truth{}, value.variant()); }

bool is_scalar(const AttributeValue& value) {
    return value.is<std::string>() || value.is<Number>() || value.is<bool>();
}

bool is_null(const AttributeValue& value) { return value.is<Null>(); }
bool is_object(const AttributeValue& value) { return value.is<Map>(); }

bool only_nulls(const Map& map) {
    return std::ranges::all_of(map, [](const Attribute& member) { return is_null(member.value); });
}

List names_of(const Map& map) {
    List names;
    for (const Attribute& member : map) {
        names.emplace_back(member.name);
    }
    return names;
}

/// The whole number that Python's `int()` makes of a limit.
std::optional<std::int64_t> to_limit(const AttributeValue& value) {
    if (const bool* truth = value.get_if<bool>()) {
        return *truth ? 1 : 0;
    }
    const auto text = value.as_string();
    if (!text) {
        return value.as_int64();
    }
    std::int64_t limit = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
    return error == std::errc{} && end == text->data() + text->size() ? std::optional{limit}
                                                                      : std::nullopt;
}

/// A level's names: of the attribute itself and of what is asked for it.
struct Level {
    explicit Level(std::string_view attribute)
        : names{
              std::string{attribute.substr(0, attribute.find_last_not_of('s') + 1)},
              std::string{attribute.substr(0, attribute.find_last_not_of('s') + 1)} + "s"} {
        for (std::size_t i = 0; i < names.size(); ++i) {
            isolates.at(i) = "isolate_" + names.at(i);
            limits.at(i) = "max_" + names.at(i) + "_per_batch";
        }
    }

    const std::string& singular() const { return names.front(); }
    const std::string& plural() const { return names.back(); }
    bool has_name(std::string_view name) const { return name == names[0] || name == names[1]; }

    std::array<std::string, 2> names;  ///< Singular, plural; so the others.
    std::array<std::string, 2> isolates{};
    std::array<std::string, 2> limits{};
};

bool is_asked_for(const Level& level, const Map& job) {
    const auto asked = [&](const std::string& name) {
        const AttributeValue* value = job.find(name);
        return value != nullptr && is_true(*value);
    };
    return std::ranges::any_of(level.isolates, asked) || std::ranges::any_of(level.limits, asked);
}

using Levels = std::span<const Level>;

bool needs_cut(Levels levels, const Map& job);

/// Whether a level below is to be cut in one of the objects that `value` has.
bool needs_cut_inside(Levels below, const AttributeValue& value) {
    if (const auto* list = value.get_if<List>()) {
        return std::ranges::any_of(*list, [&](const AttributeValue& element) {
            return is_object(element) && needs_cut_inside(below, element);
        });
    }
    const auto* map = value.get_if<Map>();
    return map != nullptr && std::ranges::any_of(*map, [&](const Attribute& member) {
               const auto* part = member.value.get_if<Map>();
               return part != nullptr && needs_cut(below, *part);
           });
}

/// Whether the first of `levels` is to be cut in `job`.
bool needs_cut(Levels levels, const Map& job) {
    if (is_asked_for(levels.front(), job)) {
        return true;
    }
    const Levels below = levels.subspan(1);
    return !below.empty() && std::ranges::any_of(levels.front().names, [&](const auto& name) {
        const AttributeValue* value = job.find(name);
        return value != nullptr && needs_cut_inside(below, *value);
    });
}

/// `attributes` laid over `base`.
Map laid_over(Map base, const Map& attributes) {
    for (const Attribute& attribute : attributes) {
        base.set(attribute.name, attribute.value);
    }
    return base;
}

/// Cuts the levels of one job.
class Cutter {
public:
    explicit Cutter(Chunks& chunks) : chunks_{chunks} {}

    /// Adds the tasks of `job`, a part of the whole job, each beginning with `skeleton`, what the
    /// levels above have made of theirs.
    Result<void> cut(Levels levels, const Map& job, const Map& skeleton) {
        const Level& level = levels.front();
        const std::optional<std::int64_t> limit = TRY(limit_of(level, job, skeleton));
        if (!needs_cut(levels, job)) {
            keep(level, job, skeleton, limit.value_or(kBatchMax));
            return {};
        }
        Map base = skeleton;
        for (const Attribute& attribute : job) {
            if (!level.has_name(attribute.name) && attribute.name != level.isolates.back()) {
                base.set(attribute.name, attribute.value);
            }
        }
        const std::size_t before = chunks_.tasks.size();
        for (const Attribute& attribute : job) {
            if (level.has_name(attribute.name) && is_true(attribute.value)) {
                TRY(cut_values(levels, attribute.value, base, limit.value_or(1)));
            }
        }
        if (chunks_.tasks.size() == before) {
            warn(fmt::format(
                "there are no {} to be isolated; the job stays one task", level.plural()
            ));
            chunks_.tasks.push_back(laid_over(skeleton, job));
        }
        return {};
    }

private:
    /// The limit that `job` gives for a batch, or else that which the levels above gave.
    static Result<std::optional<std::int64_t>> limit_of(
        const Level& level, const Map& job, const Map& skeleton
    ) {
        for (const Map* scope : {&job, &skeleton}) {
            for (const std::string* name : {&level.limits.back(), &level.limits.front()}) {
                const AttributeValue* value = scope->find(*name);
                if (value == nullptr) {
                    continue;
                }
                const std::optional<std::int64_t> limit = to_limit(*value);
                if (!limit || *limit < 1) {
                    return invalid_job(fmt::format(
                        "`{}` must be a whole number above 0: {}", *name, to_json(*value)
                    ));
                }
                return limit;
            }
        }
        return std::nullopt;
    }

    Result<void> cut_values(
        Levels levels, const AttributeValue& value, const Map& base, std::int64_t limit
    ) {
        const Level& level = levels.front();
        const auto* list = value.get_if<List>();
        const std::span<const AttributeValue> values =
            list != nullptr ? std::span{*list} : std::span{&value, 1};
        if (std::ranges::all_of(values, is_scalar)) {
            add_batches(level, values, base, limit);
            return {};
        }
        if (!std::ranges::all_of(values, is_object)) {
            return invalid_job(fmt::format(
                "`{}` must have values (text, numbers), or objects, and not both: {}",
                level.plural(),
                to_json(value)
            ));
        }
        for (const AttributeValue& object : values) {
            TRY(cut_object(levels, *object.get_if<Map>(), base, limit));
        }
        return {};
    }

    Result<void> cut_object(Levels levels, const Map& object, const Map& base, std::int64_t limit) {
        const Level& level = levels.front();
        if (only_nulls(object)) {
            add_batches(level, names_of(object), base, limit);
            return {};
        }
        for (const auto& [name, part] : object) {
            Map task = base;
            task.set(level.plural(), AttributeValue::Variant{List{name}});
            const auto* attributes = part.get_if<Map>();
            if (attributes == nullptr && !is_null(part)) {
                return invalid_job(fmt::format(
                    "`{}` of {} must be an object or null: {}", name, level.plural(), to_json(part)
                ));
            }
            if (attributes != nullptr && levels.size() > 1) {
                TRY(cut(levels.subspan(1), *attributes, task));
            } else {
                chunks_.tasks.push_back(
                    attributes != nullptr ? laid_over(std::move(task), *attributes)
                                          : std::move(task)
                );
            }
        }
        return {};
    }

    /// A part that is not to be cut. A flat list of values (or one that can be made flat) stays
    /// within the limit, and what stands beside it goes, as in sosw.
    void keep(const Level& level, const Map& job, const Map& skeleton, std::int64_t limit) {
        const std::optional<List> values = flat_values(level, job);
        if (!values) {
            chunks_.tasks.push_back(laid_over(skeleton, job));
            return;
        }
        if (job.size() > 1) {
            warn(fmt::format(
                "what stands beside {} that are not isolated does not reach the tasks",
                level.plural()
            ));
        }
        add_batches(level, *values, skeleton, limit);
    }

    static std::optional<List> flat_values(const Level& level, const Map& job) {
        const AttributeValue* value = job.find(level.plural());
        if (const AttributeValue* singular = job.find(level.singular())) {
            if (value != nullptr) {
                return std::nullopt;  // Both: what belongs together cannot be told.
            }
            value = singular;
        }
        if (value == nullptr || !is_true(*value)) {
            return std::nullopt;
        }
        if (const auto* list = value->get_if<List>()) {
            return std::ranges::all_of(*list, is_scalar) ? std::optional{*list} : std::nullopt;
        }
        const auto* map = value->get_if<Map>();
        if (map == nullptr) {
            return std::nullopt;
        }
        if (only_nulls(*map)) {
            return names_of(*map);
        }
        return map->size() == 1 ? std::optional{List{*value}} : std::nullopt;
    }

    void add_batches(
        const Level& level,
        std::span<const AttributeValue> values,
        const Map& base,
        std::int64_t limit
    ) {
        while (!values.empty()) {
            const std::size_t count = std::min(values.size(), static_cast<std::size_t>(limit));
            const auto batch = values.first(count);
            Map task = base;
            task.set(level.plural(), AttributeValue::Variant{List{batch.begin(), batch.end()}});
            chunks_.tasks.push_back(std::move(task));
            values = values.subspan(count);
        }
    }

    void warn(std::string warning) {
        if (std::ranges::find(chunks_.warnings, warning) == chunks_.warnings.end()) {
            chunks_.warnings.push_back(std::move(warning));
        }
    }

    Chunks& chunks_;
};

std::vector<Level> levels_of(ChunkableAttributes attributes) {
    return {attributes.begin(), attributes.end()};
}

}  // namespace

Result<Chunks> chunk_job(const Map& job, ChunkableAttributes attributes, Date today) {
    const std::vector<Level> levels = levels_of(attributes);
    Chunks chunks;
    if (levels.empty() || !needs_cut(levels, job)) {
        chunks.tasks.push_back(job);
        return chunks;
    }
    Cutter cutter{chunks};
    for (const Map& part : TRY(chunk_dates(job, today))) {
        TRY(cutter.cut(levels, part, {}));
    }
    return chunks;
}

Result<std::vector<Map>> chunk_dates(const Map& job, Date today) {
    Map rest;
    AttributeValue period;
    bool isolate = false;
    for (const Attribute& attribute : job) {
        if (attribute.name == "period") {
            period = attribute.value;
        } else if (attribute.name == "isolate_days") {
            isolate = is_true(attribute.value);
        } else {
            rest.append(attribute.name, attribute.value);
        }
    }
    if (!is_true(period)) {
        return std::vector{std::move(rest)};
    }
    const auto name = period.as_string();
    if (!name) {
        return invalid_job("`period` must be text: " + to_json(period));
    }
    std::vector<std::string> dates = TRY(dates_of_period(*name, today));
    if (!isolate) {
        rest.set("date_list", AttributeValue::Variant{List{dates.begin(), dates.end()}});
        return std::vector{std::move(rest)};
    }
    if (dates.empty()) {
        return invalid_job(fmt::format("the period `{}` has no days that could be isolated", *name)
        );
    }
    std::vector<Map> parts;
    parts.reserve(dates.size());
    for (std::string& date : dates) {
        rest.set("date_list", AttributeValue::Variant{List{std::move(date)}});
        parts.push_back(rest);
    }
    return parts;
}

bool needs_chunking(const Map& job, std::string_view attribute, ChunkableAttributes attributes) {
    const Level wanted{attribute};
    const auto from = std::ranges::find(attributes, wanted.singular());
    std::vector<Level> levels{from, attributes.end()};
    if (levels.empty()) {
        levels.push_back(wanted);
    }
    return needs_cut(levels, job);
}

}  // namespace sosw

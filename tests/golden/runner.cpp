#include "tests/golden/runner.hpp"

#include "tests/golden/trace.hpp"
#include "tests/golden/trace_player.hpp"
#include "tests/golden/vectors.hpp"

namespace sosw::golden {

namespace {

/// Only whether an operation raised is compared, and AWS's error code where one was recorded.
void keep_only_code(AttributeValue& error, bool with_code) {
    auto* object = error.get_if<Map>();
    if (object == nullptr) {
        return;
    }
    Map kept;
    const AttributeValue* code = object->find("code");
    if (with_code && code != nullptr) {
        kept.append("code", *code);
    }
    *object = std::move(kept);
}

void align_errors(Map& expected, Map& actual) {
    AttributeValue* recorded = expected.find("error");
    const bool with_code =
        recorded != nullptr && recorded->is<Map>() && recorded->get_if<Map>()->contains("code");
    for (Map* side : {&expected, &actual}) {
        for (const char* key : {"error", "retry", "delay"}) {  // vectors of retry_delay
            if (AttributeValue* error = side->find(key)) {
                keep_only_code(*error, with_code);
            }
        }
    }
}

/// The raw text of payloads is left alone where the decoded one is there.
void drop_raw_payloads(AttributeValue& value) {
    if (auto* list = value.get_if<List>()) {
        for (AttributeValue& element : *list) {
            drop_raw_payloads(element);
        }
    } else if (auto* object = value.get_if<Map>()) {
        if (object->contains("@payload")) {
            object->erase("payload");
            return;
        }
        for (Attribute& attribute : *object) {
            drop_raw_payloads(attribute.value);
        }
    }
}

void drop_raw_payloads_of(Map& object) {
    for (const char* key : {"tables", "changes", "table"}) {
        if (AttributeValue* value = object.find(key)) {
            drop_raw_payloads(*value);
        }
    }
}

/// A query without dimensions may have been recorded with an empty list or with none.
void drop_empty_dimensions(Map& object) {
    AttributeValue* calls = object.find("cloudwatch_calls");
    if (calls == nullptr) {
        return;
    }
    for (AttributeValue& call : *calls->get_if<List>()) {
        Map& query = *call.get_if<Map>();
        const AttributeValue* dimensions = query.find("Dimensions");
        if (dimensions != nullptr && dimensions->get_if<List>()->empty()) {
            query.erase("Dimensions");
        }
    }
}

/// Where registration itself raised, `labourers` shows how far it got.
void drop_incomparable_labourers(Map& expected, Map& actual) {
    const AttributeValue* status = expected.find("status");
    const bool registration_raised =
        expected.contains("error") &&
        (status == nullptr || (status->is<Map>() && status->get_if<Map>()->empty()));
    if (registration_raised || !expected.contains("labourers")) {
        expected.erase("labourers");
        actual.erase("labourers");
    }
}

/// Traces show the tables whole, or only what changed, or neither where nothing changed.
void drop_unshown_state(Map& expected, Map& actual) {
    if (!expected.contains("tables")) {
        actual.erase("tables");
    }
    const AttributeValue* changes = actual.find("changes");
    const bool nothing_changed =
        changes != nullptr && changes->is<Map>() && changes->get_if<Map>()->empty();
    if (nothing_changed && !expected.contains("changes")) {
        actual.erase("changes");
    } else if (expected.contains("tables") && !expected.contains("changes")) {
        actual.erase("changes");
    }
}

std::string describe(const Mismatch& mismatch) {
    const auto shorten = [](const std::string& text) {
        constexpr std::size_t kMax = 160;
        return text.size() <= kMax ? text : text.substr(0, kMax) + "…";
    };
    return mismatch.pointer + ": expected " + shorten(mismatch.expected) + ", found " +
           shorten(mismatch.actual);
}

std::string describe(const Difference& difference) {
    return "listed difference " + difference.point + " at " + difference.place + ", " +
           difference.pointer + ": " + difference.reason;
}

void fail_with(FileResult& result, std::string note) {
    result.verdict = FileResult::Verdict::Failed;
    result.notes.push_back(std::move(note));
}

/// A mismatch is forgiven if exactly this place and pointer is listed.
void judge(
    FileResult& result,
    const Difference* listed,
    const std::string& place,
    const std::optional<Mismatch>& mismatch
) {
    if (!mismatch) {
        if (listed != nullptr) {
            fail_with(result, place + " no longer differs, but is listed as " + listed->point);
        }
        return;
    }
    if (listed == nullptr) {
        fail_with(result, place + ": " + describe(*mismatch));
    } else if (listed->pointer != mismatch->pointer) {
        fail_with(
            result,
            place + " differs at another pointer than the listed " + listed->pointer + ": " +
                describe(*mismatch)
        );
    } else {
        result.notes.push_back(describe(*listed));
    }
}

FileResult run_trace(
    const std::string& file, const Map& trace, const Differences& differences, Reach reach
) {
    FileResult result;
    const auto listed = differences.of(file);
    TracePlayer player{trace, reach};
    const List& steps = list_member(trace, "steps");
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const Map& step = as_object(steps[i]);
        const std::string place = "step " + std::to_string(i);
        const auto mismatch = compare_step(
            object_member(step, "expect"),
            player.play(step),
            "/steps/" + std::to_string(i) + "/expect"
        );
        ++result.compared;
        judge(result, differences.find(file, place), place, mismatch);
        if (mismatch || result.verdict == FileResult::Verdict::Failed) {
            break;  // from here on the worlds differ; the approved trace judges the rest
        }
    }
    if (!listed.empty() && result.notes.empty()) {
        fail_with(result, listed.front()->place + " is listed, but the trace has no such step");
    }
    return result;
}

/// Any of the `alternatives` counts as right; the first difference is that to `expect`.
std::optional<Mismatch> compare_vector(const Map& vector, const Map& actual) {
    if (const AttributeValue* alternatives = vector.find("alternatives")) {
        for (const AttributeValue& alternative : *alternatives->get_if<List>()) {
            if (!compare_step(as_object(alternative), actual, "")) {
                return std::nullopt;
            }
        }
    }
    return compare_step(object_member(vector, "expect"), actual, "/expect");
}

FileResult run_vectors(
    const std::string& file, const Map& content, const Differences& differences
) {
    FileResult result;
    const std::string name = text_member(content, "name");
    std::size_t met = 0;
    for (const AttributeValue& value : list_member(content, "vectors")) {
        const Map& vector = as_object(value);
        const std::string id = text_member(vector, "id");
        const Difference* listed = differences.find(file, id);
        met += listed != nullptr ? 1 : 0;
        judge(result, listed, id, compare_vector(vector, evaluate_vector(name, vector)));
        ++result.compared;
    }
    if (met != differences.of(file).size()) {
        fail_with(result, "a listed difference names no vector of this file");
    }
    return result;
}

}  // namespace

std::optional<Mismatch> compare_step(Map expected, Map actual, const std::string& pointer) {
    drop_incomparable_labourers(expected, actual);
    drop_unshown_state(expected, actual);
    align_errors(expected, actual);
    if (AttributeValue* rival = expected.find("rival")) {
        if (AttributeValue* ours = actual.find("rival")) {
            align_errors(*rival->get_if<Map>(), *ours->get_if<Map>());
        }
    }
    for (Map* side : {&expected, &actual}) {
        drop_raw_payloads_of(*side);
        drop_empty_dimensions(*side);
    }
    return first_difference(
        AttributeValue::Variant{std::move(expected)},
        AttributeValue::Variant{std::move(actual)},
        pointer
    );
}

FileResult run_file(
    const std::string& file, const Map& content, const Differences& differences, Reach reach
) {
    try {
        return content.contains("steps") ? run_trace(file, content, differences, reach)
                                         : run_vectors(file, content, differences);
    } catch (const MalformedFile& malformed) {
        return {.verdict = FileResult::Verdict::Failed, .notes = {malformed.message}};
    }
}

Map approved_trace(const Map& trace) {
    Map approved = trace;
    TracePlayer player{trace};
    List steps;
    const List& recorded = list_member(trace, "steps");
    for (std::size_t i = 0; i < recorded.size(); ++i) {
        Map step = as_object(recorded[i]);
        Map expect = player.play(step);
        if (i + 1 != recorded.size()) {
            expect.erase("tables");  // the changes tell the same; the last step shows all
        }
        if (as_object(member(expect, "changes")).empty()) {
            expect.erase("changes");
        }
        step.set("expect", AttributeValue::Variant{std::move(expect)});
        steps.emplace_back(AttributeValue::Variant{std::move(step)});
    }
    approved.set("steps", AttributeValue::Variant{std::move(steps)});
    return approved;
}

}  // namespace sosw::golden

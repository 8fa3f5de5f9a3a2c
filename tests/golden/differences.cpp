#include "tests/golden/differences.hpp"

#include "tests/golden/trace.hpp"

namespace sosw::golden {

Differences Differences::read(const std::string& path) {
    Differences differences;
    const Map document = read_file(path);
    for (const AttributeValue& value : list_member(document, "differences")) {
        const Map& entry = as_object(value);
        const bool of_trace = entry.contains("step");
        differences.entries_.push_back(
            {.file = text_member(entry, "file"),
             .place = of_trace ? "step " + std::to_string(as_integer(member(entry, "step")))
                               : text_member(entry, "vector"),
             .point = text_member(entry, "point"),
             .pointer = text_member(entry, "pointer"),
             .reason = text_member(entry, "reason")}
        );
    }
    return differences;
}

const Difference* Differences::find(const std::string& file, const std::string& place) const {
    for (const Difference& entry : entries_) {
        if (entry.file == file && entry.place == place) {
            return &entry;
        }
    }
    return nullptr;
}

std::vector<const Difference*> Differences::of(const std::string& file) const {
    std::vector<const Difference*> found;
    for (const Difference& entry : entries_) {
        if (entry.file == file) {
            found.push_back(&entry);
        }
    }
    return found;
}

}  // namespace sosw::golden

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "core/essentials/scheduler/chunking.hpp"
#include "core/tasks/json_text.hpp"

// Random jobs of three levels: each of their values is in exactly one task, and no batch is larger
// than what was asked.

namespace sosw {
namespace {

const std::vector<std::string> kLevels{"section", "store", "product"};

/// Paths of values, such as `s1/s4/s7`, and how often each is there.
using Paths = std::map<std::string, int>;

AttributeValue object(Map map) { return AttributeValue::Variant{std::move(map)}; }

/// Makes jobs whose values all have different names.
class JobMaker {
public:
    explicit JobMaker(std::uint64_t seed) : random_{seed} {}

    Map job() { return part(0, ""); }
    const Paths& paths() const { return paths_; }

private:
    Map part(std::size_t level, const std::string& path) {
        Map map;
        const std::string name = kLevels.at(level) + (random_.chance(0.5) ? "s" : "");
        map.set(name, values(level, path));
        if (random_.chance(0.6)) {
            map.set("isolate_" + kLevels.at(level) + "s", AttributeValue::boolean(true));
        }
        if (random_.chance(0.4)) {
            map.set(
                "max_" + kLevels.at(level) + "s_per_batch",
                AttributeValue::number(static_cast<std::int64_t>(1 + random_.below(3)))
            );
        }
        return map;
    }

    AttributeValue values(std::size_t level, const std::string& path) {
        const std::uint64_t count = 1 + random_.below(4);
        const bool nested = level + 1 < kLevels.size() && random_.chance(0.7);
        const bool as_object = nested || random_.chance(0.5);
        List list;
        Map map;
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::string name = "v" + std::to_string(++names_);
            const std::string here = path + "/" + name;
            if (nested && random_.chance(0.8)) {
                map.set(name, object(part(level + 1, here)));
            } else {
                map.set(name, AttributeValue{});
                ++paths_[here];
            }
            list.emplace_back(name);
        }
        return as_object ? object(std::move(map)) : AttributeValue::Variant{std::move(list)};
    }

    Random random_;
    Paths paths_;
    int names_ = 0;
};

/// The paths below `map`, where levels that were not cut are still nested.
void collect(const Map& map, std::size_t level, const std::string& path, Paths& paths) {
    const AttributeValue* value = nullptr;
    if (level < kLevels.size()) {
        value = map.find(kLevels.at(level) + "s");
        value = value != nullptr ? value : map.find(kLevels.at(level));
    }
    if (value == nullptr) {
        ++paths[path];
        return;
    }
    const auto into = [&](const AttributeValue& one) {
        if (const auto* nested = one.get_if<Map>()) {
            for (const auto& [name, part] : *nested) {
                const auto* attributes = part.get_if<Map>();
                collect(
                    attributes != nullptr ? *attributes : Map{}, level + 1, path + "/" + name, paths
                );
            }
            return;
        }
        const std::string here = path + "/" + std::string{one.as_string().value()};
        // A task of one value goes on with the next level beside it.
        const auto* list = value->get_if<List>();
        const bool alone = list != nullptr && list->size() == 1;
        collect(alone ? map : Map{}, level + 1, here, paths);
    };
    if (const auto* list = value->get_if<List>()) {
        std::ranges::for_each(*list, into);
    } else {
        into(*value);
    }
}

Paths paths_of(const Map& task) {
    Paths paths;
    collect(task, 0, "", paths);
    return paths;
}

TEST(ChunkingProperties, NoValueOfAJobIsLostOrDoubled) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        JobMaker maker{seed};
        const Map job = maker.job();
        const auto chunks = chunk_job(job, kLevels, Date{});
        ASSERT_TRUE(chunks) << to_json(job) << ": " << chunks.error().message;
        Paths found;
        for (const Map& task : chunks->tasks) {
            for (const auto& [path, count] : paths_of(task)) {
                found[path] += count;
            }
        }
        ASSERT_EQ(found, maker.paths()) << "seed " << seed << ": " << to_json(job);
    }
}

TEST(ChunkingProperties, NoBatchOfACutJobIsLargerThanItsLimit) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        const Map job = JobMaker{seed}.job();
        if (!needs_chunking(job, kLevels.front(), kLevels)) {
            continue;
        }
        const Chunks chunks = chunk_job(job, kLevels, Date{}).value();
        for (const Map& task : chunks.tasks) {
            for (const std::string& level : kLevels) {
                const AttributeValue* limit = task.find("max_" + level + "s_per_batch");
                const AttributeValue* values = task.find(level + "s");
                const auto* list = values != nullptr ? values->get_if<List>() : nullptr;
                if (limit != nullptr && list != nullptr) {
                    ASSERT_LE(std::ssize(*list), limit->as_int64()) << to_json(task);
                }
            }
        }
    }
}

}  // namespace
}  // namespace sosw

#include "sim/fuzz/shrink.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

using Json = nlohmann::ordered_json;
using Pointer = Json::json_pointer;

/// `"90s"` → `"45s"`, `"4/min"` → `"2/min"`; nothing for what does not begin with a number above 1.
std::optional<std::string> halved(const std::string& text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || number <= 1) {
        return std::nullopt;
    }
    return std::to_string(number / 2) + std::string{stopped, end};
}

std::optional<Json> smaller(const Json& value) {
    if (value.is_number_integer()) {
        const auto number = value.get<std::int64_t>();
        return number > 1 ? std::optional<Json>{number / 2} : std::nullopt;
    }
    if (value.is_string()) {
        if (std::optional<std::string> text = halved(value.get<std::string>())) {
            return Json(*std::move(text));
        }
    }
    return std::nullopt;
}

/// What says which world it is, not how large it is.
bool is_identity(const Pointer& at) {
    return !at.empty() && (at.back() == "seed" || at.back() == "name");
}

/// All members but one. Made anew: nlohmann's erase within an ordered object loses the parents that
/// its diagnostics keep.
Json without(const Json& container, std::size_t index) {
    Json rest = container.is_array() ? Json::array() : Json::object();
    std::size_t i = 0;
    for (const auto& [key, value] : container.items()) {
        if (i++ == index) {
            continue;
        }
        if (container.is_array()) {
            rest.push_back(value);
        } else {
            rest[key] = value;
        }
    }
    return rest;
}

class Shrinker {
public:
    Shrinker(Json scenario, const StillFails& still_fails, int tries)
        : scenario_(std::move(scenario)), still_fails_{still_fails}, tries_{tries} {}

    Json run() {
        do {
            improved_ = false;
            reduce(Pointer{});
        } while (improved_ && tries_ > 0);
        return std::move(scenario_);
    }

private:
    /// Takes `candidate` where it still fails.
    bool accept(Json candidate) {
        if (tries_ <= 0) {
            return false;
        }
        --tries_;
        if (!still_fails_(candidate.dump(4) + "\n")) {
            return false;
        }
        scenario_ = std::move(candidate);
        improved_ = true;
        return true;
    }

    void reduce(const Pointer& at) {
        if (scenario_.at(at).is_structured()) {
            drop_half(at);
            for (std::size_t i = scenario_.at(at).size(); i-- > 0;) {
                drop(at, i);
            }
            for (const Pointer& member : members(at)) {
                reduce(member);
            }
            return;
        }
        while (!is_identity(at)) {
            std::optional<Json> less = smaller(scenario_.at(at));
            if (!less) {
                return;
            }
            Json candidate = scenario_;
            candidate.at(at) = *std::move(less);
            if (!accept(std::move(candidate))) {
                return;
            }
        }
    }

    /// The second half of a long list, as long as that goes.
    void drop_half(const Pointer& at) {
        constexpr std::size_t kLong = 4;
        while (scenario_.at(at).is_array() && scenario_.at(at).size() >= kLong) {
            Json candidate = scenario_;
            Json& list = candidate.at(at);
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(list.size() / 2), list.end());
            if (!accept(std::move(candidate))) {
                return;
            }
        }
    }

    void drop(const Pointer& at, std::size_t index) {
        if (is_identity(members(at)[index])) {
            return;
        }
        Json candidate = scenario_;
        candidate.at(at) = without(scenario_.at(at), index);
        accept(std::move(candidate));
    }

    std::vector<Pointer> members(const Pointer& at) const {
        std::vector<Pointer> pointers;
        const Json& container = scenario_.at(at);
        std::size_t index = 0;
        for (const auto& [key, value] : container.items()) {
            pointers.push_back(container.is_array() ? at / index : at / key);
            ++index;
        }
        return pointers;
    }

    Json scenario_;
    const StillFails& still_fails_;
    int tries_;
    bool improved_ = false;
};

}  // namespace

std::string shrink(
    const std::string& text, const StillFails& still_fails, const ShrinkOptions& options
) {
    Json scenario =
        Json::parse(text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
    ENSURE(!scenario.is_discarded());
    return Shrinker{std::move(scenario), still_fails, options.tries_max}.run().dump(4) + "\n";
}

}  // namespace sosw::sim

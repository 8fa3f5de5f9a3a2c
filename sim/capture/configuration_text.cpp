#include "sim/capture/configuration_text.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/ensure.hpp"
#include "core/config/config_value.hpp"
#include "sim/scenario/payload.hpp"

namespace sosw::sim {

std::string configuration_text(std::span<const ConfigDocument> documents) {
    if (documents.size() == 1) {
        return documents.front().text;
    }
    ConfigProblems problems{documents};
    ConfigValue merged{.kind = ConfigValue::Kind::Object};
    for (std::size_t index = 0; index < documents.size(); ++index) {
        std::optional<ConfigValue> document = parse_config(documents, index, problems);
        ENSURE(document.has_value());
        merged = merge(std::move(merged), *std::move(document));
    }
    return nlohmann::ordered_json::parse(payload_text(merged)).dump(4) + "\n";
}

}  // namespace sosw::sim

#include "cli/text_file.hpp"

#include "sim/scenario/scenario_tree.hpp"

namespace sosw::cli {

tl::expected<std::string, std::string> read_text_file(const std::string& file) {
    return sim::read_text(file);
}

}  // namespace sosw::cli

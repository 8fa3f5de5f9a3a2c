#include "backends/wire/letters.hpp"

namespace sosw::wire {

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& letter : lower) {
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    return lower;
}

std::string upper_case(std::string_view text) {
    std::string upper{text};
    for (char& letter : upper) {
        letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
    return upper;
}

}  // namespace sosw::wire

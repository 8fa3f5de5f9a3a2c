#pragma once

#include <string_view>

namespace sosw::expression {

/// True for the 573 words that an expression may not use as plain attribute names, in whatever
/// case. Source: DynamoDB Developer Guide, "Reserved words in DynamoDB".
bool is_reserved_word(std::string_view word);

}  // namespace sosw::expression

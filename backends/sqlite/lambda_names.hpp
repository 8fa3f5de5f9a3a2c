#pragma once

#include <optional>
#include <string_view>

namespace sosw::sqlite {

/// What a caller may write as `FunctionName`, taken apart: `name`, `name:qualifier`,
/// `account:function:name`, or an ARN, with or without qualifier. What was not written is empty.
/// The parts are views into the text.
struct FunctionReference {
    std::string_view region{};
    std::string_view account_id{};
    std::string_view name{};
    std::string_view qualifier{};
};

/// Nothing where `text` can be no function's name (AWS's pattern; names of at most 140 characters).
std::optional<FunctionReference> parse_function_reference(std::string_view text);

}  // namespace sosw::sqlite

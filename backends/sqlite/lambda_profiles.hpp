#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sosw::sqlite {

class Database;

/// What the emulated Lambda keeps of a function and does not act on, in a table beside its own: a
/// text that only the reader understands, and the code as it was uploaded.
class LambdaProfiles {
public:
    struct Entry {
        std::string function_name;
        std::string profile;
    };

    /// Creates the table where it is missing.
    explicit LambdaProfiles(Database& database);

    /// All of them, by name; the code stays where it is.
    std::vector<Entry> entries();
    /// Inserts or changes; the code stays as it is.
    void save(std::string_view function_name, std::string_view profile);
    /// Requires an entry.
    void save_code(std::string_view function_name, std::string_view code);
    /// Empty where none was saved.
    std::string code(std::string_view function_name);
    void erase(std::string_view function_name);

private:
    Database& database_;
};

}  // namespace sosw::sqlite

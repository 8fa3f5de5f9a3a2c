#include "backends/sqlite/lambda_profiles.hpp"

#include "backends/sqlite/database.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sqlite {

LambdaProfiles::LambdaProfiles(Database& database) : database_{database} {
    database.execute(
        "CREATE TABLE IF NOT EXISTS lambda_profile ("
        "name TEXT PRIMARY KEY, profile TEXT NOT NULL, code BLOB NOT NULL DEFAULT x'')"
    );
}

std::vector<LambdaProfiles::Entry> LambdaProfiles::entries() {
    Statement select{database_, "SELECT name, profile FROM lambda_profile ORDER BY name"};
    std::vector<Entry> entries;
    while (select.step()) {
        entries.push_back(
            {.function_name = std::string{select.column_text(0)},
             .profile = std::string{select.column_text(1)}}
        );
    }
    return entries;
}

void LambdaProfiles::save(std::string_view function_name, std::string_view profile) {
    Statement upsert{
        database_,
        "INSERT INTO lambda_profile (name, profile) VALUES (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET profile = excluded.profile"};
    upsert.bind_text(1, function_name).bind_text(2, profile).run();
}

void LambdaProfiles::save_code(std::string_view function_name, std::string_view code) {
    Statement update{database_, "UPDATE lambda_profile SET code = ? WHERE name = ?"};
    update.bind_blob(1, code).bind_text(2, function_name).run();
    ENSURE(database_.changes() == 1);
}

std::string LambdaProfiles::code(std::string_view function_name) {
    Statement select{database_, "SELECT code FROM lambda_profile WHERE name = ?"};
    select.bind_text(1, function_name);
    return select.step() ? std::string{select.column_blob(0)} : std::string{};
}

void LambdaProfiles::erase(std::string_view function_name) {
    Statement remove{database_, "DELETE FROM lambda_profile WHERE name = ?"};
    remove.bind_text(1, function_name).run();
}

}  // namespace sosw::sqlite

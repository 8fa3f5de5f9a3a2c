#include "core/ports/table_administration.hpp"

namespace sosw {

std::string_view to_string(TableStatus status) {
    switch (status) {
        case TableStatus::Active:
            return "ACTIVE";
        case TableStatus::Creating:
            return "CREATING";
        case TableStatus::Updating:
            return "UPDATING";
        case TableStatus::Deleting:
            return "DELETING";
    }
    return "";
}

}  // namespace sosw

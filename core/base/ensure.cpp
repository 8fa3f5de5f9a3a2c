#include "core/base/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace sosw {

void ensure_failed(const char* condition, std::source_location where) {
    std::fprintf(
        stderr,
        "%s:%u: in %s: broken invariant: %s\n",
        where.file_name(),
        where.line(),
        where.function_name(),
        condition
    );
    std::abort();
}

}  // namespace sosw

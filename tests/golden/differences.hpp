#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

/// The list of places where we do on purpose what sosw does not (`differences.json`).

namespace sosw::golden {

/// One place: a step of a trace, or a vector.
struct Difference {
    std::string file;
    std::string place;    ///< `step 7` or the vector's id.
    std::string point;    ///< `M11`, as in docs/fidelity.md.
    std::string pointer;  ///< JSON pointer of the first difference there.
    std::string reason;
};

class Differences {
public:
    /// Throws `MalformedFile` where the list is not as documented.
    static Differences read(const std::string& path);

    const Difference* find(const std::string& file, const std::string& place) const;
    /// All of one file, in the order of the list.
    std::vector<const Difference*> of(const std::string& file) const;

private:
    std::vector<Difference> entries_;
};

}  // namespace sosw::golden

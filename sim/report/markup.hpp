#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Writes markup that is well-formed by construction: every text and attribute is escaped, every
/// element that is opened is closed, so that what a scenario calls its labourers cannot end up as
/// code. One builder for HTML, the SVG inside it, and XML.
///
///     Markup page;
///     page.open("p", {{"class", "note"}});
///     page.text("a < b");
///     page.close();

namespace sosw::sim {

/// Name and value; an attribute with an empty name is left out.
using Attribute = std::pair<std::string_view, std::string>;
using Attributes = std::vector<Attribute>;

/// `<`, `>`, `&`, `"` and `'` as references; what XML does not allow (control characters, broken
/// UTF-8) becomes U+FFFD.
std::string escaped(std::string_view text);

class Markup {
public:
    /// The beginning of an element; what follows stands inside until `close`.
    Markup& open(std::string_view tag, const Attributes& attributes = {});
    /// Ends the innermost open element. Requires that there is one.
    Markup& close();
    Markup& text(std::string_view text);
    /// An element with nothing but a text inside.
    Markup& leaf(
        std::string_view tag, std::string_view text = {}, const Attributes& attributes = {}
    );
    /// `<tag …/>`: for SVG, XML and HTML's void elements only, since HTML takes the slash for
    /// nothing elsewhere.
    Markup& empty(std::string_view tag, const Attributes& attributes = {});
    /// Code of our own (a style sheet, a script, a declaration), unescaped. Requires that it can
    /// stand in XML as it is, without `<` and `&`.
    Markup& code(std::string_view code);
    Markup& line_break();

    std::size_t size() const { return text_.size(); }
    /// Everything; requires that all elements are closed.
    const std::string& finished() const;

private:
    void begin(std::string_view tag, const Attributes& attributes);

    std::string text_;
    std::vector<std::string> open_;
};

}  // namespace sosw::sim

#include "sim/report/markup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "core/base/random.hpp"

namespace sosw::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Markup, WritesElementsWithinElements) {
    Markup markup;
    markup.open("p", {{"class", "note"}, {"", "left out"}});
    markup.text("a ").leaf("b", "c").empty("br").close();
    EXPECT_EQ(markup.finished(), R"(<p class="note">a <b>c</b><br/></p>)");
}

TEST(Markup, EscapesTextsAndAttributes) {
    Markup markup;
    markup.leaf("p", "<script>alert('1 & 2')</script>", {{"title", "\"><script>"}});
    EXPECT_THAT(markup.finished(), Not(HasSubstr("<script>")));
    EXPECT_EQ(
        markup.finished(),
        "<p title=\"&quot;&gt;&lt;script&gt;\">"
        "&lt;script&gt;alert(&#39;1 &amp; 2&#39;)&lt;/script&gt;</p>"
    );
}

TEST(Markup, KeepsCharactersOfAllLengths) { EXPECT_EQ(escaped("aä€😀\t\n"), "aä€😀\t\n"); }

TEST(Markup, ReplacesWhatXmlDoesNotAllow) {
    EXPECT_EQ(
        escaped(std::string_view{"a\0b\x1F", 4}),
        "a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD"
    );
    EXPECT_EQ(escaped("\xFF"), "\xEF\xBF\xBD") << "no UTF-8";
    EXPECT_EQ(escaped("\xC3"), "\xEF\xBF\xBD") << "ends too early";
    EXPECT_EQ(escaped("\xED\xA0\x80").substr(0, 3), "\xEF\xBF\xBD") << "a surrogate";
    EXPECT_EQ(escaped("\xE0\x80\xAF").substr(0, 3), "\xEF\xBF\xBD") << "longer than needed";
}

TEST(Markup, OfAnyBytesIsReadByAParserOfXml) {
    Random random{1};
    for (int round = 0; round < 500; ++round) {
        std::string bytes;
        for (int i = 0; i < 40; ++i) {
            bytes += static_cast<char>(random.below(256));
        }
        Markup markup;
        markup.open("a", {{"b", bytes}}).text(bytes).close();
        pugi::xml_document document;
        const auto result = document.load_string(markup.finished().c_str());
        ASSERT_TRUE(result) << result.description() << " in round " << round;
        ASSERT_STREQ(document.first_child().name(), "a");
        ASSERT_EQ(std::distance(document.first_child().begin(), document.first_child().end()), 1);
    }
}

TEST(MarkupDeathTest, EndsWhereAnElementIsLeftOpen) {
    Markup markup;
    markup.open("p");
    EXPECT_DEATH(markup.finished(), "open_");
}

TEST(MarkupDeathTest, TakesNoTextForCode) {
    Markup markup;
    EXPECT_DEATH(markup.code("a<b"), "code");
}

}  // namespace
}  // namespace sosw::sim

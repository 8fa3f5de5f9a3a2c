#include "backends/wire/services/xml_writer.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

TEST(XmlWriter, EscapesWhatXmlReserves) {
    std::string out;
    append_xml_text(out, "<a & \"b\"> \xC3\xBC\r\n\x01");
    EXPECT_EQ(out, "&lt;a &amp; &quot;b&quot;&gt; \xC3\xBC&#xD;\n\xEF\xBF\xBD");
}

TEST(XmlWriter, WritesElements) {
    std::string out;
    XmlWriter writer{out};
    writer.declaration();
    writer.open("A", "ns");
    writer.element("B", "x");
    writer.element("C", true);
    writer.element("D", std::int64_t{7});
    writer.close("A");
    EXPECT_EQ(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<A xmlns=\"ns\"><B>x</B><C>true</C><D>7</D></A>"
    );
}

}  // namespace
}  // namespace sosw::wire

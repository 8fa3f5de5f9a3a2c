#include "backends/endpoint/listener.hpp"

#include <system_error>

#include <gtest/gtest.h>

namespace sosw::endpoint {
namespace {

TEST(Listener, FindsAPortThatIsFree) { EXPECT_NE(port_of(listen_on("127.0.0.1", 0)), 0); }

TEST(Listener, ANameOfNobodyIsAnError) {
    EXPECT_THROW(listen_on("no such host", 0), std::system_error);
    EXPECT_THROW(listen_on("192.0.2.1", 0), std::system_error);
}

TEST(Listener, KnowsWhatOnlyThisMachineCanReach) {
    for (const char* const host : {"127.0.0.1", "127.3.2.1", "::1", "localhost"}) {
        EXPECT_TRUE(is_loopback(host)) << host;
    }
    for (const char* const host : {"0.0.0.0", "::", "10.0.0.1", "127.example.com", ""}) {
        EXPECT_FALSE(is_loopback(host)) << host;
    }
}

}  // namespace
}  // namespace sosw::endpoint

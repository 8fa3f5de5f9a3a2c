#include "backends/aws/profiles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/backends/aws/fake_environment.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::aws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

TEST(Profiles, AConfigurationNamesThemWithAWordBeforeAndCredentialsWithout) {
    Profiles profiles;
    ASSERT_TRUE(profiles.add_config(
        "[default]\nregion = eu-west-1\n[profile work]\nRegion=us-east-1 # near\n[other]\na=b\n",
        "c"
    ));
    ASSERT_TRUE(profiles.add_credentials("[work]\naws_access_key_id = AKID\n", "s"));
    EXPECT_THAT(profiles.names(), ElementsAre("default", "work"));
    EXPECT_THAT(
        *profiles.find("work"),
        ElementsAre(Pair("aws_access_key_id", "AKID"), Pair("region", "us-east-1"))
    );
}

TEST(Profiles, CredentialsWinOverTheConfiguration) {
    Profiles profiles;
    ASSERT_TRUE(profiles.add_config("[default]\naws_access_key_id = OLD\n", "c"));
    ASSERT_TRUE(profiles.add_credentials("[default]\naws_access_key_id = NEW\n", "s"));
    EXPECT_EQ(profiles.find("default")->at("aws_access_key_id"), "NEW");
}

TEST(Profiles, NestedSettingsAreThoseOfTheOneAbove) {
    Profiles profiles;
    ASSERT_TRUE(profiles.add_config(
        "[profile a]\ns3 =\n  max_queue_size = 3\nregion = eu-west-1\n"
        "[services local]\ndynamodb =\n  endpoint_url = http://127.0.0.1:1\n"
        "sns =\n  endpoint_url = http://127.0.0.1:2\n",
        "c"
    ));
    EXPECT_EQ(profiles.find("a")->at("s3.max_queue_size"), "3");
    EXPECT_EQ(profiles.find("a")->at("region"), "eu-west-1");
    EXPECT_EQ(profiles.find_services("local")->at("dynamodb.endpoint_url"), "http://127.0.0.1:1");
    EXPECT_EQ(profiles.find_services("local")->at("sns.endpoint_url"), "http://127.0.0.1:2");
}

TEST(Profiles, ALineThatIsNoSettingIsToldWithItsPlace) {
    Profiles profiles;
    const auto added = profiles.add_config("[default]\n\nregion eu-west-1\n", "/home/me/config");
    ASSERT_FALSE(added);
    EXPECT_THAT(added.error().message, HasSubstr("/home/me/config:3: expected [profile]"));
    EXPECT_FALSE(profiles.add_config("region = eu-west-1\n", "c")) << "before the first profile";
    EXPECT_FALSE(profiles.add_config("[default\n", "c"));
}

TEST(Profiles, FilesAreLookedForInTheHomeUnlessTheEnvironmentSaysWhere) {
    const test::TemporaryFolder folder;
    test::FakeEnvironment environment;
    environment["HOME"] = folder.path("nobody");
    const auto none = read_profile_files(environment.get());
    ASSERT_TRUE(none) << "absent files are empty ones";
    EXPECT_EQ(none->credentials, folder.path("nobody/.aws/credentials"));
    EXPECT_THAT(none->profiles.names(), ElementsAre());
    environment["AWS_CONFIG_FILE"] = folder.write("config", "[profile here]\nregion = eu-west-1\n");
    EXPECT_THAT(read_profile_files(environment.get())->profiles.names(), ElementsAre("here"));
}

}  // namespace
}  // namespace sosw::aws

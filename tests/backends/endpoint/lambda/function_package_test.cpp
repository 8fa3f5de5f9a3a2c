#include "backends/endpoint/lambda/function_package.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/endpoint/lambda/lambda_endpoint.hpp"
#include "backends/endpoint/lambda/lambda_service.hpp"
#include "backends/wire/base64.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::endpoint {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string little_endian(std::uint64_t number, int size) {
    std::string bytes;
    for (int i = 0; i < size; ++i) {
        bytes += static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
    }
    return bytes;
}

/// An archive with one stored, executable file.
std::string zip_of(const std::string& path, const std::string& content) {
    const std::string sizes = little_endian(0, 4) + little_endian(content.size(), 4) +
                              little_endian(content.size(), 4) + little_endian(path.size(), 2) +
                              little_endian(0, 2);
    const std::string local =
        "PK\x03\x04" + little_endian(20, 2) + little_endian(0, 8) + sizes + path + content;
    const std::string entry = "PK\x01\x02" + little_endian(0x0314, 2) + little_endian(20, 2) +
                              little_endian(0, 8) + sizes + little_endian(0, 6) +
                              little_endian(0100755ULL << 16U, 4) + little_endian(0, 4) + path;
    return local + entry + "PK\x05\x06" + little_endian(0, 4) + little_endian(1, 2) +
           little_endian(1, 2) + little_endian(entry.size(), 4) + little_endian(local.size(), 4) +
           little_endian(0, 2);
}

bool has_program(const std::string& name) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe{
        popen(("command -v " + name).c_str(), "r"), pclose};
    std::array<char, 2> found{};
    return pipe != nullptr && fread(found.data(), 1, 1, pipe.get()) == 1;
}

TEST(FunctionPackage, FilesAreUnpackedAndGoWithIt) {
    std::string folder;
    {
        const auto package = FunctionPackage::unpack(zip_of("sub/run", "#!/bin/sh\n"));
        ASSERT_TRUE(package) << to_string(package.error());
        folder = (*package)->folder();
        EXPECT_EQ(test::read_file(folder + "/sub/run"), "#!/bin/sh\n");
        const auto permissions = std::filesystem::status(folder + "/sub/run").permissions();
        EXPECT_NE(permissions & std::filesystem::perms::owner_exec, std::filesystem::perms::none);
    }
    EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(FunctionPackage, SomeRuntimesAreNotRunHere) {
    const auto package = FunctionPackage::unpack(zip_of("a", ""));
    ASSERT_TRUE(package);
    EXPECT_EQ(worker_of_package(*package, "provided.al2")->command, "exec ./bootstrap");
    EXPECT_THAT(worker_of_package(*package, "java21").error().message, HasSubstr("SOSW_COMMAND"));
}

class UploadedCodeTest : public testing::Test {
protected:
    void create(const std::string& runtime, const std::string& handler, const std::string& code) {
        const auto answer = send(
            "POST",
            "/2015-03-31/functions",
            R"({"FunctionName":"f","Role":"arn:aws:iam::000000000000:role/r","Runtime":")" +
                runtime + R"(","Handler":")" + handler + R"(","Code":{"ZipFile":")" +
                wire::base64_encode(code) + "\"}}"
        );
        ASSERT_EQ(answer.status, 201) << answer.body;
    }
    wire::HttpResponse send(std::string method, std::string target, std::string body) {
        std::optional<wire::HttpResponse> answer;
        service_.handle(
            {.method = std::move(method), .target = std::move(target), .body = std::move(body)},
            [&answer](wire::HttpResponse response) { answer = std::move(response); }
        );
        while (!answer) {
            loop_.turn();
        }
        return *answer;
    }
    wire::HttpResponse invoke(std::string event) {
        return send("POST", "/2015-03-31/functions/f/invocations", std::move(event));
    }

    test::ManualClock clock_;
    EventLoop loop_;
    sqlite::Database database_{":memory:"};
    LambdaEndpoint endpoint_{loop_, clock_, Random{1}, database_};
    LambdaService service_{endpoint_.lambda(), endpoint_.functions(), endpoint_.logs()};
};

constexpr const char* kPythonCode = R"(
import os
def handler(event, context):
    if event.get("fail"):
        raise ValueError("no " + event["fail"])
    if event.get("odd"):
        return {1, 2}
    return [event["n"] + 1, context.function_name, context.invoked_function_arn,
            context.memory_limit_in_mb, len(context.aws_request_id), os.getcwd() != "/"]
)";

TEST_F(UploadedCodeTest, APythonHandlerRuns) {
    create("python3.11", "app.main.handler", zip_of("app/main.py", kPythonCode));
    const auto answer = invoke(R"({"n":1})");
    EXPECT_EQ(
        answer.body,
        R"([2, "f", "arn:aws:lambda:us-west-2:000000000000:function:f", "128", 36, true])"
    );
    EXPECT_EQ(answer.headers.find("X-Amz-Function-Error"), nullptr);
    const auto failed = invoke(R"({"fail":"luck"})");
    EXPECT_EQ(failed.headers.value_or_empty("X-Amz-Function-Error"), "Unhandled");
    EXPECT_THAT(
        failed.body,
        AllOf(
            HasSubstr(R"("errorMessage": "no luck")"),
            HasSubstr(R"("errorType": "ValueError")"),
            HasSubstr("in handler")
        )
    );
    EXPECT_THAT(invoke(R"({"odd":1})").body, HasSubstr("Runtime.MarshalError"));
}

TEST_F(UploadedCodeTest, APythonHandlerThatIsNotThereSaysSo) {
    create("python3.11", "app.nothing", zip_of("app.py", "x = 1\n"));
    EXPECT_THAT(invoke("{}").body, HasSubstr("Handler 'nothing' missing on module 'app'"));
    send("PUT", "/2015-03-31/functions/f/configuration", R"({"Handler":"missing.handler"})");
    EXPECT_THAT(invoke("{}").body, HasSubstr("Unable to import module 'missing'"));
}

TEST_F(UploadedCodeTest, NewCodeRunsWithTheNextEvent) {
    create("python3.11", "a.h", zip_of("a.py", "def h(e, c): return 1\n"));
    EXPECT_EQ(invoke("{}").body, "1");
    const std::string code = zip_of("a.py", "def h(e, c): return 2\n");
    send(
        "PUT", "/2015-03-31/functions/f/code", R"({"ZipFile":")" + wire::base64_encode(code) + "\"}"
    );
    EXPECT_EQ(invoke("{}").body, "2");
}

TEST_F(UploadedCodeTest, ANodeHandlerRuns) {
    if (!has_program("node")) {
        GTEST_SKIP() << "node is not installed";
    }
    create(
        "nodejs20.x",
        "index.handler",
        zip_of(
            "index.js",
            "exports.handler = async (event, context) => {\n"
            "  if (event.fail) throw new TypeError(event.fail);\n"
            "  return { n: event.n + 1, name: context.functionName };\n"
            "};\n"
        )
    );
    EXPECT_EQ(invoke(R"({"n":1})").body, R"({"n":2,"name":"f"})");
    EXPECT_THAT(
        invoke(R"({"fail":"bad"})").body,
        HasSubstr(R"({"errorType":"TypeError","errorMessage":"bad","trace":["TypeError: bad")")
    );
}

TEST_F(UploadedCodeTest, ANodeCallbackAnswers) {
    if (!has_program("node")) {
        GTEST_SKIP() << "node is not installed";
    }
    create(
        "nodejs20.x",
        "m.go",
        zip_of(
            "m.mjs", "export const go = (event, context, done) => setImmediate(done, null, 7);\n"
        )
    );
    EXPECT_EQ(invoke("{}").body, "7");
}

}  // namespace
}  // namespace sosw::endpoint

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <curl/curl.h>
#include <sys/resource.h>

#include "backends/aws/aws_cloud_watch.hpp"
#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/aws/aws_lambda.hpp"
#include "backends/aws/curl_transport.hpp"
#include "backends/endpoint/compression.hpp"
#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"
#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/http_server.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sosw_tables.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/system_clock.hpp"
#include "core/base/ensure.hpp"
#include "core/essentials/orchestrator.hpp"
#include "tests/support/config_builders.hpp"
#include "tests/support/server_thread.hpp"

// What does a request cost the client beside a bare libcurl handle that sends and gets the same
// bytes, and how many invocations per second does one pass make over a network?
//
// Costs are the CPU time of the client's thread; the server is another one. `ratio` is ours per
// bare, by the median of blocks that take turns. A pass is told in real time.

namespace sosw {
namespace {

using std::chrono::milliseconds;

/// One task, as sosw keeps it.
const std::string kAnswer =
    R"({"Item":{"task_id":{"S":"6f0c8f8e6a534d218b7c00000000002a"},)"
    R"("labourer_id":{"S":"some_function"},"attempts":{"N":"1"},"greenfield":{"N":"1803996000"},)"
    R"("created_at":{"N":"1772438400"},"completed_at":{"N":"1772438460"},)"
    R"("payload":{"S":"{\"key\": \"images/2026/03/02/0001.jpg\", \"size\": 1048576}"}}})";
const std::string kQuestion =
    R"({"TableName":"sosw_tasks","Key":{"task_id":{"S":"6f0c8f8e6a534d218b7c00000000002a"}}})";

/// Gives the same answer to everything.
class CannedServer {
public:
    std::string url() const { return server_.url(); }

private:
    test::ServerThread server_{[](const wire::HttpRequest&, const endpoint::Reply& reply) {
        reply(
            {.headers =
                 {{"Content-Type", "application/x-amz-json-1.0"},
                  {"x-amzn-RequestId", "CBFQ9GGE7E1LPTUAHRM0S8O0RVVV4KQNSO5AEMVJF66Q9ASUAAJG"},
                  {"x-amz-crc32", std::to_string(endpoint::crc32_of(kAnswer))}},
             .body = kAnswer}
        );
    }};
};

/// libcurl and nothing else: a reused handle and a list of headers that is made once.
class BareCurl {
public:
    explicit BareCurl(const std::string& url) : url_{url + "/"} {
        const std::string signature =
            "Authorization: AWS4-HMAC-SHA256 "
            "Credential=AKID/20260302/us-west-2/dynamodb/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=" +
            std::string(64, '0');
        for (const char* header :
             {"Expect:",
              "Accept:",
              "Content-Type: application/x-amz-json-1.0",
              "X-Amz-Target: DynamoDB_20120810.GetItem",
              "X-Amz-Date: 20260302T080000Z",
              signature.c_str()}) {
            headers_ = curl_slist_append(headers_, header);
        }
        curl_easy_setopt(handle_, CURLOPT_URL, url_.c_str());
        curl_easy_setopt(handle_, CURLOPT_PROXY, "");
        curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
        curl_easy_setopt(handle_, CURLOPT_USERAGENT, "sosw/0.0.0");
        curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, kQuestion.c_str());
        curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE, static_cast<long>(kQuestion.size()));
        curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &take);
        curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &body_);
    }
    BareCurl(const BareCurl&) = delete;
    BareCurl& operator=(const BareCurl&) = delete;
    ~BareCurl() {
        curl_easy_cleanup(handle_);
        curl_slist_free_all(headers_);
    }

    void get_item() {
        body_.clear();
        ENSURE(curl_easy_perform(handle_) == CURLE_OK);
        ENSURE(body_.size() == kAnswer.size());
    }

private:
    static std::size_t take(char* bytes, std::size_t size, std::size_t count, void* to) {
        static_cast<std::string*>(to)->append(bytes, size * count);
        return size * count;
    }

    std::string url_;
    std::string body_;
    curl_slist* headers_ = nullptr;
    CURL* handle_ = curl_easy_init();
};

/// The whole way of the core: port, codec, signature, transport.
class Ours {
public:
    explicit Ours(const std::string& url)
        : dynamo_db_{
              {.clock = clock_, .transport = transport_, .credentials = credentials_},
              Random{1},
              {.url = aws::parse_service_url(url).value(), .signing_name = "dynamodb"}} {}

    void get_item() {
        const auto got = dynamo_db_.get_item(
            {.table_name = "sosw_tasks", .key = {{"task_id", "6f0c8f8e6a534d218b7c00000000002a"}}}
        );
        ENSURE(got.has_value() && got->item.has_value());
    }

private:
    SystemClock clock_;
    aws::CurlTransport transport_{{.proxy = ""}};
    aws::FixedCredentials credentials_{{.id = "AKID", .secret = "secret"}};
    aws::AwsDynamoDb dynamo_db_;
};

double cpu_microseconds_of_this_thread() {
    rusage usage{};
    ENSURE(::getrusage(RUSAGE_THREAD, &usage) == 0);
    const auto microseconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return microseconds(usage.ru_utime) + microseconds(usage.ru_stime);
}

constexpr int kBlock = 500;

/// CPU of one request, by a block of them.
template <typename Client>
double cost_of_block(Client& client) {
    const double before = cpu_microseconds_of_this_thread();
    for (int i = 0; i < kBlock; ++i) {
        client.get_item();
    }
    return (cpu_microseconds_of_this_thread() - before) / kBlock;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + std::ssize(values) / 2;
    std::ranges::nth_element(values, middle);
    return *middle;
}

void get_item_beside_bare_libcurl(benchmark::State& state) {
    const CannedServer server;
    BareCurl bare{server.url()};
    Ours ours{server.url()};
    cost_of_block(bare);
    cost_of_block(ours);
    std::vector<double> of_bare;
    std::vector<double> of_ours;
    for (auto _ : state) {
        of_bare.push_back(cost_of_block(bare));
        of_ours.push_back(cost_of_block(ours));
    }
    state.counters["bare_us"] = median(of_bare);
    state.counters["ours_us"] = median(of_ours);
    state.counters["ratio"] = median(of_ours) / median(of_bare);
    state.SetItemsProcessed(state.iterations() * 2 * kBlock);
}
BENCHMARK(get_item_beside_bare_libcurl)
    ->Iterations(12)
    ->Repetitions(5)
    ->Unit(benchmark::kMillisecond);

/// DynamoDB over an emulation, and a Lambda that accepts everything; each takes its time.
class SlowServices {
public:
    SlowServices(Duration table, Duration invocation) : table_{table}, invocation_{invocation} {
        ENSURE(sqlite::create_sosw_tables(tables_, TaskManagerConfig{}).has_value());
        thread_ = std::thread{[this] { loop_.run(); }};
    }
    SlowServices(const SlowServices&) = delete;
    SlowServices& operator=(const SlowServices&) = delete;
    ~SlowServices() {
        loop_.stop();
        thread_.join();
    }

    std::string url() const { return "http://" + server_.address(); }
    /// To be used while no request is on its way.
    DynamoDb& tables() { return tables_; }

private:
    struct Delayed {
        endpoint::Timer timer{};
        endpoint::Reply reply{};
        wire::HttpResponse response{};
    };

    void handle(const wire::HttpRequest& request, const endpoint::Reply& reply) {
        if (request.headers.find("X-Amz-Target") != nullptr) {
            return service_.handle(request, [this, reply](wire::HttpResponse response) {
                answer_after(table_, reply, std::move(response));
            });
        }
        if (request.method == "GET") {
            return reply({.body = R"({"FunctionName":"f","Timeout":300,"MemorySize":128})"});
        }
        answer_after(
            invocation_, reply, {.status = 202, .headers = {{"x-amzn-RequestId", "accepted"}}}
        );
    }

    void answer_after(Duration delay, const endpoint::Reply& reply, wire::HttpResponse response) {
        if (delay == Duration::zero()) {
            return reply(std::move(response));
        }
        auto delayed = std::make_shared<Delayed>();
        delayed->reply = reply;
        delayed->response = std::move(response);
        delayed->timer = loop_.timer([this, delayed] {
            delayed->reply(std::move(delayed->response));
            loop_.post([delayed] { delayed->timer = {}; });  // Not within its own callback.
        });
        delayed->timer.start(delay);
    }

    Duration table_;
    Duration invocation_;
    SystemClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb tables_{database_, clock_};
    endpoint::DynamoDbService service_{{.tables = tables_, .clock = clock_}};
    endpoint::EventLoop loop_;
    endpoint::HttpServer server_{
        loop_, {}, [this](const wire::HttpRequest& request, const endpoint::Reply& reply) {
            handle(request, reply);
        }};
    std::thread thread_;
};

/// Arguments: tasks at once, and how long a table takes, in milliseconds. An invocation takes 25.
void pass_over_a_thousand_tasks(benchmark::State& state) {
    constexpr std::int64_t kTasks = 1000;
    const auto parallel = static_cast<std::size_t>(state.range(0));
    for (auto _ : state) {
        state.PauseTiming();
        const SoswConfig config =
            test::sosw_config({test::labourer_config(test::kLabourer, kTasks)});
        auto services =
            std::make_unique<SlowServices>(milliseconds{state.range(1)}, milliseconds{25});
        SystemClock clock;
        aws::CurlTransport transport{{.proxy = ""}};
        aws::FixedCredentials credentials{{.id = "AKID", .secret = "secret"}};
        const aws::AwsAccess access{
            .clock = clock, .transport = transport, .credentials = credentials};
        const auto address = [&](const char* service) {
            return aws::ServiceAddress{
                .url = aws::parse_service_url(services->url()).value(), .signing_name = service};
        };
        aws::AwsDynamoDb dynamo_db{access, Random{1}, address("dynamodb")};
        aws::AwsCloudWatch cloud_watch{access, Random{2}, address("monitoring")};
        aws::AwsLambda lambda{access, Random{3}, address("lambda")};
        EcologyMemory memory;
        EcologyManager ecology{clock, cloud_watch, lambda, memory};
        Random ids{4};
        const auto next_id = [&ids] { return ids.uuid_hex(); };
        TaskManager creator{
            clock, next_id, services->tables(), lambda, ecology, config.task_manager};
        std::vector<NewTask> tasks(kTasks);
        for (NewTask& task : tasks) {
            task.task_id = next_id();
        }
        ENSURE(creator.create_tasks(test::kLabourer, tasks, {}).has_value());
        TaskManager manager{clock, next_id, dynamo_db, lambda, ecology, config.task_manager};
        if (parallel > 1) {
            manager.invoke_together(lambda, parallel);
        }
        Orchestrator orchestrator{clock, manager, config.orchestrator};
        state.ResumeTiming();
        const OrchestratorPass pass = orchestrator.run_once();
        state.PauseTiming();
        ENSURE(pass.invoked_tasks() == kTasks);
        services.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * kTasks);
}
BENCHMARK(pass_over_a_thousand_tasks)
    ->ArgNames({"parallel", "table_ms"})
    ->ArgsProduct({{1, 8, 32}, {0, 5}})
    ->Iterations(1)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sosw

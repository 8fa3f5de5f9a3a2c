#include "backends/endpoint/services/cloud_watch_service.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/wire/services/cbor.hpp"
#include "core/base/random.hpp"
#include "tests/backends/endpoint/services/service_call.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

using std::chrono::minutes;
using wire::Value;

class CloudWatchServiceTest : public testing::Test {
protected:
    wire::HttpResponse json(const std::string& operation, const std::string& body) {
        return call_json(service_, "GraniteServiceVersion20100801." + operation, body);
    }
    wire::HttpResponse cbor(const std::string& operation, const Value& input) {
        return call(
            service_,
            {.method = "POST",
             .target = "/service/GraniteServiceVersion20100801/operation/" + operation,
             .headers = {{"smithy-protocol", "rpc-v2-cbor"}, {"Content-Type", "application/cbor"}},
             .body = wire::write_cbor(input)}
        );
    }
    void put(const std::string& name, double value, Timestamp at) {
        ASSERT_TRUE(cloud_watch_.put_metric_data(
            {.metric_namespace = "N",
             .metric_data = {{.metric_name = name, .timestamp = at, .value = value}}}
        ));
    }
    std::string seconds(Timestamp at) { return std::to_string(epoch_seconds(at)); }
    std::string last_ten_minutes() {
        return R"("StartTime":)" + seconds(clock_.now() - minutes{10}) + R"(,"EndTime":)" +
               seconds(clock_.now() + minutes{1});
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteCloudWatch cloud_watch_{database_, clock_};
    endpoint::CloudWatchService service_{cloud_watch_, Random{7}};
};

TEST_F(CloudWatchServiceTest, MetricsGoInAndOutThroughJson) {
    const auto put = json(
        "PutMetricData",
        R"({"Namespace":"N","MetricData":[{"MetricName":"M","Value":1.5,"Unit":"Percent",)"
        R"("Timestamp":1772438400.5,"Dimensions":[{"Name":"a","Value":"b"}]}]})"
    );
    EXPECT_EQ(put.status, 200);
    EXPECT_EQ(put.body, "{}");
    EXPECT_EQ(put.headers.value_or_empty("Content-Type"), "application/x-amz-json-1.0");
    const auto got = json(
        "GetMetricStatistics",
        R"({"Namespace":"N","MetricName":"M","Dimensions":[{"Name":"a","Value":"b"}],)"
        R"("StartTime":1772438400,"EndTime":1772438460,"Period":60,"Statistics":["Average"]})"
    );
    EXPECT_EQ(
        got.body,
        R"({"Label":"M","Datapoints":[{"Timestamp":1772438400,"Average":1.5,"Unit":"Percent"}]})"
    );
}

TEST_F(CloudWatchServiceTest, MetricsGoInAndOutThroughTheQueryProtocol) {
    const auto put = call_query(
        service_,
        "Action=PutMetricData&Version=2010-08-01&Namespace=N&MetricData.member.1.MetricName=M&"
        "MetricData.member.1.StatisticValues.SampleCount=2&"
        "MetricData.member.1.StatisticValues.Sum=6&"
        "MetricData.member.1.StatisticValues.Minimum=1&"
        "MetricData.member.1.StatisticValues.Maximum=5"
    );
    EXPECT_EQ(put.status, 200) << put.body;
    EXPECT_EQ(put.headers.value_or_empty("Content-Type"), "text/xml");
    const auto got = call_query(
        service_,
        "Action=GetMetricStatistics&Version=2010-08-01&Namespace=N&MetricName=M&"
        "StartTime=2026-03-02T08%3A00%3A00Z&EndTime=2026-03-02T08%3A01%3A00Z&Period=60&"
        "Statistics.member.1=Sum&Statistics.member.2=SampleCount"
    );
    EXPECT_EQ(
        xml_text(got.body, "Datapoints"),
        "<member><Timestamp>2026-03-02T08:00:00Z</Timestamp><SampleCount>2.0</SampleCount>"
        "<Sum>6.0</Sum><Unit>None</Unit></member>"
    );
    EXPECT_EQ(
        xml_text(got.body, "RequestId"), std::string{got.headers.value_or_empty("x-amzn-RequestId")}
    );
}

TEST_F(CloudWatchServiceTest, MetricsGoInAndOutThroughCbor) {
    const Value datum = Value::structure(
        {{"MetricName", Value{"M"}}, {"Value", Value{4}}, {"Timestamp", Value{clock_.now()}}}
    );
    const auto put = cbor(
        "PutMetricData",
        Value::structure({{"Namespace", Value{"N"}}, {"MetricData", Value::list({datum})}})
    );
    EXPECT_EQ(put.status, 200);
    EXPECT_EQ(put.headers.value_or_empty("smithy-protocol"), "rpc-v2-cbor");
    EXPECT_EQ(put.body, "");
    const auto got = cbor(
        "GetMetricStatistics",
        Value::structure(
            {{"Namespace", Value{"N"}},
             {"MetricName", Value{"M"}},
             {"StartTime", Value{clock_.now()}},
             {"EndTime", Value{clock_.now() + minutes{1}}},
             {"Period", Value{60}},
             {"ExtendedStatistics", Value::list_of({"p50"})}}
        )
    );
    EXPECT_EQ(got.headers.value_or_empty("Content-Type"), "application/cbor");
    const auto output = wire::read_cbor_structure(got.body);
    ASSERT_TRUE(output);
    const auto percentiles = Value::structure({{"p50", Value{4.0}}});
    const Value point = Value::structure(
        {{"Timestamp", Value{clock_.now()}},
         {"Unit", Value{"None"}},
         {"ExtendedStatistics", percentiles}}
    );
    EXPECT_EQ(
        *output, Value::structure({{"Label", Value{"M"}}, {"Datapoints", Value::list({point})}})
    );
}

TEST_F(CloudWatchServiceTest, ErrorsHaveTheNamesOfEachProtocol) {
    const auto json_error = json("PutMetricData", R"({"Namespace":"N","MetricData":[]})");
    EXPECT_EQ(json_error.status, 400);
    EXPECT_EQ(
        json_error.body,
        R"({"__type":"com.amazonaws.cloudwatch#MissingRequiredParameterException",)"
        R"("message":"The parameter MetricData is required."})"
    );
    EXPECT_EQ(json_error.headers.value_or_empty("x-amzn-query-error"), "MissingParameter;Sender");
    const auto query_error = call_query(service_, "Action=PutMetricData&Namespace=N");
    EXPECT_EQ(query_error.status, 400);
    EXPECT_EQ(xml_text(query_error.body, "Code"), "MissingParameter");
    EXPECT_EQ(xml_text(query_error.body, "Type"), "Sender");
    const auto cbor_error = cbor("PutMetricData", Value::structure());
    EXPECT_EQ(cbor_error.headers.value_or_empty("x-amzn-query-error"), "MissingParameter;Sender");
    const auto error = wire::read_cbor_structure(cbor_error.body);
    ASSERT_TRUE(error && error->find("__type") != nullptr);
    EXPECT_EQ(
        *error->find("__type"), Value{"com.amazonaws.cloudwatch#MissingRequiredParameterException"}
    );
}

TEST_F(CloudWatchServiceTest, UnknownOperationsAreRefused) {
    EXPECT_NE(json("Fly", "{}").body.find("UnknownOperationException"), std::string::npos);
    EXPECT_EQ(xml_text(call_query(service_, "Action=Fly").body, "Code"), "InvalidAction");
    EXPECT_EQ(xml_text(call_query(service_, "").body, "Code"), "MissingAction");
    EXPECT_EQ(cbor("Fly", Value::structure()).status, 400);
}

TEST_F(CloudWatchServiceTest, FieldsOfAWrongTypeChangeNothing) {
    const auto answer = json(
        "PutMetricData", R"({"Namespace":"N","MetricData":[{"MetricName":"M","Value":"high"}]})"
    );
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.body.find("SerializationException"), std::string::npos);
    EXPECT_EQ(json("ListMetrics", "{}").body, R"({"Metrics":[]})");
    EXPECT_NE(json("ListMetrics", "[1]").body.find("SerializationException"), std::string::npos);
}

TEST_F(CloudWatchServiceTest, ListsMetricsThatMatchAndAreAlive) {
    put("Old", 1, clock_.now());
    clock_.advance(std::chrono::hours{24 * 15});
    ASSERT_TRUE(cloud_watch_.put_metric_data(
        {.metric_namespace = "N",
         .metric_data =
             {{.metric_name = "M", .dimensions = {{"a", "1"}, {"b", "2"}}, .value = 1},
              {.metric_name = "M", .value = 1, .unit = "Count"},
              {.metric_name = "M", .value = 1, .unit = "Percent"}}}
    ));
    EXPECT_EQ(
        json("ListMetrics", R"({"Namespace":"N"})").body,
        R"({"Metrics":[{"Namespace":"N","MetricName":"M","Dimensions":[]},)"
        R"({"Namespace":"N","MetricName":"M","Dimensions":[{"Name":"a","Value":"1"},)"
        R"({"Name":"b","Value":"2"}]}]})"
    );
    EXPECT_EQ(
        json("ListMetrics", R"({"Dimensions":[{"Name":"b"}],"MetricName":"M"})").body,
        R"({"Metrics":[{"Namespace":"N","MetricName":"M","Dimensions":[{"Name":"a","Value":"1"},)"
        R"({"Name":"b","Value":"2"}]}]})"
    );
    EXPECT_EQ(
        json("ListMetrics", R"({"Dimensions":[{"Name":"b","Value":"3"}]})").body,
        R"({"Metrics":[]})"
    );
}

TEST_F(CloudWatchServiceTest, ListsOfMetricsHavePages) {
    for (int i = 0; i < 501; ++i) {
        put("M" + std::to_string(i), 1, clock_.now());
    }
    const std::string first = json("ListMetrics", "{}").body;
    const std::size_t at = first.find(R"("NextToken":")");
    ASSERT_NE(at, std::string::npos);
    const std::size_t begin = at + std::string{R"("NextToken":")"}.size();
    const std::string token = first.substr(begin, first.find('"', begin) - begin);
    const std::string second = json("ListMetrics", R"({"NextToken":")" + token + "\"}").body;
    EXPECT_EQ(second.find("NextToken"), std::string::npos);
    EXPECT_NE(second.find("MetricName"), std::string::npos);
    EXPECT_EQ(json("ListMetrics", R"({"NextToken":"x"})").status, 400);
}

TEST_F(CloudWatchServiceTest, GetMetricDataAnswersEachQueryNewestFirst) {
    put("M", 1, clock_.now() - minutes{2});
    put("M", 2, clock_.now());
    const std::string queries =
        R"({"MetricDataQueries":[{"Id":"m1","MetricStat":{"Metric":{"Namespace":"N",)"
        R"("MetricName":"M"},"Period":60,"Stat":"Sum"}},{"Id":"m2","Label":"mine","MetricStat":)"
        R"({"Metric":{"Namespace":"N","MetricName":"M"},"Period":60,"Stat":"p50"}},)"
        R"({"Id":"m3","ReturnData":false,"MetricStat":{"Metric":{"Namespace":"N",)"
        R"("MetricName":"M"},"Period":60,"Stat":"Sum"}}],)" +
        last_ten_minutes();
    EXPECT_EQ(
        json("GetMetricData", queries + "}").body,
        R"({"MetricDataResults":[{"Id":"m1","Label":"M","Timestamps":[1772438400,1772438280],)"
        R"("Values":[2.0,1.0],"StatusCode":"Complete"},{"Id":"m2","Label":"mine","Timestamps":)"
        R"([1772438400,1772438280],"Values":[2.0,1.0],"StatusCode":"Complete"}],"Messages":[]})"
    );
    const std::string ascending =
        json("GetMetricData", queries + R"(,"ScanBy":"TimestampAscending"})").body;
    EXPECT_NE(ascending.find(R"("Values":[1.0,2.0])"), std::string::npos);
}

TEST_F(CloudWatchServiceTest, GetMetricDataHasPagesAcrossQueries) {
    put("M", 1, clock_.now() - minutes{2});
    put("M", 2, clock_.now() - minutes{1});
    put("M", 3, clock_.now());
    const std::string query =
        R"({"Id":"m1","MetricStat":{"Metric":{"Namespace":"N","MetricName":"M"},"Period":60,)"
        R"("Stat":"Sum"}})";
    const std::string body =
        R"({"MetricDataQueries":[)" + query + "]," + last_ten_minutes() + R"(,"MaxDatapoints":2)";
    const std::string first = json("GetMetricData", body + "}").body;
    EXPECT_NE(first.find(R"("Values":[3.0,2.0],"StatusCode":"PartialData")"), std::string::npos);
    const std::string mark = R"("NextToken":")";
    const std::size_t begin = first.find(mark) + mark.size();
    const std::string token = first.substr(begin, first.find('"', begin) - begin);
    const std::string second =
        json("GetMetricData", body + R"(,"NextToken":")" + token + "\"}").body;
    EXPECT_NE(second.find(R"("Values":[1.0],"StatusCode":"Complete")"), std::string::npos);
    EXPECT_EQ(second.find("NextToken"), std::string::npos);
}

TEST_F(CloudWatchServiceTest, MetricMathIsRefusedClearly) {
    const auto answer = json(
        "GetMetricData",
        R"({"MetricDataQueries":[{"Id":"e1","Expression":"m1*2"}],)" + last_ten_minutes() + "}"
    );
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.body.find("metric math is not emulated"), std::string::npos);
}

}  // namespace
}  // namespace sosw::test

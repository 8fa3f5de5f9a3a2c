#include "tests/backends/endpoint/services/service_call.hpp"

#include <utility>

#include "core/base/ensure.hpp"

namespace sosw::test {

wire::HttpResponse call(endpoint::HttpService& service, const wire::HttpRequest& request) {
    wire::HttpResponse answer;
    int answers = 0;
    service.handle(request, [&](wire::HttpResponse response) {
        answer = std::move(response);
        ++answers;
    });
    ENSURE(answers == 1);
    return answer;
}

wire::HttpResponse call_json(
    endpoint::HttpService& service, const std::string& target, const std::string& body
) {
    return call(service, {.method = "POST", .headers = {{"X-Amz-Target", target}}, .body = body});
}

wire::HttpResponse call_query(endpoint::HttpService& service, const std::string& form) {
    return call(
        service,
        {.method = "POST",
         .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
         .body = form}
    );
}

std::string xml_text(const std::string& xml, const std::string& name) {
    const std::string open = "<" + name + ">";
    const std::size_t begin = xml.find(open);
    const std::size_t end = xml.find("</" + name + ">", begin);
    if (begin == std::string::npos || end == std::string::npos) {
        return "";
    }
    return xml.substr(begin + open.size(), end - begin - open.size());
}

}  // namespace sosw::test

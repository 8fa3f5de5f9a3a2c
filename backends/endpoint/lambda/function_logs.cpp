#include "backends/endpoint/lambda/function_logs.hpp"

namespace sosw::endpoint {

namespace {

constexpr std::size_t kTailMax = 4096;
constexpr std::size_t kRecentMax = 65'536;
constexpr std::size_t kEndedMax = 64;

std::string_view last(std::string_view text, std::size_t size) {
    return text.size() <= size ? text : text.substr(text.size() - size);
}

/// Appends, and cuts the beginning off when twice as much as is wanted has gathered.
void append_bounded(std::string& text, std::string_view line, std::size_t wanted) {
    text.append(line).append("\n");
    if (text.size() > 2 * wanted) {
        text.erase(0, text.size() - wanted);
    }
}

}  // namespace

void FunctionLogs::begin(const std::string& request_id) { tails_[request_id].clear(); }

void FunctionLogs::end(const std::string& request_id) {
    ended_.push_back(request_id);
    if (ended_.size() > kEndedMax) {
        tails_.erase(ended_.front());
        ended_.pop_front();
    }
}

void FunctionLogs::write(
    const std::string& function_name, const std::string& request_id, std::string_view line
) {
    if (const auto found = tails_.find(request_id); found != tails_.end()) {
        append_bounded(found->second, line, kTailMax);
    }
    append_bounded(recent_[function_name], line, kRecentMax);
    if (sink_) {
        sink_(function_name, line);
    }
}

std::string FunctionLogs::tail(const std::string& request_id) const {
    const auto found = tails_.find(request_id);
    return found == tails_.end() ? std::string{} : std::string{last(found->second, kTailMax)};
}

std::string FunctionLogs::recent(const std::string& function_name) const {
    const auto found = recent_.find(function_name);
    return found == recent_.end() ? std::string{} : std::string{last(found->second, kRecentMax)};
}

}  // namespace sosw::endpoint

#include "cli/stand_in_function.hpp"

#include <cstdlib>
#include <exception>

namespace sosw::cli {

Checked<sim::StandInModel> stand_in_of_environment() {
    const char* text = std::getenv(sim::kStandInVariable);
    if (text == nullptr) {
        return tl::make_unexpected(Diagnostics{
            {.file = sim::kStandInVariable, .message = "is not set; expected a model"}});
    }
    return sim::read_stand_in(text);
}

StandInFunction::Answer StandInFunction::handle(const aws::RuntimeInvocation& invocation) {
    try {
        const Result<void> done = stand_in_.handle(invocation.request_id, invocation.event);
        if (done) {
            return "null";
        }
        const Error& error = done.error();
        return tl::make_unexpected(aws::RuntimeFailure{
            .type = error.name.empty() ? std::string{to_string(error.code)} : error.name,
            .message = error.message});
    } catch (const std::exception& error) {
        return tl::make_unexpected(aws::RuntimeFailure{
            .type = "Runtime.Exception", .message = error.what()});
    }
}

}  // namespace sosw::cli

#include "cli/write_consent.hpp"

#include <cstdio>
#include <iostream>
#include <string>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/complain.hpp"
#include "cli/terminal.hpp"

namespace sosw::cli {

namespace {

bool says_yes() {
    fmt::print(stderr, "Go on? [y/N] ");
    std::fflush(stderr);
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

std::optional<ExitCode> refusal_to_write(
    Backend& backend, const PlaceOptions& place, std::string_view deed
) {
    const Result<std::optional<RealAccount>> account = backend.real_account();
    if (!account) {
        complain(
            "Whose account this is cannot be said, so nothing is done. " +
            to_string(account.error())
        );
        return exit_code_of(account.error());
    }
    if (!*account) {
        return std::nullopt;
    }
    const RealAccount& real = **account;
    complain(fmt::format(
        "This is to {} in the AWS account {}, region {}, as {}",
        deed,
        real.id,
        real.region,
        real.caller
    ));
    if (place.backend.yes) {
        return std::nullopt;
    }
    if (isatty(STDIN_FILENO) == 1 && is_terminal(Stream::Error)) {
        return says_yes() ? std::nullopt : std::optional{ExitCode::WrongInput};
    }
    complain("Nothing is done: there is no terminal to ask at; give --yes if that is right");
    return ExitCode::WrongInput;
}

}  // namespace sosw::cli

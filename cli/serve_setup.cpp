#include "cli/serve_setup.hpp"

#include <iterator>
#include <utility>

#include "backends/endpoint/listener.hpp"
#include "backends/time_zone.hpp"
#include "core/config/loader.hpp"
#include "sim/scenario/scenario_tree.hpp"

namespace sosw::cli {

namespace {

/// Collects what is wrong, so that all of it is told at once.
class SetupReader {
public:
    explicit SetupReader(const ServeOptions& options) : options_{options} {}

    Checked<ServeSetup> read() {
        check_host();
        read_clock();
        read_table_delay();
        read_credentials();
        read_configs();
        read_functions();
        return problems_.empty() ? Checked<ServeSetup>{std::move(setup_)}
                                 : tl::make_unexpected(std::move(problems_));
    }

private:
    void problem(const std::string& of, std::string message) {
        problems_.push_back({.file = of, .message = std::move(message)});
    }
    void add(Diagnostics problems) { std::ranges::move(problems, std::back_inserter(problems_)); }

    void check_host() {
        if (!endpoint::is_loopback(options_.host) && !options_.allow_remote) {
            problem(
                "--host",
                "\"" + options_.host +
                    "\" can be reached from other machines; add --allow-remote if that is wanted, "
                    "and --require-signatures against strangers"
            );
        }
    }

    void read_clock() {
        if (const auto mode = endpoint::parse_clock_mode(options_.clock)) {
            setup_.clock = *mode;
        } else {
            problem(
                "--clock",
                "expected real, manual, or a speed such as scaled:60, found \"" + options_.clock +
                    "\""
            );
        }
    }

    void read_table_delay() {
        const auto delay = parse_duration(options_.table_delay);
        if (delay && *delay >= Duration::zero()) {
            setup_.table_delay = *delay;
        } else {
            problem(
                "--table-delay",
                "expected a duration such as 500ms, found \"" + options_.table_delay + "\""
            );
        }
    }

    void read_credentials() {
        if (options_.require_signatures == options_.credentials.empty()) {
            return problem(
                options_.require_signatures ? "--require-signatures" : "--credentials",
                "the two belong together: --require-signatures --credentials ~/.aws/credentials"
            );
        }
        if (!options_.require_signatures) {
            return;
        }
        const auto text = read_file(options_.credentials);
        if (!text) {
            return;
        }
        if (auto credentials = wire::read_credentials(*text, options_.credentials)) {
            setup_.credentials = *std::move(credentials);
        } else {
            add(std::move(credentials).error());
        }
    }

    void read_configs() {
        std::vector<ConfigDocument> documents;
        for (const std::string& file : options_.configs) {
            if (auto text = read_file(file)) {
                documents.push_back({.file = file, .text = *std::move(text)});
            }
        }
        if (documents.empty()) {
            return;
        }
        if (auto config = load_config(documents, {.knows_time_zone = &knows_time_zone})) {
            setup_.config = *std::move(config);
        } else {
            add(std::move(config).error());
        }
    }

    void read_functions() {
        for (const std::string& function : options_.functions) {
            const std::size_t equals = function.find('=');
            if (equals == 0 || equals == std::string::npos || equals + 1 == function.size()) {
                problem("--function", "expected NAME=COMMAND, found \"" + function + "\"");
            } else {
                setup_.functions.push_back(
                    {.name = function.substr(0, equals), .command = function.substr(equals + 1)}
                );
            }
        }
    }

    std::optional<std::string> read_file(const std::string& file) {
        tl::expected<std::string, std::string> text = sim::read_text(file);
        if (!text) {
            problem(file, "cannot be read: " + text.error());
            return std::nullopt;
        }
        return *std::move(text);
    }

    const ServeOptions& options_;
    ServeSetup setup_{};
    Diagnostics problems_{};
};

}  // namespace

Checked<ServeSetup> read_serve_setup(const ServeOptions& options) {
    return SetupReader{options}.read();
}

}  // namespace sosw::cli

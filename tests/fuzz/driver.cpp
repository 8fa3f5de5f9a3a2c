#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "backends/system_clock.hpp"
#include "core/base/random.hpp"
#include "tests/fuzz/mutation.hpp"

/// Runs a fuzz target (`LLVMFuzzerTestOneInput`, as libFuzzer calls it) where the compiler brings
/// no libFuzzer: seeds from a corpus, changed at random, the same for the same `--seed`.
///
///     expression_fuzz --seconds 120 --seed 7 corpus/expression.seeds
///     expression_fuzz crash-7-12345             one input, to repeat a crash
///
/// A file that ends in `.seeds` has a seed per line (`\n` stands for a new line), every other file
/// is one. Without `--runs` and `--seconds` the seeds are run as they are. The input at hand is
/// written to `crash-SEED-RUN` when a target dies, or takes longer than twenty seconds.

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
/// Of the sanitizers, where one is linked.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace sosw::fuzz {
namespace {

constexpr unsigned kHangSeconds = 20;

struct Options {
    std::uint64_t runs = 0;
    std::int64_t seconds = 0;
    std::uint64_t seed = 1;
    std::vector<std::string> files{};
};

/// What a dying process still has to say. Set before each run.
struct Witness {
    const char* data = nullptr;
    std::size_t size = 0;
    std::array<char, 64> file{};
    bool is_written = false;
} g_witness;

/// Async-signal-safe.
void write_witness() {
    if (g_witness.data == nullptr || g_witness.is_written) {
        return;
    }
    g_witness.is_written = true;
    const int file = open(g_witness.file.data(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    const auto say = [](std::string_view text) {
        return write(STDERR_FILENO, text.data(), text.size()) >= 0;
    };
    const bool saved = file >= 0 && write(file, g_witness.data, g_witness.size) >= 0;
    static_cast<void>(say(saved ? "The input is in " : "The input could not be written to "));
    static_cast<void>(say(g_witness.file.data()) && say("\n"));
}

void on_signal(int number) {
    write_witness();
    static_cast<void>(std::signal(number, SIG_DFL));
    static_cast<void>(raise(number));
}

void watch_for_death() {
    for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM}) {
        static_cast<void>(std::signal(number, on_signal));
    }
    if (__sanitizer_set_death_callback != nullptr) {
        __sanitizer_set_death_callback(write_witness);
    }
}

void run_one(const std::string& input, const Options& options, std::uint64_t run) {
    g_witness.data = input.data();
    g_witness.size = input.size();
    static_cast<void>(std::snprintf(
        g_witness.file.data(),
        g_witness.file.size(),
        "crash-%llu-%llu",
        static_cast<unsigned long long>(options.seed),
        static_cast<unsigned long long>(run)
    ));
    alarm(kHangSeconds);
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    alarm(0);
    g_witness.data = nullptr;
}

std::vector<std::string> read_seeds(const std::vector<std::string>& files) {
    std::vector<std::string> seeds;
    for (const std::string& file : files) {
        std::ifstream stream{file, std::ios::binary};
        if (!stream) {
            throw std::runtime_error{"cannot read " + file};
        }
        if (!file.ends_with(".seeds")) {
            seeds.emplace_back(
                std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}
            );
            continue;
        }
        for (std::string line; std::getline(stream, line);) {
            seeds.push_back(with_new_lines(line));
        }
    }
    return seeds;
}

std::uint64_t number_of(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    if (error != std::errc{} || end != text.end()) {
        throw std::runtime_error{"expected a number, found " + std::string{text}};
    }
    return number;
}

Options read_options(const std::vector<std::string>& arguments) {
    Options options;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& name = arguments[i];
        if (!name.starts_with("--")) {
            options.files.push_back(name);
            continue;
        }
        if (i + 1 == arguments.size()) {
            throw std::runtime_error{name + " needs a value"};
        }
        const std::uint64_t value = number_of(arguments[++i]);
        if (name == "--runs") {
            options.runs = value;
        } else if (name == "--seconds") {
            options.seconds = static_cast<std::int64_t>(value);
        } else if (name == "--seed") {
            options.seed = value;
        } else {
            throw std::runtime_error{"unknown option " + name};
        }
    }
    return options;
}

/// How many inputs were run.
std::uint64_t run_all(const Options& options) {
    const std::vector<std::string> seeds = read_seeds(options.files);
    std::uint64_t run = 0;
    for (const std::string& seed : seeds) {
        run_one(seed, options, run++);
    }
    const SystemClock clock;
    const Timestamp end = clock.now() + std::chrono::seconds{options.seconds};
    Random random{options.seed};
    const auto goes_on = [&] {
        return (options.runs == 0 || run < options.runs) &&
               (options.seconds == 0 || run % 64 != 0 || clock.now() < end);
    };
    if (options.runs == 0 && options.seconds == 0) {
        return run;
    }
    while (goes_on()) {
        run_one(mutate(seeds, random), options, run++);
    }
    return run;
}

}  // namespace
}  // namespace sosw::fuzz

int main(int argc, char** argv) {
    try {
        const auto options = sosw::fuzz::read_options({argv + 1, argv + argc});
        sosw::fuzz::watch_for_death();
        const std::uint64_t runs = sosw::fuzz::run_all(options);
        std::printf(
            "%llu inputs, seed %llu: nothing found\n",
            static_cast<unsigned long long>(runs),
            static_cast<unsigned long long>(options.seed)
        );
        return EXIT_SUCCESS;
    } catch (const std::exception& error) {
        static_cast<void>(std::fprintf(stderr, "%s\n", error.what()));
        return EXIT_FAILURE;
    }
}

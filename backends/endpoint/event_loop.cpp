#include "backends/endpoint/event_loop.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <system_error>
#include <utility>

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "core/base/ensure.hpp"

namespace sosw::endpoint {

namespace {

constexpr std::size_t kEventsPerTurn = 512;

int checked(int result, const char* doing) {
    if (result < 0) {
        throw std::system_error{errno, std::generic_category(), doing};
    }
    return result;
}

std::uint32_t events_of(Interest interest) {
    switch (interest) {
        case Interest::None:
            return 0;
        case Interest::Read:
            return EPOLLIN;
        case Interest::Write:
            return EPOLLOUT;
        case Interest::ReadWrite:
            return EPOLLIN | EPOLLOUT;
    }
    return 0;
}

/// Takes what a timer, a signal or a wake-up left to be read; only that it came matters.
void drain(int descriptor) {
    std::array<char, 1024> bytes{};
    while (read(descriptor, bytes.data(), bytes.size()) > 0) {
    }
}

}  // namespace

struct Watch::Entry {
    EventLoop* loop = nullptr;
    int descriptor = -1;
    bool owns_descriptor = false;
    Interest interest = Interest::None;
    bool is_live = true;
    std::function<void(Ready)> on_ready{};

    Entry() = default;
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;
    ~Entry() {
        if (owns_descriptor) {
            close(descriptor);
        }
    }
};

Watch& Watch::operator=(Watch&& other) noexcept {
    if (this != &other) {
        reset();
        entry_ = std::move(other.entry_);
    }
    return *this;
}

void Watch::set(Interest interest) {
    ENSURE(entry_ != nullptr);
    if (entry_->interest == interest) {
        return;
    }
    entry_->interest = interest;
    epoll_event event{.events = events_of(interest), .data = {.ptr = entry_.get()}};
    checked(
        epoll_ctl(entry_->loop->epoll_, EPOLL_CTL_MOD, entry_->descriptor, &event),
        "cannot change what is waited for"
    );
}

void Watch::reset() noexcept {
    if (entry_ != nullptr) {
        EventLoop& loop = *entry_->loop;
        loop.remove(std::move(entry_));
        entry_ = nullptr;
    }
}

void Timer::start(Duration delay) {
    ENSURE(watch_);
    // Zero would stop it.
    const auto nanoseconds =
        std::chrono::nanoseconds{delay > Duration::zero() ? delay : Duration{1}}.count();
    constexpr std::int64_t kSecond = 1'000'000'000;
    const itimerspec setting{
        .it_interval = {},
        .it_value = {.tv_sec = nanoseconds / kSecond, .tv_nsec = nanoseconds % kSecond},
    };
    checked(
        timerfd_settime(watch_.entry_->descriptor, 0, &setting, nullptr), "cannot start a timer"
    );
}

void Timer::stop() {
    ENSURE(watch_);
    const itimerspec never{};
    checked(timerfd_settime(watch_.entry_->descriptor, 0, &never, nullptr), "cannot stop a timer");
}

EventLoop::EventLoop() : epoll_{checked(epoll_create1(EPOLL_CLOEXEC), "cannot make a loop")} {
    wake_up_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (wake_up_ < 0) {
        const int error = errno;
        close(epoll_);
        throw std::system_error{error, std::generic_category(), "cannot make a loop"};
    }
    woken_ = watch_readable(wake_up_, [this] { drain(wake_up_); });
}

EventLoop::~EventLoop() {
    woken_.reset();
    close(wake_up_);
    close(epoll_);
}

Watch EventLoop::watch(int descriptor, Interest interest, std::function<void(Ready)> on_ready) {
    auto entry = std::make_shared<Watch::Entry>();
    entry->descriptor = descriptor;
    entry->on_ready = std::move(on_ready);
    add(*entry, interest);
    return Watch{std::move(entry)};
}

Watch EventLoop::watch_readable(int descriptor, Task on_readable) {
    return watch(descriptor, Interest::Read, [task = std::move(on_readable)](Ready) { task(); });
}

Watch EventLoop::watch_signal(int signal, Task on_signal) {
    sigset_t signals{};
    sigemptyset(&signals);
    sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    const int descriptor =
        checked(signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK), "cannot wait for a signal");
    Watch watch = watch_readable(descriptor, [descriptor, task = std::move(on_signal)] {
        drain(descriptor);
        task();
    });
    watch.entry_->owns_descriptor = true;
    return watch;
}

Timer EventLoop::timer(Task on_time) {
    const int descriptor =
        checked(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "cannot make a timer");
    Timer timer;
    timer.watch_ = watch_readable(descriptor, [descriptor, task = std::move(on_time)] {
        drain(descriptor);
        task();
    });
    timer.watch_.entry_->owns_descriptor = true;
    return timer;
}

Watch EventLoop::at_end_of_turn(Task task) {
    auto entry = std::make_shared<Watch::Entry>();
    entry->loop = this;
    entry->on_ready = [hook = std::move(task)](Ready) { hook(); };
    at_end_.push_back(entry);
    return Watch{std::move(entry)};
}

void EventLoop::post(Task task) {
    const std::lock_guard lock{mutex_};
    posted_.push_back(std::move(task));
    if (posted_.size() == 1) {
        wake();
    }
}

void EventLoop::run() {
    while (!stopped_.exchange(false)) {
        turn();
    }
}

void EventLoop::stop() {
    stopped_ = true;
    wake();
}

void EventLoop::turn(int timeout_ms) {
    std::array<epoll_event, kEventsPerTurn> events;  // NOLINT(*-member-init): the kernel fills it
    const int count = epoll_wait(epoll_, events.data(), kEventsPerTurn, timeout_ms);
    if (count < 0 && errno != EINTR) {
        throw std::system_error{errno, std::generic_category(), "cannot wait"};
    }
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events.at(static_cast<std::size_t>(i));
        call_ready(*static_cast<const Watch::Entry*>(event.data.ptr), event.events);
    }
    run_posted();
    end_turn();
}

void EventLoop::end_turn() {
    const auto hooks = at_end_;  // a hook may add others, and end them
    for (const std::shared_ptr<Watch::Entry>& entry : hooks) {
        if (entry->is_live) {
            entry->on_ready({});
        }
    }
    std::erase_if(at_end_, [](const auto& entry) { return !entry->is_live; });
    ended_.clear();
}

void EventLoop::call_ready(const Watch::Entry& entry, std::uint32_t events) const {
    if (entry.is_live) {
        entry.on_ready({
            .readable = (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0,
            .writable = (events & EPOLLOUT) != 0,
            .hung_up = (events & (EPOLLHUP | EPOLLERR)) != 0,
        });
    }
}

void EventLoop::run_posted() {
    std::vector<Task> tasks;
    {
        const std::lock_guard lock{mutex_};
        tasks.swap(posted_);
    }
    for (const Task& task : tasks) {
        task();
    }
}

void EventLoop::wake() const {
    const std::uint64_t one = 1;
    // Full only after 2^64 wake-ups that nobody took: then it is readable anyway.
    [[maybe_unused]] const auto written = write(wake_up_, &one, sizeof one);
}

void EventLoop::add(Watch::Entry& entry, Interest interest) {
    entry.loop = this;
    entry.interest = interest;
    epoll_event event{.events = events_of(interest), .data = {.ptr = &entry}};
    checked(
        epoll_ctl(epoll_, EPOLL_CTL_ADD, entry.descriptor, &event), "cannot watch a descriptor"
    );
}

void EventLoop::remove(std::shared_ptr<Watch::Entry> entry) noexcept {
    if (entry->descriptor >= 0) {
        epoll_ctl(epoll_, EPOLL_CTL_DEL, entry->descriptor, nullptr);
    }
    entry->is_live = false;
    ended_.push_back(std::move(entry));
}

}  // namespace sosw::endpoint

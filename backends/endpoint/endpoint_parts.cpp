#include "backends/endpoint/endpoint_parts.hpp"

#include <cstdint>

namespace sosw::endpoint {

namespace {

/// Ids must differ from those of the process before this one, on the same file.
Random random_of(const Clock& real) {
    return Random{static_cast<std::uint64_t>(epoch_microseconds(real.now()))};
}

}  // namespace

Endpoint::Parts::Parts(EventLoop& loop, Clock& real, EndpointOptions given)
    : options{std::move(given)},
      random{random_of(real)},
      clock{real, options.clock},
      database{options.database_path, sqlite::Durability::Batched},
      timed{loop, clock},
      dynamo_db{database, clock},
      cloud_watch{database, clock},
      sns{database, clock, random.fork("sns")},
      encoding{real, random.fork("request ids")},
      turn_end{loop.at_end_of_turn([this] { database.flush(); })} {
    add_services();
}

/// One line for each service of AWS; what happens by the clock is told to `timed`.
void Endpoint::Parts::add_services() {}

}  // namespace sosw::endpoint

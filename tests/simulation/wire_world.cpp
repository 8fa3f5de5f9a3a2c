#include "tests/simulation/wire_world.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "backends/sqlite/sosw_tables.hpp"
#include "core/base/ensure.hpp"
#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "core/essentials/worker_assistant.hpp"
#include "sim/invariants/index_check.hpp"
#include "sim/invariants/recount.hpp"
#include "tests/support/config_builders.hpp"
#include "tests/support/test_world.hpp"

namespace sosw::test {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// Lives are short, so that tasks expire, are retried and die within the hour.
SoswConfig wire_config() {
    LabourerConfig labourer = labourer_config(kLabourer, 8);
    labourer.duration = seconds{150};
    labourer.cooldown = seconds{30};
    labourer.max_attempts = 3;
    labourer.max_duration = seconds{60};
    labourer.health_metrics = {cpu_metric()};
    return sosw_config({labourer});
}

std::vector<sim::LedgerLabourer> ledger_labourers(const SoswConfig& config) {
    const LabourerConfig& labourer = config.task_manager.labourers.front();
    return {
        {.id = labourer.id,
         .slot_seconds = (labourer.duration + labourer.cooldown) / seconds{1},
         .invocation_delta = config.task_manager.greenfield_invocation_delta / seconds{1}}};
}

wire::Credentials known_keys() {
    wire::Credentials keys;
    for (int i = 1; i <= RotatingCredentials::kKeys; ++i) {
        keys.add("key " + std::to_string(i), RotatingCredentials::key_of(i));
    }
    return keys;
}

/// The attributes of `now` that `before` has otherwise; with the greenfield come the attempts, as
/// every write of sosw has both.
Item changed_attributes(const Item& before, const Item& now, const FieldNames& fields) {
    Item changed;
    for (const Attribute& attribute : now) {
        const AttributeValue* old = before.find(attribute.name);
        if (old == nullptr || !(*old == attribute.value)) {
            changed.set(attribute.name, attribute.value);
        }
    }
    const AttributeValue* attempts = now.find(fields.attempts);
    if (changed.contains(fields.greenfield) && attempts != nullptr) {
        changed.set(fields.attempts, *attempts);
    }
    return changed;
}

}  // namespace

WireServices::WireServices(const SoswConfig& config)
    : config_{config},
      lambda_{database_, clock_, Random{1}, runtime_, {}, this},
      registry_{clock_, Random{2}, database_, lambda_, workers_},
      check_{known_keys(), clock_},
      dynamo_db_service_{{.tables = tables_, .clock = clock_}},
      cloud_watch_service_{metrics_, Random{3}},
      lambda_service_{lambda_, registry_, logs_},
      ledger_{ledger_labourers(config)},
      chronicle_{config.task_manager, clock_, recorder_, ledger_},
      passes_{chronicle_, ledger_, clock_, recorder_} {
    runtime_.finish_at_once();
    const auto created = lambda_.put_function(
        {.function_name = arn_of(kLabourer), .timeout = seconds{60}, .maximum_retry_attempts = 0}
    );
    ENSURE(created.has_value());
    ENSURE(sqlite::create_sosw_tables(tables_, config.task_manager).has_value());
    const LabourerConfig& labourer = config.task_manager.labourers.front();
    ledger_.set_limits(
        0,
        {.max_attempts = labourer.max_attempts.value(),
         .max_simultaneous = labourer.max_simultaneous_invocations.value(),
         .coefficients = config.orchestrator.invocation_number_coefficient}
    );
}

void WireServices::handle(const wire::HttpRequest& request, const endpoint::Reply& reply) {
    if (auto refusal = check_.refusal(request)) {
        return reply(*std::move(refusal));
    }
    if (request.headers.find("X-Amz-Target") != nullptr) {
        dynamo_db_service_.handle(request, reply);
        return follow_changes();
    }
    endpoint::HttpService& service = request.target.starts_with("/2015-03-31/")
                                         ? static_cast<endpoint::HttpService&>(lambda_service_)
                                         : cloud_watch_service_;
    service.handle(request, reply);
}

void WireServices::set_pass(std::optional<sim::PassNumber> pass) {
    pass_ = pass;
    invoking_.reset();
    if (pass) {
        invoking_.emplace(passes_, *pass);
    }
}

void WireServices::accepted(const sqlite::InvocationEvent& event) {
    const auto invoked = chronicle_.read_payload(event.payload);
    ENSURE(invoked.has_value());
    passes_.task_invoked(*invoked, event.request_id);
    accepted_.emplace_back(event.payload);
}

std::vector<std::string> WireServices::take_accepted() {
    std::vector<std::string> accepted = std::exchange(accepted_, {});
    std::ranges::sort(accepted);  // Those that were sent together come as they come.
    return accepted;
}

WireServices::Places WireServices::look() {
    const TaskManagerConfig& tasks = config_.task_manager;
    Places places;
    for (const std::string& table :
         {tasks.dynamo_db.table_name,
          tasks.sosw_retry_tasks_table,
          tasks.sosw_closed_tasks_table}) {
        ScanInput input{.table_name = table};
        do {
            ScanOutput page = tables_.scan(input).value();
            for (Item& item : page.items) {
                std::string id = text_of(item, tasks.dynamo_db.field_names.task_id);
                places.insert_or_assign(
                    std::move(id), Place{.table = table, .item = std::move(item)}
                );
            }
            input.exclusive_start_key = page.last_evaluated_key;
        } while (input.exclusive_start_key);
    }
    return places;
}

void WireServices::follow_changes() {
    Places now = look();
    for (const auto& [task, place] : now) {
        const auto before = places_.find(task);
        if (before == places_.end() || before->second != place) {
            follow(task, before == places_.end() ? nullptr : &before->second, place);
        }
    }
    places_ = std::move(now);  // Whatever vanished, or stands twice, the recount finds.
}

void WireServices::follow(const std::string& task, const Place* before, const Place& now) {
    const FieldNames& fields = config_.task_manager.dynamo_db.field_names;
    if (before == nullptr) {
        chronicle_.created(now.item);
    } else if (before->table != now.table) {
        chronicle_.moved(before->table, now.table, now.item, pass_);
    } else {
        chronicle_.updated(
            {{fields.task_id, task}}, changed_attributes(before->item, now.item, fields)
        );
    }
}

void WireServices::recount() {
    const TaskManagerConfig& tasks = config_.task_manager;
    sim::recount(
        tables_,
        tasks,
        ledger_,
        [this](const sim::Breach& breach, std::optional<sim::TaskNumber> task) {
            chronicle_.violated(breach, task);
        }
    );
    for (const std::string& table :
         {tasks.dynamo_db.table_name,
          tasks.sosw_retry_tasks_table,
          tasks.sosw_closed_tasks_table}) {
        chronicle_.violated(sim::check_indexes(tables_, table));
    }
}

std::string WireServices::violations() {
    sqlite::Statement statement{
        recorder_.database(), "SELECT invariant || ': ' || message FROM violation"};
    std::string text;
    while (statement.step()) {
        text.append(statement.column_text(0)).append("\n");
    }
    return text;
}

void WireServices::set_metric(double value) {
    const Result<void> put = metrics_.put_metric_data(
        {.metric_namespace = "AWS/RDS",
         .metric_data = {{.metric_name = "CPUUtilization", .value = value}}}
    );
    ENSURE(put.has_value());
}

WireWorld::WireWorld(const WireWorldOptions& options)
    : options_{options},
      config_{wire_config()},
      random_{options.seed},
      url_{reach()},
      faulty_{services_.clock(), random_.fork("network"), *to_services_},
      access_{.clock = services_.clock(), .transport = faulty_, .credentials = credentials_},
      dynamo_db_{access_, random_.fork("dynamo_db"), address("dynamodb")},
      cloud_watch_{access_, random_.fork("cloud_watch"), address("monitoring")},
      lambda_{access_, random_.fork("lambda"), address("lambda")} {
    faulty_.set_faults(options.fault_probability, options.faults);
    faulty_.set_lie(options.lie);
}

aws::ServiceUrl WireWorld::reach() {
    const auto handle = [this](const wire::HttpRequest& request, const endpoint::Reply& reply) {
        services_.handle(request, reply);
    };
    if (options_.way == Way::InProcess) {
        to_services_ = std::make_unique<ServiceTransport>(handle);
        return {.scheme = "http", .authority = "in.process"};
    }
    server_ = std::make_unique<ServerThread>(handle);
    to_services_ = std::make_unique<aws::CurlTransport>(aws::CurlOptions{.proxy = ""});
    return aws::parse_service_url(server_->url()).value();
}

aws::ServiceAddress WireWorld::address(const char* service) const {
    return {.url = url_, .region = "us-west-2", .signing_name = service};
}

void WireWorld::minute() {
    constexpr std::array kLoads{10.0, 10.0, 40.0, 90.0};
    ManualClock& clock = services_.clock();
    services_.set_metric(healed_ ? kLoads[0] : kLoads[random_.below(kLoads.size())]);
    const auto in_a_process = [this](void (WireWorld::*part)()) {
        try {
            (this->*part)();
        } catch (const ProcessEnded&) {
            ++crashes_;
        }
        services_.set_pass(std::nullopt);
    };
    in_a_process(&WireWorld::create);
    in_a_process(&WireWorld::orchestrate);
    in_a_process(&WireWorld::work);
    in_a_process(&WireWorld::scavenge);
    services_.recount();
    clock.advance(minutes{1});
}

void WireWorld::heal() {
    healed_ = true;
    faulty_.heal();
}

bool WireWorld::is_drained() const {
    return pending_.empty() && services_.counts().created == wanted_ &&
           services_.counts().closed == wanted_;
}

/// Whoever wants a task asks for it until it is known to be there.
void WireWorld::create() {
    constexpr std::uint64_t kNewMax = 4;
    const std::size_t unsure = pending_.size();
    for (std::uint64_t left = healed_ ? 0 : random_.below(kNewMax); left > 0; --left) {
        pending_.push_back({.task_id = "task-" + std::to_string(++wanted_)});
    }
    EcologyMemory memory;
    EcologyManager ecology{services_.clock(), cloud_watch_, lambda_, memory};
    TaskManager tasks{
        services_.clock(),
        [] { return std::string{}; },
        dynamo_db_,
        lambda_,
        ecology,
        config_.task_manager};
    const CreateTasksOptions options{
        .writes = random_.chance(0.5) ? TaskWrites::OneByOne : TaskWrites::Together,
        .may_exist = unsure > 0};
    if (pending_.empty() || tasks.create_tasks(kLabourer, pending_, options)) {
        pending_.clear();
    }
}

void WireWorld::orchestrate() {
    sim::PassLog& log = services_.passes();
    const sim::PassNumber pass = log.begin(sim::RuleTarget::Orchestrator);
    services_.set_pass(pass);
    EcologyMemory memory;
    EcologyManager ecology{services_.clock(), cloud_watch_, lambda_, memory};
    TaskManager tasks{
        services_.clock(),
        [] { return std::string{}; },
        dynamo_db_,
        lambda_,
        ecology,
        config_.task_manager};
    if (options_.parallel > 1) {
        tasks.invoke_together(lambda_, options_.parallel);
    }
    try {
        const OrchestratorPass done =
            Orchestrator{services_.clock(), tasks, config_.orchestrator}.run_once();
        for (const LabourerDecision& decision : done.decisions) {
            for (const InvocationOutcome& outcome : decision.outcomes) {
                ++outcomes_[outcome.result];
            }
        }
        log.end(pass, done);
    } catch (const ProcessEnded&) {
        log.cut_off(pass, sim::CutOff::Crashed);
        throw;
    }
}

void WireWorld::scavenge() {
    sim::PassLog& log = services_.passes();
    const sim::PassNumber pass = log.begin(sim::RuleTarget::Scavenger);
    services_.set_pass(pass);
    EcologyMemory memory;
    EcologyManager ecology{services_.clock(), cloud_watch_, lambda_, memory};
    TaskManager tasks{
        services_.clock(),
        [] { return std::string{}; },
        dynamo_db_,
        lambda_,
        ecology,
        config_.task_manager};
    try {
        log.end(pass, Scavenger{services_.clock(), tasks, sns_, config_.scavenger}.run_once());
    } catch (const ProcessEnded&) {
        log.cut_off(pass, sim::CutOff::Crashed);
        throw;
    }
}

/// Workers take up to four minutes, which is too long for some, and one in four never reports.
void WireWorld::work() {
    constexpr std::uint64_t kLongestSeconds = 240;
    const Timestamp now = services_.clock().now();
    for (std::string& payload : services_.take_accepted()) {
        const auto takes = seconds{random_.below(kLongestSeconds)};
        if (!random_.chance(0.25)) {
            works_.push_back({.payload = std::move(payload), .until = now + takes});
        }
    }
    const auto due =
        std::ranges::stable_partition(works_, [&](const Work& work) { return work.until > now; });
    std::vector<Work> ended{due.begin(), due.end()};
    works_.erase(due.begin(), due.end());
    for (const Work& work : ended) {
        if (!report(work.payload) && random_.chance(0.5)) {
            static_cast<void>(report(work.payload));  // some try once more
        }
    }
}

bool WireWorld::report(const std::string& payload) {
    const Map task = decoded(payload);
    CompletionInput input{.task_id = std::string{task.find("task_id")->as_string().value()}};
    if (random_.chance(0.5)) {
        input.attempts = task.find("attempts")->as_double();
    }
    WorkerAssistant assistant{services_.clock(), dynamo_db_, config_.task_manager};
    return assistant.mark_task_as_completed(input).has_value();
}

}  // namespace sosw::test

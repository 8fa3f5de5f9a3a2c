#include "sim/record/schema.hpp"

namespace sosw::sim {

std::string_view record_schema() {
    return R"sql(
CREATE TABLE run (               -- exactly one row: the scenario and how its run ended
    schema_version INTEGER NOT NULL,
    version        TEXT NOT NULL,     -- of the program
    scenario       TEXT NOT NULL,     -- its name
    description    TEXT NOT NULL,
    text           TEXT NOT NULL,     -- the scenario file as it was read; empty for one built in code
    seed           INTEGER NOT NULL,  -- as a signed 64-bit number
    start_us       INTEGER NOT NULL,  -- simulated time of the beginning; of a live run, its own
    duration_us    INTEGER NOT NULL,  -- as the scenario asks
    end_us         INTEGER,           -- simulated time at which the run ended
    finished       INTEGER NOT NULL,  -- 1: the whole duration was simulated; 0: stopped, killed, or still going on
    events         INTEGER,           -- events of the simulation that were handled
    row_count      INTEGER,           -- rows of this record that the hash covers
    event_log_hash TEXT               -- 16 hexadecimal digits over all rows in order; equal for equal scenario and seed
);
CREATE TABLE environment (       -- what may differ between equal runs; not covered by the hash
    name  TEXT PRIMARY KEY,          -- 'wall_seconds', ...
    value TEXT NOT NULL
);
CREATE TABLE labourer (          -- settings, in the order of the configuration
    position         INTEGER PRIMARY KEY,  -- from 0
    labourer         TEXT NOT NULL UNIQUE,
    function         TEXT NOT NULL,  -- name of the Lambda function that its arn stands for
    arn              TEXT NOT NULL,
    max_simultaneous REAL NOT NULL,  -- max_simultaneous_invocations in force
    max_attempts     INTEGER NOT NULL,
    duration_us      INTEGER NOT NULL,
    cooldown_us      INTEGER NOT NULL  -- a task counts as running for duration + cooldown after its invocation
);
CREATE TABLE metric_series (     -- every metric that the scenario publishes, then those of the services that somebody asks for
    series     INTEGER PRIMARY KEY,  -- from 1, in the order of the scenario
    namespace  TEXT NOT NULL,
    name       TEXT NOT NULL,
    dimensions TEXT NOT NULL         -- 'Name=value,Name=value' sorted by name
);
CREATE TABLE health_metric (     -- the health_metrics of the labourers
    labourer      TEXT NOT NULL,
    metric        TEXT NOT NULL,     -- its name in the configuration, e.g. 'SomeDBCPU'
    position      INTEGER NOT NULL,  -- within the labourer, from 0
    series        INTEGER,           -- the metric_series behind it; NULL: nothing in the scenario publishes it
    statistic     TEXT NOT NULL,     -- 'Average', 'p95', ...
    comparison    TEXT NOT NULL,     -- '<=', '<', '>=', '>', '==', '!='
    period_us     INTEGER NOT NULL,
    time_slice_us INTEGER NOT NULL,
    PRIMARY KEY (labourer, metric)
);
CREATE TABLE feeling (           -- the thresholds of the health metrics
    labourer TEXT NOT NULL,
    metric   TEXT NOT NULL,
    status   INTEGER NOT NULL,       -- 0 Bad ... 4 High
    target   REAL NOT NULL,          -- 'value <comparison> target' feels like `status`
    PRIMARY KEY (labourer, metric, status)
);
CREATE TABLE expectation (       -- what the scenario expects of the run, in its order
    position INTEGER PRIMARY KEY,    -- from 0
    text     TEXT NOT NULL,          -- as it was written
    series   INTEGER                 -- the metric_series it is about, where it is about one
);
CREATE TABLE task (              -- one row per task created
    task       INTEGER PRIMARY KEY,  -- from 1, in the order of creation
    task_id    TEXT NOT NULL,        -- as in sosw_tasks
    labourer   TEXT NOT NULL,
    created_us INTEGER NOT NULL
);
CREATE TABLE task_payload (      -- of the tasks whose payload is not {}
    task    INTEGER PRIMARY KEY,     -- -> task.task
    payload TEXT NOT NULL            -- JSON, as it was created
);
CREATE TABLE task_event (        -- the life of the tasks
    at_us      INTEGER NOT NULL,
    task       INTEGER NOT NULL,     -- -> task.task
    labourer   TEXT NOT NULL,
    event      TEXT NOT NULL,
    --  created    put into the queue
    --  invoked    marked, and Lambda accepted its invocation; wait_us: in the queue since created or retried
    --  refused    marked, but Lambda did not accept; reason: Lambda's error. Followed by one of
    --  taken_back the mark was taken back, the task is next in line again
    --  stranded   marked and not known to run; comes back when it expires
    --  skipped    another pass was faster
    --  started    its function began an execution; wait_us: in Lambda's own queue
    --  failed     an execution ended without success; reason: 'error', 'timeout', ...; wait_us: length of the execution
    --  completed  the worker's report took effect; wait_us: since the last invoked. reason, where the task did not stand
    --             among the invoked ones: 'queued' (back in the queue), 'marked' (about to be invoked again),
    --             'closed_from_retry', and those that complete
    --             nothing any more: 'completed' (a second report), 'already_closed'
    --  report_lost the worker's report was refused or failed; reason: the error
    --  expired    moved to the retry table, out of time; wait_us: until it is due
    --  retried    moved from the retry table to the front of the queue
    --  closed     moved to the closed table; reason: 'completed', 'dead', 'invalid'; wait_us: since created
    attempt    REAL,                 -- `attempts` of the task after the event; for executions: as invoked
    reason     TEXT,
    request_id TEXT,                 -- -> invocation.request_id
    wait_us    INTEGER,              -- see the event
    pass       INTEGER               -- -> pass.pass, where a pass did it
);
CREATE TABLE pass (              -- one row per pass of an essential, added when it ends
    pass        INTEGER PRIMARY KEY, -- from 1, in the order of beginning
    essential   TEXT NOT NULL,       -- 'sosw_orchestrator', 'sosw_scavenger', 'sosw_scheduler'
    started_us  INTEGER NOT NULL,
    finished_us INTEGER,             -- NULL: it was cut off (by its timeout or the end of the run)
    overlapped  INTEGER NOT NULL,    -- 1: another pass of the same essential ran at the same time
    failed      INTEGER NOT NULL,    -- 1: the pass ended as failed
    error       TEXT,                -- all errors, one per line
    invoked     INTEGER,             -- orchestrator: tasks invoked
    skipped     INTEGER,             -- orchestrator: tasks that another pass was faster with
    archived    INTEGER,             -- scavenger: completed tasks moved to the closed table
    expired     INTEGER,             -- scavenger: moved to the retry table
    dead        INTEGER,             -- scavenger: closed without attempts left
    retried     INTEGER,             -- scavenger: moved back into the queue
    lost_races  INTEGER              -- scavenger: tasks that somebody else was faster with
);
CREATE TABLE job (               -- one row per pass of the scheduler, added when it ends
    pass       INTEGER PRIMARY KEY,  -- -> pass.pass; the tasks that it created name it in task_event.pass
    job        INTEGER NOT NULL,     -- the how-manieth that the workload gave to the scheduler, from 1; several passes work
                                     -- on one where a pass fails, or runs out of time
    workload   INTEGER NOT NULL,     -- position in the scenario's `workload`, from 0
    due_us     INTEGER NOT NULL,     -- when the job was due
    request_id TEXT NOT NULL,        -- the same for Lambda's own retries of a pass
    rows       INTEGER,              -- tasks that the job becomes; NULL, as the following: the pass failed or was cut off
    rows_done  INTEGER,              -- of those, in the table when it ended
    created    INTEGER               -- by this pass; the others were there from an earlier one
);
CREATE TABLE decision (          -- per pass of the orchestrator and labourer
    pass         INTEGER NOT NULL,
    at_us        INTEGER NOT NULL,   -- beginning of the pass
    essential    TEXT NOT NULL,
    labourer     TEXT NOT NULL,
    decided      INTEGER NOT NULL,   -- 0: an error came first, the columns up to `fetched` are NULL
    status       INTEGER,            -- 0 Bad ... 4 High
    coefficient  REAL,               -- of the status
    max          REAL,               -- max_simultaneous_invocations
    running      INTEGER,            -- as counted
    desired      INTEGER,            -- floor(max * coefficient) - running, at least 0
    fetched      INTEGER,            -- tasks that the queue had for `desired`
    invoked      INTEGER NOT NULL,
    skipped      INTEGER NOT NULL,   -- another pass was faster
    errors       INTEGER NOT NULL,   -- tasks closed as invalid, taken back, stranded or failed
    error        TEXT,               -- what ended the labourer's turn
    explanation  TEXT NOT NULL,      -- one sentence for people
    PRIMARY KEY (pass, labourer)
) WITHOUT ROWID;
CREATE TABLE decision_metric (   -- the readings behind a decision
    pass     INTEGER NOT NULL,
    labourer TEXT NOT NULL,
    metric   TEXT NOT NULL,
    at_us    INTEGER NOT NULL,       -- beginning of the pass
    value    REAL,                   -- NULL: no datapoints
    feeling  INTEGER,                -- 0 ... 4; NULL: it did not take part
    missing  INTEGER NOT NULL,       -- 1: the feeling comes from treat_missing_data
    PRIMARY KEY (pass, labourer, metric)
) WITHOUT ROWID;
CREATE TABLE metric_point (      -- what the scenario's metrics published from the start on (before it they were published too,
                                 -- without the load of workers, so that the first decisions see a metric)
    at_us      INTEGER NOT NULL,     -- timestamp of the datum
    series     INTEGER NOT NULL,     -- -> metric_series.series
    value      REAL NOT NULL,
    visible_us INTEGER NOT NULL      -- when CloudWatch had it
);
CREATE TABLE invocation (        -- one row per execution by Lambda, added when it ends; those under way at the end last
    request_id  TEXT NOT NULL,       -- the same for Lambda's own retries
    execution   INTEGER NOT NULL,    -- 1, or more for Lambda's own retries
    function    TEXT NOT NULL,
    labourer    TEXT,
    task        INTEGER,             -- -> task.task
    attempt     REAL,                -- the task's `attempts` as it was invoked
    queued_us   INTEGER NOT NULL,    -- accepted by Lambda
    started_us  INTEGER,             -- NULL: waits in Lambda's queue, or was dropped from it
    finished_us INTEGER,             -- NULL: was under way when the run ended
    outcome     TEXT NOT NULL,       -- 'success', 'error', 'timeout', 'dropped'; at the end 'running' or 'queued'
    cold_start  INTEGER NOT NULL,
    duplicate   INTEGER NOT NULL     -- 1: nobody asked for it, Lambda delivered the event a second time, under an id of its own
);
CREATE TABLE cost (              -- the ledger: what was consumed since the row before, and its price. Empty without prices
    at_us       INTEGER NOT NULL,    -- end of the time that the row covers, usually a minute
    payer       TEXT NOT NULL,       -- 'pass'; 'creator' or 'worker' of tasks; 'function' (executions); 'table' (provisioned capacity)
    pass        INTEGER,             -- -> pass.pass, of a pass
    labourer    TEXT,                -- of executions of its tasks
    service     TEXT NOT NULL,       -- 'lambda', 'dynamodb', 'cloudwatch', 'sns'
    resource    TEXT,                -- function; table; 'table/index'
    item        TEXT NOT NULL,
    --  lambda_mb_ms         memory times billed milliseconds of executions that ended; 1,024,000 are a GB-second
    --  lambda_requests      executions that began
    --  half_read_units      DynamoDB's read request units times two, since it counts halves
    --  half_write_units     its write request units, times two likewise
    --  rcu_seconds, wcu_seconds  provisioned capacity times seconds
    --  get_metric_requests, publishes  calls of CloudWatch and SNS
    quantity    INTEGER NOT NULL,    -- in the unit of the item
    amount_pico INTEGER NOT NULL     -- 10^-12 US dollars; 0 for requests to provisioned tables
);
CREATE TABLE sample (            -- per labourer and minute, and at the end of the run
    at_us     INTEGER NOT NULL,
    labourer  TEXT NOT NULL,
    queued    INTEGER NOT NULL,      -- tasks in the queue
    running   INTEGER NOT NULL,      -- invoked and neither completed nor out of time: what counts against the maximum
    executing INTEGER NOT NULL,      -- executions of its function under way
    waiting   INTEGER NOT NULL,      -- in Lambda's own queue
    retry     INTEGER NOT NULL,      -- in the retry table
    completed INTEGER NOT NULL,      -- completed so far
    dead      INTEGER NOT NULL,      -- dead so far
    status    INTEGER                -- the last eco status decided on; NULL: none yet
);
CREATE TABLE metric_gap (        -- points that were measured and never reached CloudWatch
    at_us  INTEGER NOT NULL,
    series INTEGER NOT NULL,         -- -> metric_series.series
    reason TEXT NOT NULL             -- 'silent': the scenario wants it so; 'lost': on its way, by chance; 'refused': by CloudWatch, of a live run
);
CREATE TABLE capacity (          -- what tables with limits took and refused: per minute, table or global index, and operation
    at_us            INTEGER NOT NULL, -- end of the minute, or of the run
    table_name       TEXT NOT NULL,
    index_name       TEXT,             -- NULL: the table itself, its local indexes included
    operation        TEXT NOT NULL,    -- 'read', 'write'
    consumed         REAL NOT NULL,    -- capacity units; where there are several reasons, in the first row only
    units_per_second REAL NOT NULL,    -- provisioned, or what an on-demand table could take by then
    throttled        INTEGER NOT NULL, -- requests refused for `reason`
    reason           TEXT              -- AWS's, e.g. 'IndexWriteProvisionedThroughputExceeded': a starved index throttles
                                       -- the writes of its table; one row each. NULL: nothing was refused
);
CREATE TABLE limit_race (        -- an invocation that left more tasks running than the maximum: overlapping passes
    at_us       INTEGER NOT NULL,
    pass        INTEGER NOT NULL,
    labourer    TEXT NOT NULL,
    task        INTEGER NOT NULL,
    running     INTEGER NOT NULL,    -- after the invocation
    max         INTEGER NOT NULL,    -- floor(max_simultaneous_invocations)
    overlapping INTEGER NOT NULL     -- other passes of the orchestrator that ran at the same time
);
CREATE TABLE sns_message (       -- about dead tasks
    at_us   INTEGER NOT NULL,
    topic   TEXT NOT NULL,
    subject TEXT NOT NULL,
    message TEXT NOT NULL
);
CREATE TABLE throttle (          -- executions that Lambda did not start at once; they wait in its queue, or were refused
    minute_us INTEGER NOT NULL,      -- beginning of the minute; the row is added when it is over
    function  TEXT NOT NULL,
    reason    TEXT NOT NULL,         -- 'ReservedFunctionConcurrentInvocationLimitExceeded' (its own reservation),
                                     -- 'ConcurrentInvocationLimitExceeded' (the account),
                                     -- 'FunctionInvocationRateLimitExceeded' (the ramp), 'CallerRateLimitExceeded' (the API)
    count     INTEGER NOT NULL       -- attempts: one event may be throttled several times
);
CREATE TABLE rule_event (        -- what EventBridge did not do as its rule says
    at_us     INTEGER NOT NULL,      -- when the rule was due
    essential TEXT NOT NULL,
    event     TEXT NOT NULL          -- 'skipped': no pass; 'duplicated': two
);
CREATE TABLE fault (             -- each fault of the scenario's `faults` that struck
    at_us     INTEGER NOT NULL,
    fault     INTEGER NOT NULL,      -- its position in `faults`, from 0
    kind      TEXT NOT NULL,         -- 'error', 'lost_reply', ...
    caller    TEXT NOT NULL,         -- 'sosw_orchestrator', 'sosw_scavenger', 'sosw_scheduler', 'worker', 'creator'
    pass      INTEGER,               -- -> pass.pass, where it struck one
    service   TEXT,                  -- 'dynamodb', 'cloudwatch', 'lambda', 'sns', where it struck a call
    operation TEXT,                  -- 'update_item', 'invoke', ...
    resource  TEXT,                  -- table, metric, topic or function
    task      INTEGER,               -- -> task.task, where it struck a worker
    detail    TEXT                   -- the error, how long, before or after, ...
);
CREATE TABLE violation (         -- a broken invariant: a bug, and the run fails. Empty in every good record
    at_us     INTEGER NOT NULL,
    invariant TEXT NOT NULL,         -- 'one_place', 'conservation', 'attempts', ...: docs/invariants.md
    labourer  TEXT,
    task      INTEGER,
    message   TEXT NOT NULL
);
)sql";
}

std::string_view record_indexes() {
    return R"sql(
CREATE INDEX IF NOT EXISTS task_event_by_task ON task_event (task);
CREATE INDEX IF NOT EXISTS task_event_queue_wait ON task_event (labourer, wait_us) WHERE event = 'invoked';
CREATE INDEX IF NOT EXISTS decision_by_labourer ON decision (labourer, at_us);
CREATE INDEX IF NOT EXISTS decision_metric_by_metric ON decision_metric (labourer, metric, at_us);
CREATE INDEX IF NOT EXISTS metric_point_by_series ON metric_point (series, at_us);
CREATE INDEX IF NOT EXISTS sample_by_labourer ON sample (labourer, at_us);
)sql";
}

}  // namespace sosw::sim

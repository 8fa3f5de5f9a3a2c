#pragma once

namespace sosw::cli {

/// Ten minutes, one labourer, one metric.
inline constexpr const char* kSmall = R"({
    "name": "small", "description": "A few tasks against a database that they load", "seed": 3, "duration": "20m",
    "start": "2026-03-02T08:00:00Z",
    "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {"reports": {
        "arn": "reports", "max_simultaneous_invocations": 4,
        "health_metrics": {"Cpu": {
            "details": {"Name": "CPUUtilization", "Namespace": "AWS/RDS", "Period": 60, "Statistics": ["Average"]},
            "feelings": {"4": 30, "3": 60}, "feeling_comparison_operator": "<="
        }}
    }}}}},
    "functions": {"reports": {"duration": "90s"}},
    "workload": [{"labourer": "reports", "phases": [{"duration": "10m", "rate": "3/min", "arrivals": "even"}]}],
    "metrics": [{"namespace": "AWS/RDS", "name": "CPUUtilization",
        "value": {"base": 20, "per_running": {"reports": 6}}}],
    "expect": ["tasks.created == 30", "tasks.completed == 30", "queue.reports.end == 0"]
})";

}  // namespace sosw::cli

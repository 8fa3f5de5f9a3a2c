#include "sim/report/html_parts.hpp"

namespace sosw::sim {

/// The five statuses have the colours of Okabe and Ito, which people tell apart who see colours
/// differently; each is named wherever it stands.
std::string_view html_style() {
    return R"css(
:root { color-scheme: light dark; --page: #fff; --panel: #f6f7f9; --ink: #1b1f24; --soft: #59636e; --rule: #d5dae0;
  --grid: #e3e7ec; --accent: #0b5cad; --good: #00704f; --bad: #b3370a; --orange: #b25e00; --purple: #8d3f73; --band: .16;
  --s0: #d55e00; --s1: #e69f00; --s2: #f0e442; --s3: #56b4e9; --s4: #0072b2; }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --panel: #1c2126; --ink: #e7eaee; --soft: #9aa5b1;
  --rule: #38414b; --grid: #2b323a; --accent: #7ab8f5; --good: #4fcf9f; --bad: #ff8d5c; --orange: #f0a848; --purple: #e0a3cb;
  --band: .26; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.2rem 1.4rem 3rem; max-width: 1240px; background: var(--page); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", Roboto, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .2rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem; padding-top: .7rem; border-top: 2px solid var(--rule); overflow-wrap: anywhere; }
h3 { font-size: .95rem; margin: .9rem 0 .1rem; font-weight: 600; }
h3 .unit, .soft { color: var(--soft); font-weight: 400; }
a { color: var(--accent); }
nav { margin: .6rem 0; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; }
.badge { display: inline-block; padding: .1rem .6rem; border-radius: .3rem; font-weight: 700; border: 2px solid; }
.passed { color: var(--good); } .failed { color: var(--bad); }
dl.facts { display: flex; flex-wrap: wrap; gap: .5rem 1.2rem; margin: .9rem 0; }
dl.facts div { min-width: 0; } dt { color: var(--soft); font-size: .8rem; } dd { margin: 0; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0 1rem; font-size: .88rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; font-size: .95rem; }
th, td { padding: .22rem .7rem .22rem 0; text-align: right; vertical-align: top; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; } thead th { color: var(--soft); font-weight: 500; vertical-align: bottom; }
th:first-child, td:first-child, .text td, .text th { text-align: left; }
tbody th { overflow-wrap: break-word; max-width: 26rem; }
td:last-child { overflow-wrap: anywhere; } .passes td:last-child, .passes th:last-child { text-align: left; }
table.decisions { width: 100%; } table.decisions td:last-child { width: 62%; }
table.decisions td { white-space: nowrap; } table.decisions td:last-child, td.free { white-space: normal; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--accent); }
pre { background: var(--panel); padding: .8rem; overflow-x: auto; font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
section.labourer { break-before: auto; }
.panel { background: var(--panel); border: 1px solid var(--rule); border-radius: .4rem; padding: .2rem .8rem .5rem; }
.chart { break-inside: avoid; }
.key { display: inline-block; margin-left: 1rem; font-weight: 400; font-size: .85rem; white-space: nowrap; }
.key svg { width: 22px; height: 10px; vertical-align: 1px; margin-right: .3rem; }
.plot { display: block; width: 100%; height: auto; overflow: visible; }
.plot text { font-size: 11px; fill: var(--ink); } .plot text.tick { fill: var(--soft); } .plot text.note { fill: var(--ink); }
.ground { fill: var(--page); } .grid { stroke: var(--grid); stroke-width: 1; fill: none; }
.line { fill: none; stroke-width: 1.6; stroke-linejoin: round; } .area { opacity: .3; }
.bar { stroke-width: 2; fill: none; }
.band { opacity: var(--band); }
.threshold { stroke: var(--soft); stroke-width: 1; stroke-dasharray: 3 3; fill: none; }
.limit { stroke: var(--bad); stroke-width: 1.4; stroke-dasharray: 7 4; fill: none; }
.line.main { stroke: var(--ink); } .line.reading { stroke: var(--purple); stroke-dasharray: 4 2; }
.line.running { stroke: var(--accent); } .area.running { fill: var(--accent); }
.line.allowed { stroke: var(--good); stroke-width: 2; } .line.desired { stroke: var(--orange); stroke-dasharray: 2 2; }
.line.executing { stroke: var(--purple); stroke-width: 1; stroke-dasharray: 1 3; }
.line.queue { stroke: var(--accent); } .area.queue { fill: var(--accent); } .line.retry { stroke: var(--bad); }
.line.p95 { stroke: var(--bad); stroke-width: 2.4; } .line.p50 { stroke: var(--accent); stroke-width: 2.4; }
.bar.invoked { stroke: var(--accent); }
.lane { font-size: .82rem; margin: .3rem 0 -.25rem 58px; }
.mark { fill: var(--bad); }
.status-0 { fill: var(--s0); } .status-1 { fill: var(--s1); } .status-2 { fill: var(--s2); } .status-3 { fill: var(--s3); } .status-4 { fill: var(--s4); }
.plot text.on { fill: #000; font-weight: 600; } .plot text.on.status-4 { fill: #fff; }
.chip { display: inline-block; padding: 0 .45rem; border-radius: .25rem; color: #000; font-size: .82rem; }
.chip.c0 { background: var(--s0); } .chip.c1 { background: var(--s1); } .chip.c2 { background: var(--s2); } .chip.c3 { background: var(--s3); }
.chip.c4 { background: var(--s4); color: #fff; } .chip.none { border: 1px solid var(--rule); color: var(--soft); }
.met::before { content: "\2713  met"; color: var(--good); font-weight: 600; } .unmet::before { content: "\2717  not met"; color: var(--bad); font-weight: 600; }
.share { width: 180px; height: 12px; vertical-align: -1px; }
label select { font: inherit; margin-left: .4rem; }
footer { margin-top: 2.5rem; border-top: 2px solid var(--rule); padding-top: .8rem; font-size: .85rem; }
@media print { :root { --page: #fff; --panel: #fff; --ink: #000; --soft: #444; --rule: #bbb; --grid: #ddd; --accent: #0b5cad; --good: #00704f;
    --bad: #b3370a; --orange: #b25e00; --purple: #8d3f73; --band: .2; }
  body { max-width: none; padding: 0; font-size: 9.5pt; } nav, .filter { display: none; } .panel { border: 0; padding: 0; }
  h2 { break-after: avoid; } tr { break-inside: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
)css";
}

std::string_view html_script() {
    return R"js(
document.querySelectorAll('.filter').forEach(function (filter) {
  filter.hidden = false;
  filter.querySelector('select').addEventListener('change', function (event) {
    document.querySelectorAll('tr[data-labourer]').forEach(function (row) {
      row.hidden = event.target.value !== '' ? row.dataset.labourer !== event.target.value : false;
    });
  });
});
)js";
}

}  // namespace sosw::sim

// SPDX-License-Identifier: Apache-2.0
// The plain files of this folder as a monitoring mixin, for those who deploy with jsonnet. Every
// rule and panel is made in the plain files and nowhere else.

// jsonnet 0.18 cannot parse text that keeps its line breaks, as that of `expr: |` does. PromQL does
// without them.
local join_expression(state, line) =
  if std.endsWith(line, 'expr: |') then
    { yaml: state.yaml + '\n' + std.rstripChars(line, '|') + '>-\n          ', inside: true }
  else if state.inside && std.startsWith(line, '          ') then
    state { yaml+: ' ' + std.stripChars(line, ' ') }
  else { yaml: state.yaml + '\n' + line, inside: false };
local groups(yaml) =
  local joined = std.foldl(join_expression, std.split(yaml, '\n'), { yaml: '', inside: false });
  std.parseYaml(joined.yaml).groups;

{
  _config+:: {
    // Where you keep RUNBOOKS.md; the runbook_url of each alert is this and its anchor.
    runbooks: 'https://git.example.com/cckm_exporter/dashboards/RUNBOOKS.md',
  },

  prometheusRules+:: { groups+: groups(importstr 'rules/recording.yml') },

  prometheusAlerts+:: { groups+: std.map($._with_runbooks, groups(importstr 'rules/alerts.yml')) },

  grafanaDashboards+:: {
    'cckm-overview.json': import 'grafana/overview.json',
    'cckm-regions.json': import 'grafana/regions.json',
    'cckm-exporter.json': import 'grafana/exporter.json',
  },

  _with_runbooks(group):: group {
    rules: [
      rule { annotations+: { runbook_url: $._config.runbooks + '#' + std.asciiLower(rule.alert) } }
      for rule in super.rules
    ],
  },
}

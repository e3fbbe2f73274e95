// SPDX-License-Identifier: Apache-2.0
// Offers the plain files of this folder as a monitoring mixin, for deployments with jsonnet. It adds
// no rule and no panel.

// Joins the lines of each `expr: |`, because jsonnet 0.18 cannot parse such a YAML block. PromQL needs
// no line breaks.
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
    // The URL of the page RUNBOOKS.md. The runbook_url of an alert is this URL and an anchor.
    runbooks: 'RUNBOOKS.md',
    // The URL of Grafana, without a slash at its end. The dashboard_url of an alert is this URL and the
    // path of a dashboard.
    grafana: '',
  },

  prometheusRules+:: { groups+: groups(importstr 'rules/recording.yml') },

  prometheusAlerts+:: { groups+: std.map($._with_links, groups(importstr 'rules/alerts.yml')) },

  grafanaDashboards+:: {
    'cckm-overview.json': import 'grafana/overview.json',
    'cckm-regions.json': import 'grafana/regions.json',
    'cckm-schedules.json': import 'grafana/schedules.json',
    'cckm-exporter.json': import 'grafana/exporter.json',
  },

  _with_links(group):: group {
    rules: [
      rule {
        annotations+: {
          runbook_url: $._config.runbooks + std.strReplace(super.runbook_url, 'RUNBOOKS.md', ''),
          dashboard_url: $._config.grafana + super.dashboard_url,
        },
      }
      for rule in super.rules
    ],
  },
}

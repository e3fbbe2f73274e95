// SPDX-License-Identifier: Apache-2.0
// Offers the plain files of this folder as a monitoring mixin, for deployments with jsonnet. It adds
// no rule and no panel.

// Joins the lines of each `expr: |`, because jsonnet 0.18 cannot parse such a YAML block. PromQL needs
// no line breaks. `text` begins with the lines of an expression. std.stripChars would take seconds here.
local join_expression(text) =
  local lines = std.split(text, '\n');
  local others = [i for i in std.range(0, std.length(lines) - 1) if !std.startsWith(lines[i], '          ')];
  local expression = std.map(function(line) std.substr(line, 10, std.length(line)), lines[:others[0]]);
  'expr: >-\n          ' + std.join(' ', expression) + '\n' + std.join('\n', lines[others[0]:]);
local groups(yaml) =
  local texts = std.split(std.strReplace(yaml, 'expr: |\n', '\u0000'), '\u0000');
  std.parseYaml(std.join('', [texts[0]] + std.map(join_expression, texts[1:]))).groups;

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

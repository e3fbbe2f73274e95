// SPDX-License-Identifier: Apache-2.0
// Prometheus' own tool accepts the rules and the scrape configuration, whose relabeling keeps the right pods.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse, stringify } from 'yaml';
import { manifests, only, withExporter } from './manifests.mjs';

const kFiles = mkdtempSync(join(process.env.FILES, 'prometheus-'));
const kPrometheus = only(manifests['plain-prometheus'], 'ConfigMap').data;

// Writes a file and returns its path.
function write(name, text) {
  const path = join(kFiles, name);
  writeFileSync(path, text);
  return path;
}

function promtool(...args) {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
  return stdout;
}

test('promtool accepts the rules of every PrometheusRule', () => {
  for (const [build, objects] of withExporter) {
    if (build === 'plain') continue;
    const path = write(`${build}.yml`, stringify({ groups: only(objects, 'PrometheusRule').spec.groups }));
    assert.match(promtool('check', 'rules', path), /SUCCESS: [1-9]\d* rules found/);
  }
});

test('promtool accepts the files of plain Prometheus, as README.md lists them', () => {
  mkdirSync(join(kFiles, 'cckm'));
  for (const [name, text] of Object.entries(kPrometheus)) write(`cckm/${name}`, text);
  const [, listed] = /```yaml\n(scrape_config_files:[^`]*)```/.exec(readFileSync('deploy/kubernetes/README.md', 'utf8'));
  const said = promtool('check', 'config', write('prometheus.yml', listed));
  assert.match(said, /SUCCESS: 2 rule files found/);
  assert.match(promtool('check', 'config', join(kFiles, 'cckm/scrape.yml')), /SUCCESS/);
});

// Returns the labels of the target that Prometheus makes of a pod; none if it drops the pod.
function targetOf(pod) {
  const { kubernetes_sd_configs, ...scrape } = parse(kPrometheus['scrape.yml']).scrape_configs[0];
  assert.equal(kubernetes_sd_configs[0].role, 'pod');
  const labels = Object.fromEntries(Object.entries({ pod_phase: 'Running', namespace: 'cckm', pod_name: 'cckm-exporter-7c9f',
    pod_container_port_name: 'metrics', pod_label_app_kubernetes_io_name: 'cckm-exporter',
    pod_label_app_kubernetes_io_instance: 'cckm-exporter', ...pod }).map(([name, value]) => [`__meta_kubernetes_${name}`, value]));
  const config = { scrape_configs: [{ ...scrape, static_configs: [{ targets: ['10.0.0.7:10877'], labels }] }] };
  const said = promtool('check', 'service-discovery', '--timeout=1s', write('discovery.yml', stringify(config)), scrape.job_name);
  return JSON.parse(said)[0].labels ?? {};
}

test('plain Prometheus scrapes a pod of the exporter, as the scrape job of its instance', () => {
  const expected = { instance: '10.0.0.7:10877', job: 'cckm-exporter', namespace: 'cckm', pod: 'cckm-exporter-7c9f' };
  const target = targetOf({});
  for (const [name, value] of Object.entries(expected)) assert.equal(target[name], value, JSON.stringify(target));
  assert.equal(targetOf({ pod_label_app_kubernetes_io_instance: 'cckm-exporter-europe' }).job, 'cckm-exporter-europe');
});

test('plain Prometheus does not scrape other pods, other ports and ended pods', () => {
  const others = [{ pod_label_app_kubernetes_io_name: 'grafana' }, { pod_container_port_name: 'other' }, { pod_phase: 'Succeeded' },
    { pod_phase: 'Failed' }];
  for (const other of others) assert.deepEqual(targetOf(other), {}, JSON.stringify(other));
});

// SPDX-License-Identifier: Apache-2.0
// The objects of a build fit together: names, labels, ports, and the files of the project that they repeat.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { manifests, ofKind, only, podTemplates, readYaml, selects, withExporter } from './manifests.mjs';

const kPort = 10877;
const kScrape = readYaml('config/prometheus.yml');

// Runs a test for each Deployment, with the other objects of its build.
function forEachExporter(title, check) {
  test(title, async (t) => {
    assert.ok(withExporter.length > 0);
    for (const [build, objects] of withExporter) {
      for (const deployment of ofKind(objects, 'Deployment')) {
        await t.test(`${build}: ${deployment.metadata.name}`, () => check(deployment, objects));
      }
    }
  });
}

// Returns the only object of a kind whose selector, which `selectorOf` returns, selects the pods of a Deployment.
function selecting(objects, kind, selectorOf, deployment) {
  const { labels } = deployment.spec.template.metadata;
  const found = ofKind(objects, kind).filter((object) => selects(selectorOf(object), labels));
  assert.equal(found.length, 1, `${found.length} objects of the kind ${kind} select the pods`);
  return found[0];
}

const serviceOf = (deployment, objects) => selecting(objects, 'Service', ({ spec }) => spec.selector, deployment);
const policyOf = (deployment, objects) =>
  selecting(objects, 'NetworkPolicy', ({ spec }) => spec.podSelector.matchLabels, deployment);
const budgetOf = (deployment, objects) =>
  selecting(objects, 'PodDisruptionBudget', ({ spec }) => spec.selector.matchLabels, deployment);
const containerOf = ({ spec }) => spec.template.spec.containers[0];

forEachExporter('a Deployment selects its own pods and no others', (deployment, objects) => {
  const selected = podTemplates(objects).filter(({ template }) =>
    selects(deployment.spec.selector.matchLabels, template.metadata.labels));
  assert.deepEqual(selected.map(({ name }) => name), [`Deployment ${deployment.metadata.name}`]);
});

forEachExporter('the name of an exporter is the label instance of its objects, which becomes the label job', (deployment, objects) => {
  const { name } = deployment.metadata;
  const labelled = [deployment, deployment.spec.template, serviceOf(deployment, objects), policyOf(deployment, objects)];
  for (const { metadata } of labelled) assert.equal(metadata.labels['app.kubernetes.io/instance'], name);
});

forEachExporter('a Deployment has a disruption budget that a drain of nodes can pass', (deployment, objects) => {
  assert.deepEqual(budgetOf(deployment, objects).spec.maxUnavailable, 1);
});

forEachExporter('the service account exists and has no token', (deployment, objects) => {
  const account = ofKind(objects, 'ServiceAccount').find(({ metadata }) =>
    metadata.name === deployment.spec.template.spec.serviceAccountName);
  assert.equal(account?.automountServiceAccountToken, false);
});

forEachExporter('the volume has the ConfigMap and the Secret of the build', (deployment, objects) => {
  const names = (kind) => ofKind(objects, kind).map(({ metadata }) => metadata.name);
  const [{ projected }] = deployment.spec.template.spec.volumes;
  const [{ configMap }, { secret }] = projected.sources;
  assert.ok(names('ConfigMap').includes(configMap.name), configMap.name);
  assert.ok(names('Secret').includes(secret.name), secret.name);
});

forEachExporter('another configuration is another ConfigMap, so it starts new pods; a Secret keeps its name', (deployment) => {
  const { name } = deployment.metadata;
  const [{ configMap }, { secret }] = deployment.spec.template.spec.volumes[0].projected.sources;
  assert.match(configMap.name, new RegExp(`^${name}-[a-z0-9]{10}$`));
  assert.equal(secret.name, name);
});

forEachExporter('the probes ask the pages that send nothing to CM', (deployment) => {
  const { livenessProbe, readinessProbe, startupProbe } = containerOf(deployment);
  assert.deepEqual(livenessProbe.httpGet, { path: '/-/healthy', port: 'metrics' });
  assert.deepEqual(readinessProbe.httpGet, { path: '/-/ready', port: 'metrics' });
  assert.equal(startupProbe, undefined);
});

forEachExporter('a pod has requests of processor and memory, and a limit of memory', (deployment) => {
  assert.deepEqual(containerOf(deployment).resources, { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } });
});

forEachExporter('the pod outlives its last request: the exporter exits within 3 s', (deployment) => {
  assert.ok(deployment.spec.template.spec.terminationGracePeriodSeconds > 3);
});

forEachExporter('the old pod serves until the new one is ready', (deployment) => {
  assert.deepEqual(deployment.spec.strategy.rollingUpdate, { maxSurge: 1, maxUnavailable: 0 });
});

forEachExporter('the Service has the port of the container', (deployment, objects) => {
  assert.deepEqual(containerOf(deployment).ports, [{ name: 'metrics', containerPort: kPort }]);
  assert.deepEqual(serviceOf(deployment, objects).spec.ports, [{ name: 'metrics', port: kPort, targetPort: 'metrics' }]);
});

forEachExporter('only Prometheus can reach the pod, only at the port of the metrics', (deployment, objects) => {
  const { policyTypes, ingress } = policyOf(deployment, objects).spec;
  const isIn = (key, value) => ({ matchExpressions: [{ key, operator: 'In', values: [value] }] });
  assert.deepEqual(policyTypes, ['Ingress', 'Egress']);
  assert.deepEqual(ingress, [{
    // One peer: a pod of Prometheus in that namespace, not any pod there.
    from: [{ namespaceSelector: isIn('kubernetes.io/metadata.name', 'monitoring'),
      podSelector: isIn('app.kubernetes.io/name', 'prometheus') }],
    ports: [{ protocol: 'TCP', port: kPort }],
  }]);
});

forEachExporter('the pod can reach DNS and HTTPS only', (deployment, objects) => {
  const { egress } = policyOf(deployment, objects).spec;
  assert.deepEqual(egress.map(({ ports }) => ports), [
    [{ port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }], [{ port: 443, protocol: 'TCP' }]]);
});

test('the ServiceMonitor scrapes every exporter as config/prometheus.yml does', async (t) => {
  for (const [build, objects] of withExporter) {
    if (build === 'plain') continue;
    await t.test(build, () => {
      const { spec } = only(objects, 'ServiceMonitor');
      const services = ofKind(objects, 'Service');
      const jobs = services.map(({ metadata }) => metadata.labels[spec.jobLabel]);
      assert.ok(services.every(({ metadata }) => selects(spec.selector.matchLabels, metadata.labels)));
      assert.deepEqual(spec.endpoints, [{ port: 'metrics', honorLabels: kScrape.scrape_configs[0].honor_labels,
        interval: kScrape.global.scrape_interval, scrapeTimeout: kScrape.scrape_configs[0].scrape_timeout }]);
      // A shard is a scrape job of its own, or the alert of a dead shard would say that another one works.
      assert.ok(jobs.every(Boolean));
      assert.equal(new Set(jobs).size, services.length);
    });
  }
});

test('the PrometheusRule has the groups of dashboards/rules, and those of the overlay have its links', () => {
  for (const [build, objects] of withExporter) {
    if (build === 'plain') continue;
    const rules = build === 'mine' ? join(process.env.FILES, 'checkout/build/rules') : 'dashboards/rules';
    const groups = ['recording', 'alerts'].flatMap((name) => readYaml(join(rules, `${name}.yml`)).groups);
    assert.deepEqual(only(objects, 'PrometheusRule').spec.groups, groups, build);
  }
});

test('plain Prometheus has the files of dashboards/rules and no object of the Operator', () => {
  const { data, metadata } = only(manifests['plain-prometheus'], 'ConfigMap');
  for (const name of ['recording.yml', 'alerts.yml']) {
    assert.equal(data[name], readFileSync(`dashboards/rules/${name}`, 'utf8'));
  }
  // Prometheus mounts it by this name.
  assert.equal(metadata.name, 'cckm-exporter-prometheus');
  for (const { apiVersion } of [...manifests.plain, ...manifests['plain-prometheus']]) {
    assert.doesNotMatch(apiVersion, /^monitoring\.coreos\.com/);
  }
});

test('plain Prometheus scrapes as config/prometheus.yml does', () => {
  const { data } = only(manifests['plain-prometheus'], 'ConfigMap');
  const [scrape] = parse(data['scrape.yml']).scrape_configs;
  assert.deepEqual([scrape.honor_labels, scrape.scrape_interval, scrape.scrape_timeout],
    [kScrape.scrape_configs[0].honor_labels, kScrape.global.scrape_interval, kScrape.scrape_configs[0].scrape_timeout]);
});

test('each dashboard is a ConfigMap with the label of the sidecar', () => {
  const files = readdirSync('dashboards/grafana').filter((file) => file.endsWith('.json'));
  assert.ok(files.length > 0);
  for (const [build, objects] of withExporter) {
    const maps = ofKind(objects, 'ConfigMap').filter(({ metadata }) => metadata.labels.grafana_dashboard === '1');
    assert.deepEqual(Object.assign({}, ...maps.map(({ data }) => data)), Object.fromEntries(files.map((file) =>
      [`cckm-${file}`, readFileSync(`dashboards/grafana/${file}`, 'utf8')])), build);
  }
});

test('no object is too large for kubectl apply, which repeats it in an annotation of at most 256 KiB', () => {
  for (const [build, objects] of Object.entries(manifests)) {
    for (const object of objects) assert.ok(JSON.stringify(object).length < 250 * 1024, `${build}: ${object.metadata.name}`);
  }
});

test('ha: two replicas on different nodes, of which one can be away', () => {
  const deployment = only(manifests.ha, 'Deployment');
  assert.equal(deployment.spec.replicas, 2);
  assert.equal(budgetOf(deployment, manifests.ha).spec.maxUnavailable, 1);
  const [{ labelSelector, topologyKey }] = deployment.spec.template.spec.topologySpreadConstraints;
  assert.equal(topologyKey, 'kubernetes.io/hostname');
  assert.ok(selects(labelSelector.matchLabels, deployment.spec.template.metadata.labels));
});

test('sharded: no manager is in two shards', () => {
  const managers = ofKind(manifests.sharded, 'ConfigMap').filter(({ data }) => data['exporter.yml'])
    .flatMap(({ data }) => parse(data['exporter.yml']).managers);
  assert.ok(managers.length >= 2);
  for (const key of ['name', 'url']) assert.equal(new Set(managers.map((manager) => manager[key])).size, managers.length, key);
});

test('no object has a namespace, so that your overlay sets it', () => {
  for (const [build, objects] of Object.entries(manifests)) {
    const expected = build === 'mine' ? 'cckm' : undefined;
    for (const { metadata } of objects) assert.equal(metadata.namespace, expected, `${build}: ${metadata.name}`);
  }
});

test("README's overlay has its image, and HTTPS only to its managers", () => {
  const deployment = only(manifests.mine, 'Deployment');
  assert.equal(containerOf(deployment).image, 'registry.example.com/cckm_exporter:0.1.0');
  const [dns, https] = policyOf(deployment, manifests.mine).spec.egress;
  assert.equal(dns.to, undefined);
  assert.deepEqual(https.to, [{ ipBlock: { cidr: '192.0.2.10/32' } }]);
});

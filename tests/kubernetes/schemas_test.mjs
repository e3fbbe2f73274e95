// SPDX-License-Identifier: Apache-2.0
// Every object that kubectl builds is one that Kubernetes and Prometheus Operator accept.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifests, only } from './manifests.mjs';
import { typeErrors, validate } from './schemas.mjs';

const kAll = Object.entries(manifests);

for (const [build, objects] of kAll) {
  test(`${build}: every object is valid for its schema`, async () => {
    assert.ok(objects.length > 0);
    for (const object of objects) await validate(object);
  });
}

test('no object has an unknown field', () => {
  assert.deepEqual(typeErrors(kAll.flatMap(([, objects]) => objects)), []);
});

test('two objects of one build have different names', () => {
  for (const [build, objects] of kAll) {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    assert.equal(new Set(names).size, names.length, build);
  }
});

// Returns a copy of the base's object of a kind, with a change.
function changed(kind, change) {
  const object = structuredClone(only(manifests.base, kind));
  change(object);
  return object;
}

test('a value of a wrong type is found', async () => {
  const deployment = changed('Deployment', ({ spec }) => { spec.replicas = 'two'; });
  await assert.rejects(validate(deployment), /replicas must be integer/);
  const monitor = changed('ServiceMonitor', ({ spec }) => { spec.endpoints[0].interval = '1x'; });
  await assert.rejects(validate(monitor), /interval must match/);
});

test('an unknown field is found', () => {
  const misspelled = [
    changed('Deployment', ({ spec }) => { spec.template.spec.containers[0].securityContext.readOnlyRootFileSystem = true; }),
    changed('ServiceMonitor', ({ spec }) => { spec.endpoints[0].honorLabel = true; }),
    changed('NetworkPolicy', ({ spec }) => { spec.ingress[0].form = []; }),
  ];
  const errors = typeErrors(misspelled);
  assert.equal(errors.length, misspelled.length);
  for (const field of ['readOnlyRootFileSystem', 'honorLabel', 'form']) assert.match(errors.join(), new RegExp(`"${field}"`));
});

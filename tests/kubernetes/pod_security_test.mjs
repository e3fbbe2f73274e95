// SPDX-License-Identifier: Apache-2.0
// Each rule of pod_security.mjs holds for each pod template, and does not hold for its broken examples.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifests, only, podTemplates, withExporter } from './manifests.mjs';
import { kBaseline, kOwn, kRestricted } from './pod_security.mjs';

const kPolicies = { Baseline: kBaseline, Restricted: kRestricted, 'This project': kOwn };

for (const [policy, rules] of Object.entries(kPolicies)) {
  for (const { control, rule, holds, broken } of rules) {
    test(`${policy}, ${control}: ${rule}`, async (t) => {
      for (const [build, objects] of withExporter) {
        for (const { name, template } of podTemplates(objects)) {
          await t.test(`${build}: ${name}`, () => assert.ok(holds(template)));
        }
      }
      await t.test('a pod that breaks the rule is found', () => {
        assert.ok(broken.length > 0);
        for (const breaks of broken) {
          const pod = structuredClone(only(manifests.base, 'Deployment').spec.template);
          breaks(pod);
          assert.ok(!holds(pod), `not found: ${breaks}, ${JSON.stringify(pod)}`);
        }
      });
    });
  }
}

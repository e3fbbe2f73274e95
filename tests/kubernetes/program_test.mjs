// SPDX-License-Identifier: Apache-2.0
// The exporter itself with the arguments and the files of its pod. run.sh has a simulated CM for it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { manifests, ofKind, only, withExporter } from './manifests.mjs';
import { mount } from './mount.mjs';

const { EXPORTER: kExporter, FILES: kFiles } = process.env;

// Writes the files of the pod and returns the arguments of its program for them.
function argumentsOf(deployment, objects, folder, changes) {
  mount(deployment, objects, folder, changes);
  const [{ args, volumeMounts: [{ mountPath }] }] = deployment.spec.template.spec.containers;
  return args.map((argument) => argument.replace(mountPath, folder));
}

const newFolder = () => mkdtempSync(join(kFiles, 'pod-'));

function check(deployment, objects, changes) {
  return spawnSync(kExporter, [...argumentsOf(deployment, objects, newFolder(), changes), '--config.check'], { encoding: 'utf8' });
}

// Runs a test for each Deployment, with the other objects of its build.
function forEachExporter(title, run) {
  test(title, async (t) => {
    for (const [build, objects] of withExporter) {
      for (const deployment of ofKind(objects, 'Deployment')) {
        await t.test(`${build}: ${deployment.metadata.name}`, () => run(deployment, objects, build));
      }
    }
  });
}

forEachExporter('the exporter knows each flag of the pod', ({ spec }) => {
  const help = spawnSync(kExporter, ['--help'], { encoding: 'utf8' }).stdout;
  const [{ args }] = spec.template.spec.containers;
  assert.ok(args.length > 0);
  for (const argument of args) assert.match(help, new RegExp(`^ +${argument.replace(/=.*/, '').replaceAll('.', '\\.')}\\b`, 'm'));
});

forEachExporter('the exporter refuses the placeholder of the Secret, and says which key it is', (deployment, objects, build) => {
  const { status, stderr } = check(deployment, objects, build === 'mine' ? { password: '' } : {});
  assert.equal(status, 1);
  assert.match(stderr, /exporter\.yml:\d+:\d+: managers\[0\]\.auth\.password_file: \S*password: is empty/);
});

forEachExporter('the exporter accepts the configuration without a warning once the Secret has a password', (deployment, objects) => {
  const { status, stdout, stderr } = check(deployment, objects, { password: 'a password\n' });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /is valid/);
  assert.doesNotMatch(stderr, /level=(warn|error)/);
});

test('a Secret that every user could read is refused, so the mode of the volume counts', () => {
  const objects = structuredClone(manifests.base);
  const deployment = only(objects, 'Deployment');
  delete deployment.spec.template.spec.volumes[0].projected.defaultMode;
  const { status, stderr } = check(deployment, objects, { password: 'a password' });
  assert.equal(status, 1);
  assert.match(stderr, /password: can be read by every user/);
});

// Starts the exporter and waits until it listens. Resolves to its process and its address.
async function start(args) {
  const exporter = spawn(kExporter, [...args, '--web.listen-address=127.0.0.1:0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const log = [];
  for await (const line of createInterface({ input: exporter.stderr })) {
    log.push(line);
    const address = /msg=listening address=(\S+)/.exec(line);
    if (address) {
      exporter.stderr.resume();
      return { exporter, address: address[1] };
    }
  }
  throw new Error(log.join('\n'));
}

async function up(address) {
  const page = await (await fetch(`http://${address}/metrics`)).text();
  return /^cckm_up\{manager="production"\} (\d)$/m.exec(page)?.[1];
}

test("README's overlay reads CM, and uses a changed Secret without a restart", { timeout: 60000 }, async () => {
  const deployment = only(manifests.mine, 'Deployment');
  const folder = newFolder();
  const { exporter, address } = await start(argumentsOf(deployment, manifests.mine, folder, { password: 'an old password' }));
  try {
    assert.equal(await up(address), '0');
    mount(deployment, manifests.mine, folder);
    assert.equal(await up(address), '1');
    for (const probe of ['livenessProbe', 'readinessProbe']) {
      const { path } = deployment.spec.template.spec.containers[0][probe].httpGet;
      assert.equal((await fetch(`http://${address}${path}`)).status, 200, path);
    }
    assert.equal(exporter.exitCode, null);
  } finally {
    exporter.kill();
  }
});

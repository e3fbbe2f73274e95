// SPDX-License-Identifier: Apache-2.0
// Writes the volume of a pod as the kubelet does: the files are links into a folder with the time of the write, and
// one rename of the link ..data replaces all of them at once.
import { mkdirSync, mkdtempSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ofKind } from './manifests.mjs';

// Returns the content of each file of the volume: name to bytes.
function filesOf(volume, objects) {
  const named = (kind, { name }) => ofKind(objects, kind).find(({ metadata }) => metadata.name === name);
  return Object.assign({}, ...volume.projected.sources.map(({ configMap, secret }) => {
    if (configMap) return named('ConfigMap', configMap).data;
    const { data = {}, stringData = {} } = named('Secret', secret);
    return { ...Object.fromEntries(Object.entries(data).map(([name, text]) => [name, Buffer.from(text, 'base64')])), ...stringData };
  }));
}

// Writes the volume of the Deployment into `folder`, which can have an older state of it. `changes` replace files.
export function mount(deployment, objects, folder, changes = {}) {
  const [volume] = deployment.spec.template.spec.volumes;
  const files = { ...filesOf(volume, objects), ...changes };
  mkdirSync(folder, { recursive: true });
  const state = mkdtempSync(join(folder, '..state-'));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(state, name), content, { mode: volume.projected.defaultMode ?? 0o644 });
  }
  const next = join(folder, '..data_tmp');
  symlinkSync(basename(state), next);
  renameSync(next, join(folder, '..data'));
  for (const name of Object.keys(files)) {
    try {
      symlinkSync(join('..data', name), join(folder, name));
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

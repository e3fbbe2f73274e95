// SPDX-License-Identifier: Apache-2.0
// Reads the objects that kubectl has built of each folder of deploy/kubernetes.
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

// The folder of the files <name>.yaml that run.sh writes.
const kFolder = process.env.MANIFESTS;

export const readYaml = (path) => parse(readFileSync(path, 'utf8'));

// Each name of a built folder, and its objects. Throws if nothing was built.
export const manifests = Object.fromEntries(readdirSync(kFolder).sort().map((file) => [
  basename(file, '.yaml'),
  parseAllDocuments(readFileSync(join(kFolder, file), 'utf8')).map((document) => document.toJS()),
]));

// The builds with an exporter, as pairs of name and objects.
export const withExporter = Object.entries(manifests).filter(([, objects]) => ofKind(objects, 'Deployment').length > 0);

export function ofKind(objects, kind) {
  return objects.filter((object) => object.kind === kind);
}

// Returns the only object of a kind. Throws if there is another number of them.
export function only(objects, kind) {
  const found = ofKind(objects, kind);
  if (found.length !== 1) throw new Error(`${found.length} objects of the kind ${kind}`);
  return found[0];
}

// Returns each pod template of `objects` with the name of its object.
export function podTemplates(objects) {
  return objects.flatMap(({ kind, metadata, spec }) => {
    const template = kind === 'Pod' ? { metadata, spec } : spec?.jobTemplate?.spec.template ?? spec?.template;
    return template ? [{ name: `${kind} ${metadata.name}`, template }] : [];
  });
}

// Says whether `labels` have each label of `selector`.
export function selects(selector, labels) {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}

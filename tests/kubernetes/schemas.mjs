// SPDX-License-Identifier: Apache-2.0
// Holds objects against the schemas of Kubernetes and of Prometheus Operator. The JSON schemas accept unknown
// fields, so TypeScript compares the fields with the types of the same packages.
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

// Returns the npm module with the models of an apiVersion.
function moduleOf({ apiVersion }) {
  const operator = apiVersion.startsWith('monitoring.coreos.com/');
  return `${operator ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models'}/${apiVersion}`;
}

// Throws if the JSON schema of its kind rejects the object, or if there is no such kind.
export async function validate(object) {
  const models = await import(moduleOf(object));
  new models[object.kind](object).validate();
}

// Returns a message for each field that the type of its object does not have, or has with another type.
export function typeErrors(objects) {
  const path = fileURLToPath(new URL('objects.ts', import.meta.url));
  const source = objects.map((object, index) =>
    `const object${index}: import('${moduleOf(object)}').I${object.kind} = ${JSON.stringify(object, null, 1)};`).join('\n');
  const options = { noEmit: true, strict: true, skipLibCheck: true, types: [],
    module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16, target: ts.ScriptTarget.ES2022 };
  // The source is only in memory.
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, ...others) =>
    name === path ? ts.createSourceFile(name, source, options.target) : getSourceFile(name, ...others);
  return ts.getPreEmitDiagnostics(ts.createProgram([path], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

// SPDX-License-Identifier: Apache-2.0
// dashboards.mjs PROMETHEUS FOLDER: runs every transformation, unit and value mapping of the dashboards
// in FOLDER with Grafana's own library, on results of the Prometheus at that URL. Prints each problem,
// and exits with 1 if there is one.
import { createRequire } from 'node:module';
import { readFileSync, readdirSync } from 'node:fs';
import { JSDOM } from 'jsdom';
import { Prometheus } from '../preview/prometheus.mjs';

// The library reads these at its import.
const { window } = new JSDOM('', { url: 'http://localhost/' });
Object.assign(globalThis, { window, document: window.document, localStorage: window.localStorage });
globalThis.navigator ??= window.navigator;
const require = createRequire(import.meta.url);
const grafana = require('@grafana/data');
const { firstValueFrom } = require('rxjs');

const { FieldType } = grafana;
const kTheme = grafana.createTheme();
const kUnits = new Set(grafana.getValueFormats().flatMap(({ submenu }) => submenu.map(({ value }) => value)));
const kCustomUnit = /^(suffix|prefix|time|si|count|currency|bool):/;

const [url, folder] = process.argv.slice(2);
const prometheus = new Prometheus(url);
const now = Date.now() / 1000;
const scope = { from: now - 60, to: now, step: 1 };
const problems = [];
const counts = { panels: 0, transformations: 0, values: 0, mapped: 0 };

// The library has some transformations under two names.
const transformers = new Map(Object.values(grafana.standardTransformers).map((one) => [one.id, one]));
grafana.standardTransformersRegistry.setInit(() =>
  [...transformers.values()].map((transformation) => ({
    id: transformation.id, name: transformation.name, transformation, editor: () => null })));

// Replaces Grafana's variables by the choice "All" and by the times of `scope`.
function interpolate(expr) {
  const builtIn = { __rate_interval: '4s', __range: '60s', __interval: '1s' };
  return expr.replace(/\$\{?(\w+)\}?/g, (whole, name) => builtIn[name] ?? '.*');
}

// Returns the frames that Grafana's Prometheus data source makes of a result.
function framesOf(target, series, alone) {
  const value = (values) => values.map(([, text]) => Number(text));
  if (target.format !== 'table') {
    return series.map(({ metric, values }) => grafana.toDataFrame({ refId: target.refId, fields: [
      { name: 'Time', type: FieldType.time, values: values.map(([time]) => time * 1000) },
      { name: 'Value', type: FieldType.number, values: value(values), labels: metric,
        config: target.legendFormat ? { displayNameFromDS: grafana.renderLegendFormat(target.legendFormat, metric) } : {} }] }));
  }
  const labels = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  return [grafana.toDataFrame({ refId: target.refId, fields: [
    { name: 'Time', type: FieldType.time, values: series.map(({ values }) => values.at(-1)[0] * 1000) },
    ...labels.map((name) => ({ name, type: FieldType.string, values: series.map(({ metric }) => metric[name] ?? '') })),
    { name: alone ? 'Value' : `Value #${target.refId}`, type: FieldType.number, values: series.map(({ values }) => value(values).at(-1)) }] })];
}

// Returns the configuration of a field: the defaults, then each override whose matcher fits.
function configOf(panel, field, frame, frames) {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const config = { ...field.config, ...defaults };
  for (const { matcher, properties } of overrides) {
    if (!grafana.fieldMatchers.get(matcher.id).get(matcher.options)(field, frame, frames)) continue;
    for (const { id, value } of properties) config[id] = value;
  }
  return config;
}

// Checks how Grafana shows each value of a field.
function checkField(place, panel, field, frame, frames) {
  const config = configOf(panel, field, frame, frames);
  const unit = config.unit ?? '';
  if (unit && !kUnits.has(unit) && !kCustomUnit.test(unit)) problems.push(`${place}: Grafana does not know the unit ${unit}`);
  const display = grafana.getDisplayProcessor({ field: { ...field, config }, theme: kTheme, timeZone: 'utc' });
  const byValue = (config.mappings ?? []).filter(({ type }) => type === 'value');
  for (const value of field.values) {
    if (value === null || value === undefined || Number.isNaN(value)) continue;
    counts.values += 1;
    const shown = display(value);
    const text = grafana.formattedValueToString(shown);
    if (/undefined|NaN|\[object|Invalid/.test(text)) problems.push(`${place}: ${value} is shown as ${text}`);
    if (!byValue.length || field.type !== FieldType.number) continue;
    counts.mapped += 1;
    if (!byValue.some(({ options }) => String(value) in options)) problems.push(`${place}: ${value} has no mapping`);
    else if (!byValue.some(({ options }) => (options[value]?.text ?? shown.text) === shown.text)) problems.push(`${place}: ${value} is not mapped but shown as ${text}`);
  }
}

// Checks that the columns that a panel names exist and that those it hides are gone.
function checkColumns(place, panel, before, frames) {
  const sources = new Set(before.flatMap(({ fields }) => fields.map(({ name }) => name)));
  const shown = new Set(frames.flatMap((frame) => frame.fields.map((field) => grafana.getFieldDisplayName(field, frame, frames))));
  for (const { id, options } of panel.transformations) {
    if (id !== 'organize') continue;
    for (const [from, to] of Object.entries(options.renameByName)) {
      if (/^Value #/.test(from) && !sources.has(from)) problems.push(`${place}: renames ${from}, which no query returns`);
      if (sources.has(from) && !shown.has(to)) problems.push(`${place}: the column ${to} is missing`);
    }
    for (const name of Object.keys(options.excludeByName)) {
      if (shown.has(name)) problems.push(`${place}: the column ${name} is not hidden`);
    }
  }
}

async function checkPanel(place, panel) {
  counts.panels += 1;
  const frames = (await Promise.all(panel.targets.map(async (target) => {
    const expr = interpolate(target.expr);
    const series = target.instant ? await prometheus.query(expr, scope.to) : await prometheus.range(expr, scope);
    return framesOf(target, series, panel.targets.length === 1);
  }))).flat();
  const transformations = panel.transformations ?? [];
  const unknown = transformations.filter(({ id }) => !grafana.standardTransformersRegistry.getIfExists(id));
  for (const { id } of unknown) problems.push(`${place}: Grafana has no transformation ${id}`);
  if (unknown.length) return;
  counts.transformations += transformations.length;
  const result = await firstValueFrom(grafana.transformDataFrame(transformations, frames));
  if (transformations.length) {
    if (result.length !== 1) problems.push(`${place}: the transformations return ${result.length} frames`);
    if (!result[0]?.length) problems.push(`${place}: the transformations return no row`);
    checkColumns(place, panel, frames, result);
  }
  for (const frame of result) {
    for (const field of frame.fields) {
      const name = grafana.getFieldDisplayName(field, frame, result);
      if (!name) problems.push(`${place}: a series without a name`);
      if (field.type !== FieldType.time) checkField(`${place} / ${name}`, panel, field, frame, result);
    }
  }
}

for (const file of readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
  const dashboard = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
  for (const panel of dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])])) {
    if (panel.targets) await checkPanel(`${file} / ${panel.title}`, panel);
  }
}
for (const problem of new Set(problems)) console.log(problem);
console.log(`${counts.panels} panels, ${counts.transformations} transformations, ${counts.values} values, ${counts.mapped} of them mapped`);
process.exit(problems.length || !counts.mapped ? 1 : 0);

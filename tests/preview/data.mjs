// SPDX-License-Identifier: Apache-2.0
// Fetches the series of a panel. Makes the rows of a table by Grafana's transformations `merge`,
// `organize` and `groupingToMatrix`.

function interpolate(expr, { from, to, step, scrape, variables }) {
  const builtIn = { __rate_interval: `${Math.max(step + scrape, 4 * scrape)}s`, __range: `${to - from}s`, __interval: `${step}s` };
  return expr.replace(/\$\{?(\w+)\}?/g, (whole, name) => builtIn[name] ?? (variables.includes(name) ? '.*' : whole));
}

function legend(format, metric) {
  return format ? format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => metric[label] ?? '').trim() : JSON.stringify(metric);
}

// Returns [{refId, name, labels, points: [[time, number], ...]}].
export async function fetchSeries(panel, prometheus, scope) {
  const results = panel.targets.map(async (target) => {
    const expr = interpolate(target.expr, scope);
    const result = target.instant ? await prometheus.query(expr, scope.to) : await prometheus.range(expr, scope);
    return result.map(({ metric, values }) => ({
      refId: target.refId,
      name: legend(target.legendFormat, metric),
      labels: metric,
      points: values.map(([time, value]) => [time, Number(value)]),
    }));
  });
  return (await Promise.all(results)).flat();
}

// Returns [{time, color}] of the events of all enabled annotations, with the begin of each event.
export async function annotationTimes(annotations, prometheus, scope) {
  const found = annotations.filter(({ enable }) => enable).map(async ({ expr, iconColor, useValueForTime }) => {
    const series = await prometheus.range(interpolate(expr, scope), scope);
    const times = series.flatMap(({ values }) => useValueForTime ? values.map(([, ms]) => ms / 1000) : [values[0][0]]);
    return [...new Set(times)].filter((time) => time > scope.from).map((time) => ({ time, color: iconColor }));
  });
  return (await Promise.all(found)).flat();
}

function frameOf(series, refId, alone) {
  const labels = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))].sort();
  return series.map((one) => ({
    Time: 0,
    ...Object.fromEntries(labels.map((label) => [label, one.labels[label] ?? ''])),
    [alone ? 'Value' : `Value #${refId}`]: one.points.at(-1)[1],
  }));
}

function merge(frames) {
  const rows = [];
  const fits = (row) => (other) => Object.keys(row).every((key) => !(key in other) || other[key] === row[key]);
  for (const row of frames.flat()) {
    const same = rows.find(fits(row));
    same ? Object.assign(same, row) : rows.push({ ...row });
  }
  return { rows, columns: columnsOf(rows) };
}

function columnsOf(rows) {
  return [...new Set(rows.flatMap(Object.keys))].map((name) => ({ name, title: name }));
}

function organize({ rows, columns }, { excludeByName, indexByName, renameByName }) {
  const kept = columns.filter(({ name }) => !excludeByName[name]);
  kept.sort((a, b) => (indexByName[a.name] ?? 99) - (indexByName[b.name] ?? 99));
  return { rows, columns: kept.map(({ name }) => ({ name, title: renameByName[name] ?? name })) };
}

function matrix({ rows }, { rowField, columnField, valueField }) {
  const corner = `${rowField}\\${columnField}`;
  const lines = new Map(rows.map((row) => [row[rowField], { [corner]: row[rowField] }]));
  for (const row of rows) lines.get(row[rowField])[row[columnField]] = row[valueField];
  return { rows: [...lines.values()], columns: columnsOf([...lines.values()]) };
}

const kTransformations = { organize, groupingToMatrix: matrix, merge: (table) => table };

// Returns {rows: [{column name: value}], columns: [{name, title}]}.
export function tableOf(panel, series) {
  const alone = panel.targets.length === 1;
  const frames = panel.targets.map(({ refId }) => frameOf(series.filter((one) => one.refId === refId), refId, alone));
  return (panel.transformations ?? []).reduce((table, { id, options }) => kTransformations[id](table, options), merge(frames));
}

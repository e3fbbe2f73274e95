// SPDX-License-Identifier: Apache-2.0
// Draws series as HTML, by one function for each type of panel.
import * as echarts from 'echarts';

import { tableOf } from './data.mjs';
import { color, colorOf, escape, fieldConfig, paletteColor, textOf } from './format.mjs';

const configOf = (panel, { name, refId }) => fieldConfig(panel, name, refId);
const legendEntry = (hue, name) => `<span><u style="background:${hue}"></u>${escape(name)}</span>`;
const last = ({ points }) => points.at(-1)[1];

function stat(panel, series) {
  const withName = panel.options.textMode === 'value_and_name' || series.length > 1;
  const tiles = series.map((one) => {
    const config = configOf(panel, one);
    const name = withName ? escape(one.name) : '';
    return `<div style="background:${colorOf(last(one), config)}">${name}<b>${escape(textOf(last(one), config))}</b></div>`;
  });
  return `<div class="tiles ${withName ? 'named' : ''}">${tiles.join('')}</div>`;
}

function bargauge(panel, series) {
  const most = panel.fieldConfig.defaults.max ?? Math.max(...series.map(last));
  const bars = series.map((one) => {
    const config = configOf(panel, one);
    const share = Math.min(100, 100 * last(one) / most), hue = colorOf(last(one), config);
    return `<tr><td>${escape(one.name)}</td><td class="bar"><div><div style="width:${share}%;background:${hue}"></div></div></td>
      <td style="color:${hue}">${escape(textOf(last(one), config))}</td></tr>`;
  });
  return `<table class="bars">${bars.join('')}</table>`;
}

function cell(value, config) {
  const text = escape(textOf(value, config)), { type } = config.custom.cellOptions ?? {};
  if (type === 'gauge' && typeof value === 'number')
    return `<td><div class="gauge"><div style="width:${100 * value / config.max}%;background:${colorOf(value, config)}"></div></div>${text}</td>`;
  const style = { 'color-background': `background:${colorOf(value, config)};color:#111`, 'color-text': `color:${colorOf(value, config)}` }[type];
  const hasValue = typeof value === 'number' || config.mappings && value;
  return `<td class="${config.links ? 'link' : ''}" style="${hasValue ? style ?? '' : ''}">${text}</td>`;
}

function sorted({ rows, columns }, [by] = []) {
  const column = columns.find(({ title }) => title === by?.displayName);
  if (!column) return rows;
  const value = (row) => row[column.name] ?? -Infinity;
  return [...rows].sort((a, b) => (value(a) > value(b) ? 1 : value(a) < value(b) ? -1 : 0) * (by.desc ? -1 : 1));
}

function table(panel, series) {
  const content = tableOf(panel, series);
  const fields = content.columns.map(({ name, title }) => ({ name, config: fieldConfig(panel, name, title), title }));
  const head = fields.map(({ title, config }) => `<th style="width:${config.custom.width ?? ''}px">${escape(config.displayName ?? title)}</th>`);
  const body = sorted(content, panel.options.sortBy).map((row) => `<tr>${fields.map(({ name, config }) => cell(row[name], config)).join('')}</tr>`);
  return `<table class="rows"><tr>${head.join('')}</tr>${body.join('')}</table>`;
}

// Returns the spans of samples. With `merge`, adjacent equal samples are one span.
function spansOf(points, step, merge) {
  const spans = [];
  for (const [time, value] of points) {
    const before = spans.at(-1);
    if (merge && before?.value === value && time - before.to < step / 2) before.to = time + step;
    else spans.push({ from: time, to: time + step, value });
  }
  return spans;
}

// Returns the texts of the values that are seen, or the thresholds of a panel without texts.
function timelineLegend({ mappings, thresholds }, seen) {
  if (mappings) {
    const entries = Object.entries(mappings[0].options).filter(([value]) => seen.has(value));
    return entries.map(([, entry]) => legendEntry(color(entry.color), entry.text));
  }
  const [lowest, ...steps] = thresholds.steps;
  return [legendEntry(color(lowest.color), `< ${steps[0].value}`), ...steps.map((step) => legendEntry(color(step.color), `${step.value}+`))];
}

function timeline(panel, series, { from, to, step }) {
  const merge = panel.type === 'state-timeline', at = (time) => 100 * (time - from) / (to + step - from);
  const lines = series.map((one) => {
    const config = configOf(panel, one);
    const spans = spansOf(one.points, step, merge).map((span) => `<div style="left:${at(span.from)}%;width:calc(${at(span.to) - at(span.from)}%
      - ${merge ? 0 : 1}px);background:${colorOf(span.value, config)}">${merge ? escape(textOf(span.value, config)) : ''}</div>`);
    return `<tr><td>${escape(one.name)}</td><td class="line"><div>${spans.join('')}</div></td></tr>`;
  });
  const seen = new Set(series.flatMap(({ points }) => points.map(([, value]) => String(value))));
  const legend = timelineLegend(panel.fieldConfig.defaults, seen);
  const hours = [0, 1, 2, 3, 4, 5, 6].map((part) => `<span>${new Date(1000 * (from + (to - from) * part / 6)).toISOString().slice(11, 16)}</span>`);
  return `<table class="lines">${lines.join('')}<tr class="hours"><td></td><td><div>${hours.join('')}</div></td></tr></table><div class="legend">${legend.join('')}</div>`;
}

function thresholdLines({ thresholds, custom }) {
  if (!custom?.thresholdsStyle) return [];
  return thresholds.steps.filter(({ value, color: name }) => value !== null && name !== 'transparent')
    .map(({ value, color: name }) => ({ yAxis: value, lineStyle: { color: color(name), type: 'dashed' } }));
}

// Returns all times of a chart. Stacked lines need the same times.
function commonTimes(series, step) {
  const times = series.flatMap(({ points }) => points.map(([time]) => time)), all = [];
  for (let time = Math.min(...times); time <= Math.max(...times); time += step) all.push(time);
  return all;
}

function chartSeries(panel, one, index, times) {
  const { color: hue, custom } = configOf(panel, one);
  const drawn = hue.mode === 'fixed' ? color(hue.fixedColor) : paletteColor(index);
  const known = new Map(one.points.map(([time, value]) => [time, value]));
  return {
    name: one.name, type: custom.drawStyle === 'bars' ? 'bar' : 'line', symbol: 'none', color: drawn, stack: custom.stacking && 'all',
    data: times.map((time) => [time * 1000, known.get(time) ?? (custom.stacking ? 0 : null)]),
    lineStyle: { width: 1.5, type: custom.lineStyle?.fill === 'dash' ? 'dashed' : 'solid' }, areaStyle: { opacity: (custom.fillOpacity ?? 0) / 100 },
  };
}

const kCalcs = {
  lastNotNull: (values) => values.at(-1), max: (values) => Math.max(...values),
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
};

function chartLegend(panel, series, drawn) {
  const { calcs } = panel.options.legend, { defaults } = panel.fieldConfig;
  const entry = (one, index) => legendEntry(drawn[index].color, one.name);
  if (calcs.length === 0) return `<div class="legend">${series.map(entry).join('')}</div>`;
  const cells = ({ points }) => calcs.map((calc) => `<td>${escape(textOf(kCalcs[calc](points.map(([, value]) => value)), defaults))}</td>`);
  const rows = series.map((one, index) => `<tr><td class="legend">${entry(one, index)}</td>${cells(one).join('')}</tr>`);
  return `<table class="calcs"><tr><th></th>${calcs.map((calc) => `<th>${calc}</th>`).join('')}</tr>${rows.join('')}</table>`;
}

function timeseries(panel, series, scope, size, notes) {
  const { defaults } = panel.fieldConfig, right = panel.options.legend.placement === 'right';
  const { width, height } = { width: size.width - (right ? 420 : 0), height: size.height - (right ? 0 : 26) };
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  const times = commonTimes(series, scope.step);
  const drawn = series.map((one, index) => chartSeries(panel, one, index, times));
  const events = notes.map(({ time, color: name }) => ({ xAxis: time * 1000, lineStyle: { color: color(name), type: 'dotted' } }));
  drawn[0].markLine = { symbol: 'none', label: { show: false }, data: [...events, ...thresholdLines(defaults)] };
  chart.setOption({
    animation: false, useUTC: true, series: drawn, textStyle: { fontFamily: 'sans-serif' },
    grid: { left: 8, top: 8, right: 16, bottom: 4, containLabel: true },
    xAxis: { type: 'time', min: scope.from * 1000, max: scope.to * 1000, axisLabel: { color: '#999', hideOverlap: true } },
    yAxis: { type: 'value', min: defaults.min, max: defaults.max, minInterval: defaults.decimals === 0 ? 1 : 0, splitLine: { lineStyle: { color: '#2a2d33' } }, axisLabel: { color: '#999', formatter: (value) => textOf(value, defaults) } },
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `<div class="${right ? 'beside' : ''}">${svg}${chartLegend(panel, series, drawn)}</div>`;
}

const kTypes = { stat, bargauge, table, timeseries, 'state-timeline': timeline, 'status-history': timeline };

export function drawPanel(panel, series, scope, size, notes) {
  if (series.length === 0) return `<p class="empty">${escape(panel.fieldConfig.defaults.noValue ?? 'No data')}</p>`;
  return kTypes[panel.type](panel, series, scope, size, notes);
}

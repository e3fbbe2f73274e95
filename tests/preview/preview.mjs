// SPDX-License-Identifier: Apache-2.0
// Draws each dashboard from its own JSON and a live Prometheus into a PNG file, by headless Chromium.
// It is similar to Grafana in layout and texts, so developers can look at dashboards without Grafana.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { annotationTimes, fetchSeries } from './data.mjs';
import { escape } from './format.mjs';
import { drawPanel } from './panels.mjs';
import { Prometheus, seconds } from './prometheus.mjs';

const kHere = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const kWidth = 1600, kRow = 38, kGap = 8, kHead = 64;

const { values: flags } = parseArgs({
  options: {
    prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
    dashboards: { type: 'string', default: resolve(kHere, '../../dashboards/grafana') },
    out: { type: 'string', default: resolve(kHere, '../../build/preview') },
    range: { type: 'string' },  // such as 30m; default: the dashboard's own, limited to existing data
    chromium: { type: 'string', default: 'chromium' },
  },
});

async function timeOf(dashboard, prometheus) {
  const to = Math.floor(Date.now() / 1000);
  if (flags.range) return { from: to - seconds(flags.range), to };
  const wanted = to - seconds(dashboard.time.from.replace('now-', ''));
  return { from: Math.max(wanted, await prometheus.firstSample()), to };
}

// Returns the parameters of all queries of a dashboard: time range, scrape interval and variables.
async function scopeOf(dashboard, prometheus) {
  const time = await timeOf(dashboard, prometheus);
  const scrape = await prometheus.scrapeInterval();
  return { ...time, scrape, variables: dashboard.templating.list.map(({ name }) => name) };
}

function withStep(scope, points = 300) {
  return { ...scope, step: Math.max(scope.scrape, Math.ceil((scope.to - scope.from) / points)) };
}

function place({ x, y, w, h }) {
  const column = (kWidth - kGap) / 24;
  return { left: kGap + x * column, top: kHead + y * kRow, width: w * column - kGap, height: h * kRow - kGap };
}

async function panelHtml(panel, prometheus, common, notes) {
  const scope = withStep(common, panel.maxDataPoints);
  const box = place(panel.gridPos);
  const style = Object.entries(box).map(([key, value]) => `${key}:${value}px`).join(';');
  if (panel.type === 'row') return `<h2 style="${style}">⌄ ${escape(panel.title)}</h2>`;
  const series = await fetchSeries(panel, prometheus, scope);
  const body = drawPanel(panel, series, scope, { width: box.width - 16, height: box.height - 36 }, notes);
  return `<section style="${style}"><h3>${escape(panel.title)} <i>i</i></h3><div class="body">${body}</div></section>`;
}

async function dashboardHtml(dashboard, prometheus) {
  const scope = await scopeOf(dashboard, prometheus);
  const notes = await annotationTimes(dashboard.annotations.list, prometheus, withStep(scope));
  const panels = [];
  for (const panel of dashboard.panels) panels.push(await panelHtml(panel, prometheus, scope, notes));
  const choice = dashboard.templating.list.filter(({ type }) => type === 'query')
    .map(({ label }) => `<span>${escape(label)} <b>All</b></span>`).join('');
  return `<!doctype html><meta charset="utf-8"><style>${readFileSync(join(kHere, 'preview.css'))}</style>
    <header><h1>${escape(dashboard.title)}</h1>${choice}<em>A preview drawn by tests/preview, not Grafana</em></header>
    ${panels.join('\n')}`;
}

function heightOf(dashboard) {
  return kHead + kGap + kRow * Math.max(...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
}

function takePicture(html, png, height) {
  const profile = mkdtempSync(join(tmpdir(), 'cckm-preview-'));
  try {
    execFileSync(flags.chromium, ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars',
      `--user-data-dir=${profile}`, `--window-size=${kWidth},${height}`, `--screenshot=${png}`, `file://${html}`],
    { stdio: 'pipe' });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

const prometheus = new Prometheus(flags.prometheus);
mkdirSync(flags.out, { recursive: true });
for (const file of readdirSync(flags.dashboards).filter((name) => name.endsWith('.json'))) {
  const dashboard = JSON.parse(readFileSync(join(flags.dashboards, file)));
  const html = resolve(flags.out, `${basename(file, '.json')}.html`);
  const png = html.replace(/html$/, 'png');
  writeFileSync(html, await dashboardHtml(dashboard, prometheus));
  takePicture(html, png, heightOf(dashboard));
  console.log(png);
}

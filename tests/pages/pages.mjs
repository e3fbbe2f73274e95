// SPDX-License-Identifier: Apache-2.0
// Looks at the pages of a real exporter in headless Chromium: accessibility by axe-core, the width of
// a phone, hostile texts, links, and pictures of each scene.
// Writes pictures of whole pages into build/pages, and of what the window shows into build/pages/window.
// The latter are small enough for the documentation.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

import { chromium } from 'playwright-core';

import { startSimulator } from './program.mjs';
import { kHostile, kScenes } from './scenes.mjs';

const kHere = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kDesk = { width: 1280, height: 900 }, kPhone = { width: 360, height: 740 };

const kOut = resolve(kHere, '../../build/pages');
mkdirSync(kOut, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

// Calls `look` with the URL of an exporter in a scene.
async function inScene(name, look) {
  const folder = mkdtempSync(join(tmpdir(), 'cckm-pages-'));
  const cm = await startSimulator(folder);
  try {
    const exporter = await kScenes[name]({ folder, cm });
    try {
      await look(exporter.url);
    } finally {
      await exporter.stop();
    }
  } finally {
    await cm.stop();
    rmSync(folder, { recursive: true });
  }
}

// Calls `look` with a page of the browser. Fails if the page logs an error, such as a violation of the
// content security policy.
async function open(url, { viewport = kDesk, colorScheme = 'light', media = 'screen' }, look) {
  // axe-core is a script, so only this test needs the policy off.
  const context = await browser.newContext({ viewport, colorScheme, bypassCSP: true });
  try {
    const page = await context.newPage();
    const errors = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.emulateMedia({ media });
    const response = await page.goto(url);
    await look(page, response);
    assert.deepEqual(errors, []);
  } finally {
    await context.close();
  }
}

async function checkAccessibility(page) {
  await page.evaluate(kAxe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`), []);
}

async function checkWidth(page) {
  const [wide, visible] = await page.evaluate(() => {
    const root = globalThis.document.documentElement;
    return [root.scrollWidth, root.clientWidth];
  });
  assert.ok(wide <= visible, `the page is ${wide} px wide in a window of ${visible} px`);
}

async function takePictures(page, name) {
  await page.screenshot({ path: join(kOut, 'window', `${name}.png`) });
  await page.screenshot({ path: join(kOut, `${name}.png`), fullPage: true });
}

const kForms = [
  { form: 'desk', viewport: kDesk },
  { form: 'dark', viewport: kDesk, colorScheme: 'dark' },
  { form: 'phone', viewport: kPhone },
  { form: 'print', viewport: { width: 794, height: 1123 }, media: 'print' },
];

// Looks at a page in all forms.
async function lookAtAllForms(url, name) {
  for (const { form, ...how } of kForms) {
    await open(url, how, async (page) => {
      if (name !== 'runbooks') await takePictures(page, `${name}-${form}`);  // too long for a picture
      await checkWidth(page);
      await checkAccessibility(page);
    });
  }
}

for (const scene of Object.keys(kScenes)) {
  test(`${scene}: the pages are accessible and fit their windows`, () => inScene(scene, async (url) => {
    await lookAtAllForms(url, scene);
    const jobs = await (await fetch(url)).text();
    const job = /<tbody[^>]*>\s*<tr[^>]*><th[^>]*><a href="(jobs\/[^"]*)"/.exec(jobs);
    if (job) await lookAtAllForms(`${url}/${job[1]}`, `${scene}-job`);
  }));
}

test('the runbooks are accessible, and an alert has its anchor', () => inScene('empty', async (url) => {
  await lookAtAllForms(`${url}/runbooks`, 'runbooks');
  await open(`${url}/runbooks#cckmtlserrors`, {}, async (page) => {
    assert.equal(await page.locator(':target').textContent(), 'CckmTlsErrors');
  });
}));

test('hostile texts change nothing around them', () => inScene('hostile', async (url) => {
  await open(url, {}, async (page) => {
    assert.equal(await page.locator('script').count(), 0);
    assert.match(await page.title(), /CCKM exporter$/);
    await page.getByRole('row').getByRole('link', { name: 'office' }).first().click();
    assert.equal(await page.locator('script').count(), 0);
    const names = await page.locator('[aria-labelledby=regions] tbody bdi').allTextContents();
    assert.deepEqual(names.filter((name) => name.length < 200).sort(),
      [kHostile.script, kHostile.rightToLeft, kHostile.quotes].sort());
    assert.equal(names.filter((name) => name.startsWith('xxx')).length, 1);
    assert.equal(await page.locator('main > section').count(), 3);
    assert.equal(await page.locator('footer').count(), 1);
  });
}));

test('every link of the status page leads somewhere, also with a slash in a name', () => inScene('failing', async (url) => {
  await open(url, {}, async (page) => {
    const links = new Set(await page.locator('a').evaluateAll((all) => all.map((link) => link.href)));
    assert.ok([...links].some((link) => link.includes('a%2Fb')));
    for (const link of links) assert.equal((await fetch(link)).status, 200, link);
  });
}));

test('the stylesheet is loaded under the policy of the pages, and a script would not be', () => inScene('empty', async (url) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const response = await page.goto(url);
  assert.equal(response.headers()['content-security-policy'], "default-src 'none'; style-src 'self'; img-src 'self'");
  assert.equal(await page.locator('header').evaluate((header) => globalThis.getComputedStyle(header).display), 'flex');
  await assert.rejects(page.addScriptTag({ content: 'document.title = "broken"' }));
  await context.close();
}));

test.after(() => browser.close());

// SPDX-License-Identifier: Apache-2.0
// The scenes that the pages are looked at in. Each is an exporter that has been scraped.
import { startExporter } from './program.mjs';

const kDeadPort = 'https://127.0.0.1:1';  // nothing listens there

function manager(name, url, more) {
  return `  - name: "${name}"
    url: ${url}
    auth: {username: cckm-exporter, password_file: password}
    tls_config: {ca_file: ca.pem, server_name: web.keysecure.local}
${more}`;
}

const kAll = '    discover: all\n';
const kWell = `    discover:
      - {cloud: aws, containers: [production, archive]}
      - {cloud: azure}
      - {cloud: google}
`;
const kByIds = `    jobs:
      - {id: 0ea5d52e-387c-44fa-b079-21c8b768f77b, name: nightly-worldwide}
      - {id: afef70ff-311e-46c1-8ead-e1999e8c6d46, name: "a/b ?&#%\\"'<i>"}
`;

// A run in the place of a sample job: texts that CM could send to break a page.
export const kHostile = {
  script: '<script>document.title = "broken"</script>',
  long: 'x'.repeat(300),
  rightToLeft: 'eu\u202Etser \u05D0\u05D1\u05D2',
  quotes: `"' onmouseover='document.title="broken"`,
};
function hostileRun() {
  const state = {};
  for (const text of Object.values(kHostile)) state[text] = 'failed: AccessDenied';
  return {
    id: '5d1f7d2e-64f9-4c0a-9f2b-1f3c2a7f4b11', createdAt: '2026-01-02T03:04:05Z', updatedAt: '2026-01-02T03:05:05Z',
    completed_at: '2026-01-02T03:05:05Z', overall_status: 'failed', synchronize_all: false,
    key_vaults: Object.values(kHostile), detailed_status: state, uri: 'x', account: 'x', application: 'x',
  };
}

async function scraped(folder, managers, times = 1) {
  const exporter = await startExporter(folder, `managers:\n${managers.join('')}`);
  for (let i = 0; i < times; ++i) await exporter.scrape();
  return exporter;
}

export const kScenes = {
  empty: ({ folder, cm }) => startExporter(folder, `managers:\n${manager('production', cm.url, kAll)}`),
  healthy: ({ folder, cm }) => scraped(folder, [manager('production', cm.url, kWell)], 3),
  failing: ({ folder, cm }) => scraped(folder, [manager('production', cm.url, kAll + kByIds)], 5),
  down: ({ folder, cm }) => scraped(folder, [manager('frankfurt', cm.url, kWell),
    manager('singapore', kDeadPort, kByIds)], 2),
  hostile: async ({ folder, cm }) => {
    await cm.order('/faults', { kind: 'job', job_id: '5d1f7d2e-64f9-4c0a-9f2b-1f3c2a7f4b11', body: hostileRun() });
    return scraped(folder, [manager('\u202Ehostile </a>', cm.url,
      '    jobs: [{id: 5d1f7d2e-64f9-4c0a-9f2b-1f3c2a7f4b11, name: "<b>\u202Eoffice", cloud: azure}]\n')]);
  },
};

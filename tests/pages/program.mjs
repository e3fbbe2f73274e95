// SPDX-License-Identifier: Apache-2.0
// Programs of the build folder as processes: the simulated CM and the exporter.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const kBuild = process.env.BUILD ?? resolve(import.meta.dirname ?? '.', '../../build');
const kPatience = 20000;  // ms, until a program says that it is ready

// Starts a program. Resolves when its output matches `ready`, with the match.
export function start(name, args, ready) {
  const child = spawn(join(kBuild, name), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  return new Promise((done, failed) => {
    const fail = () => failed(new Error(`${name} did not start:\n${output}`));
    const timer = setTimeout(fail, kPatience);
    const read = (text) => {
      output += text;
      const match = ready.exec(output);
      if (!match) return;
      clearTimeout(timer);
      done({ match, stop: () => new Promise((ended) => { child.once('exit', ended); child.kill('SIGTERM'); }) });
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('exit', fail);
  });
}

// A simulated CM. `order` sends an order to its control interface.
export async function startSimulator(folder) {
  const { match, stop } = await start('cckm_simulator', ['--control-listen', '127.0.0.1:0',
    '--ca-file', join(folder, 'ca.pem'), '--address-file', join(folder, 'address')],
  /control interface: (http:\/\/[0-9.:]+)/);
  writeFileSync(join(folder, 'password'), 'simulated-password\n', { mode: 0o600 });
  const order = async (path, body, method = 'POST') => {
    const response = await fetch(match[1] + path, { method, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${response.status}`);
  };
  return { url: readFileSync(join(folder, 'address'), 'utf8').trim(), order, stop };
}

// An exporter with the managers of `yaml`, lines of a configuration.
export async function startExporter(folder, yaml) {
  const file = join(folder, 'exporter.yml');
  writeFileSync(file, yaml);
  const { match, stop } = await start('cckm_exporter',
    ['--config.file', file, '--web.listen-address', '127.0.0.1:0'], /msg=listening address=([0-9.:]+)/);
  const url = `http://${match[1]}`;
  return { url, stop, scrape: async () => (await fetch(`${url}/metrics`)).text() };
}

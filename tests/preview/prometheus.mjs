// SPDX-License-Identifier: Apache-2.0
// Queries Prometheus' HTTP API. Times are Unix seconds.

const kUnits = { s: 1, m: 60, h: 3600, d: 86400, w: 604800 };

// Returns the seconds of a duration such as 30m or 1m30s.
export function seconds(text) {
  return [...text.matchAll(/(\d+)([smhdw])/g)].reduce((sum, [, count, unit]) => sum + count * kUnits[unit], 0);
}

export class Prometheus {
  constructor(url) {
    this.api = `${url.replace(/\/$/, '')}/api/v1/`;
  }

  async #get(path, parameters) {
    const body = parameters && new URLSearchParams(parameters);
    const response = await fetch(this.api + path, body ? { method: 'POST', body } : {});
    const result = await response.json();
    if (result.status !== 'success') throw new Error(`${result.error}\nin: ${parameters?.query}`);
    return result.data;
  }

  // Returns [{metric, values: [[time, text], ...]}]. An instant query has one value for each series.
  async query(query, time) {
    const { result } = await this.#get('query', { query, time });
    return result.map(({ metric, value }) => ({ metric, values: [value] }));
  }

  async range(query, { from, to, step }) {
    const start = Math.floor(from / step) * step;
    return (await this.#get('query_range', { query, start, end: to, step })).result;
  }

  async firstSample() {
    return Math.floor((await this.#get('status/tsdb')).headStats.minTime / 1000);
  }

  async scrapeInterval() {
    const { activeTargets } = await this.#get('targets?state=active');
    return Math.min(60, ...activeTargets.map(({ scrapeInterval }) => seconds(scrapeInterval)));
  }
}

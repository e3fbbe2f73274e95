// SPDX-License-Identifier: Apache-2.0
// Formats a value by its field's configuration: text and colour.

const kColors = {
  green: '#73bf69', red: '#f2495c', orange: '#ff9830', yellow: '#fade2a', blue: '#5794f2', purple: '#b877d9',
  'light-red': '#ff7383', 'dark-red': '#c4162a', text: '#ccccdc', transparent: 'transparent',
};
const kPalette = ['#73bf69', '#f2cc0c', '#8ab8ff', '#ff780a', '#f2495c', '#5794f2', '#b877d9', '#705da0', '#37872d', '#fade2a', '#447ebc', '#c15c17'];

export const color = (name) => kColors[name] ?? name;
export const paletteColor = (index) => kPalette[index % kPalette.length];
export const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// Returns the defaults with the overrides for these names. `custom.x` becomes a member of `custom`.
export function fieldConfig(panel, ...names) {
  const config = structuredClone(panel.fieldConfig.defaults);
  config.custom ??= {};
  const fits = ({ id, options }) => names.some((name) =>
    id === 'byRegexp' ? new RegExp(options.replace(/^\/|\/$/g, '')).test(name) : options === name);
  for (const { matcher, properties } of panel.fieldConfig.overrides.filter(({ matcher }) => fits(matcher)))
    for (const { id, value } of properties)
      id.startsWith('custom.') ? (config.custom[id.slice(7)] = value) : (config[id] = value);
  return config;
}

function digits(value, decimals) {
  if (decimals !== undefined) return value.toFixed(decimals);
  return String(Number(value.toPrecision(3)));
}

function scaled(value, decimals, scales) {
  const [least, name] = scales.findLast(([least]) => Math.abs(value) >= least) ?? scales[0];
  const text = digits(value / least, decimals);
  return text + (text === '1' ? name.replace(/(?<=\w\w)s$/, '') : name);
}

const kTimes = [[1e-6, ' µs'], [1e-3, ' ms'], [1, ' s'], [60, ' mins'], [3600, ' hours'], [86400, ' days'], [604800, ' weeks'], [31536000, ' years']];
const kBytes = [[1, ' B'], [2 ** 10, ' KiB'], [2 ** 20, ' MiB'], [2 ** 30, ' GiB']];
const kShort = [[1, ''], [1e3, ' K'], [1e6, ' Mil']];

const kUnits = {
  s: (value, decimals) => value === 0 ? '0 s' : scaled(value, decimals, kTimes),
  bytes: (value, decimals) => scaled(value, decimals, kBytes),
  short: (value, decimals) => scaled(value, decimals, kShort),
  none: digits,
  percentunit: (value, decimals) => `${digits(value * 100, decimals)}%`,
  reqps: (value, decimals) => `${digits(value, decimals)} req/s`,
  dateTimeFromNow: (value) => `${kUnits.s(Date.now() / 1000 - value / 1000, 0)} ago`,
  dateTimeAsLocal: (value) => new Date(value).toLocaleString('en-GB', { timeZone: 'UTC' }),
};

function mapped(value, mappings = []) {
  for (const { type, options } of mappings) {
    if (type === 'value' && options[value]) return options[value];
    if (type === 'range' && value >= (options.from ?? -Infinity) && value <= (options.to ?? Infinity)) return options.result;
  }
  return {};
}

export function textOf(value, config) {
  if (value === undefined || value === null || value === '') return config.noValue ?? '';
  const text = mapped(value, config.mappings).text;
  if (text || typeof value !== 'number') return text ?? value;
  const suffix = config.unit?.match(/^suffix:(.*)/)?.[1];
  if (suffix) return digits(value, config.decimals) + suffix;
  const unit = kUnits[config.unit ?? 'none'];
  if (!unit) throw new Error(`The preview does not know the unit ${config.unit}.`);
  return unit(value, config.decimals);
}

export function colorOf(value, config) {
  const { steps } = config.thresholds;
  const step = typeof value === 'number' ? steps.findLast((step) => step.value === null || value >= step.value) : undefined;
  return color(mapped(value, config.mappings).color ?? step?.color ?? 'transparent');
}

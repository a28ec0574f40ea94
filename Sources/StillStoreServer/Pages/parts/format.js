// Numbers, sizes and times as people read them, in the language of their browser.
import { el } from './dom.js';

const number = new Intl.NumberFormat();
const short = new Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'long' });
const monthName = new Intl.DateTimeFormat(undefined, {
    year: 'numeric', month: 'long', timeZone: 'UTC',
});

/** 12,345 */
export const count = (n) => number.format(n ?? 0);

/** 12.3K */
export const brief = (n) => short.format(n ?? 0);

/** `plural(3, 'picture')` is “3 pictures”. */
export const plural = (n, one, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'];

/** 1.2 MB: units of 1,000, as drives are sold. */
export const bytes = (n) => {
    let [value, unit] = [n ?? 0, 0];
    while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
    return new Intl.NumberFormat(undefined, {
        style: 'unit', unit: units[unit], unitDisplay: unit ? 'short' : 'long',
        maximumFractionDigits: value < 10 && unit ? 1 : 0,
    }).format(value);
};

const steps = [
    [60, 'second', 1], [3600, 'minute', 60], [86400, 'hour', 3600], [86400 * 7, 'day', 86400],
];

/** “3 minutes ago” or a date, as text. */
export const ago = (iso) => {
    const time = new Date(iso);
    const passed = (time - Date.now()) / 1000;
    for (const [limit, unit, size] of steps) {
        if (Math.abs(passed) < limit) return relative.format(Math.round(passed / size), unit);
    }
    return day.format(time);
};

/** The moment in full. */
export const moment = (iso) => full.format(new Date(iso));

/** A `<time>` that says how long ago, with the moment in full as its title. */
export const when = (iso) =>
    iso ? el('time', { datetime: iso, title: moment(iso) }, ago(iso)) : null;

/** “November 2026” of “2026-11”. */
export const month = (text) => monthName.format(new Date(`${text}-15T00:00:00Z`));

/** An amount of millionths as money of a currency, or as credits. */
export const money = (micros, currency) => {
    const value = (micros ?? 0) / 1e6;
    if (!/^[A-Z]{3}$/.test(currency ?? '')) return `${number.format(value)} credits`;
    return new Intl.NumberFormat(undefined, {
        style: 'currency', currency, maximumFractionDigits: Math.abs(value) < 1 ? 4 : 2,
    }).format(value);
};

/** 4.2 s, 3:07, 1:02:03 */
export const seconds = (s) => {
    if (s < 60) return `${s < 10 ? Math.round(s * 10) / 10 : Math.round(s)} s`;
    const parts = [Math.floor(s / 3600), Math.floor(s / 60) % 60, Math.floor(s) % 60];
    if (!parts[0]) parts.shift();
    return parts.map((n, i) => (i ? String(n).padStart(2, '0') : n)).join(':');
};

/** A name of any script and direction, kept from turning what stands beside it. */
export const bidi = (text) => el('bdi', String(text ?? ''));

/** “1024 × 768” */
export const dimensions = (asset) =>
    asset.width ? `${asset.width} × ${asset.height}` : '';

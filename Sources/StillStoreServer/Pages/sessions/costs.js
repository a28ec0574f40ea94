// What was spent, drawn as bars of their shares.
import { get } from '../app/api.js';
import { el } from '../parts/dom.js';
import { money, plural, seconds } from '../parts/format.js';

/** The costs of a session or project: `query` says of which; `alert` is a limit in millionths. */
export const costCard = async (query, { alert, signal } = {}) => {
    const [{ items: totals }, { items: groups }] = await Promise.all([
        get('/costs/totals', { query, signal }), get('/costs/breakdown', { query, signal }),
    ]);
    const most = {};
    for (const { currency, amount } of groups) {
        most[currency] = Math.max(most[currency] ?? 1, amount);
    }
    const isOver = alert && totals.some((one) => one.amount >= alert);
    return el('section', { class: 'card', aria: { label: 'Costs' } },
        el('div', { class: 'card-head' }, el('h2', 'Cost so far')),
        el('p', { class: 'cost-total number' }, totals.length
            ? totals.map((one) => money(one.amount, one.currency)).join(' + ') : 'Nothing'),
        alert && el('p', { class: isOver ? 'badge bad' : 'hint' },
            isOver ? 'Over' : 'Below', ' the limit of ',
            money(alert, totals[0]?.currency ?? 'USD')),
        el('ul', { class: 'cost-bars' }, groups.map((one) => el('li',
            el('span', { class: 'grow' }, one.category.replaceAll('_', ' '), ' ',
                el('bdi', { class: 'muted' }, one.provider)),
            el('span', { class: 'number' }, money(one.amount, one.currency)),
            el('span', { class: 'progress', aria: { hidden: 'true' } }, el('span', {
                style: { width: `${Math.max(2, 100 * one.amount / most[one.currency])}%` },
            })),
            el('span', { class: 'hint' }, plural(one.calls, 'call'),
                one.mean_latency_ms > 0 && `, ${seconds(one.mean_latency_ms / 1000)} each`)))));
};

// Links for people without an account: made, copied once, taken back.
import { all, del, post } from '../app/api.js';
import { button, clear, el } from '../parts/dom.js';
import { dialog } from '../parts/dialog.js';
import { field, form, select, toggle } from '../parts/fields.js';
import { ago, plural } from '../parts/format.js';
import { toast } from '../parts/toast.js';
import { copy } from './details.js';

const hours = [['', 'Never'], ['1', 'In an hour'], ['24', 'In a day'], ['168', 'In a week'],
    ['720', 'In 30 days']];

/**
 * Opens the dialog for the links of one thing: `{target, id, name}`; `target` is `asset`, `album`,
 * `generation` or `shot`.
 */
export const share = ({ target, id, name }) => {
    const links = el('div', { class: 'links' });
    const fresh = el('div', { class: 'fresh-link', aria: { live: 'polite' } });
    const make = async (given) => {
        const issued = await post('/links', {
            target, id, allows_download: given.allows_download,
            ...given.password && { password: given.password },
            ...given.hours && {
                expires_at: new Date(Date.now() + given.hours * 3600000).toISOString(),
            },
            ...given.max_views && { max_views: given.max_views },
        });
        const address = `${location.origin}/s/${issued.key}`;
        const shown = el('input', { class: 'input', readonly: true, value: address,
            aria: { label: 'Address of the link' }, on: { focus: () => shown.select() } });
        clear(fresh, el('div', { class: 'link-line' }, shown, button({ icon: 'copy', label: 'Copy',
            kind: 'primary', onClick: () => copy(address, 'Address copied.') })),
        el('p', { class: 'hint' }, 'Copy it now: it is not shown again.'));
        shown.focus();
        list();
    };
    const revoke = async (link) => {
        await del(`/links/${link.id}`);
        toast('The link leads nowhere any more.');
        list();
    };
    const list = async () => {
        const found = (await all('/links').catch(() => []))
            .filter((one) => one.target_id === id && !one.revoked_at);
        clear(links, found.length > 0 && el('h3', 'Links that are open'), found.map((one) =>
            el('div', { class: 'link-line' }, el('span', { class: 'grow' },
                `Made ${ago(one.created_at)}`, el('span', { class: 'hint block' }, [
                    plural(one.views, 'view') + (one.max_views ? ` of ${one.max_views}` : ''),
                    one.has_password && 'password', !one.allows_download && 'no download',
                    one.expires_at && (new Date(one.expires_at) < new Date() ? 'expired'
                        : `ends ${ago(one.expires_at)}`),
                ].filter(Boolean).join(' · '))),
            button({ label: 'Take back', kind: 'danger', class: 'small',
                onClick: () => revoke(one).catch((problem) => toast('', { problem })) }))));
    };
    dialog({
        title: 'Share', class: 'share',
        content: [
            el('p', { class: 'hint' }, 'Whoever has the link sees ', el('bdi', name ?? 'this'),
                ', and nothing else of the store.'),
            form({
                action: 'Make a link', submit: make,
                fields: [
                    el('div', { class: 'field-pair' },
                        select({ label: 'Ends', name: 'hours', options: hours, value: '168' }),
                        field({ label: 'Views at most', name: 'max_views', type: 'number', min: 1,
                            placeholder: 'Any number' })),
                    field({ label: 'Password', name: 'password', placeholder: 'None',
                        autocomplete: 'off', maxlength: 200 }),
                    toggle({ label: 'Originals may be downloaded', name: 'allows_download',
                        checked: true }),
                ],
            }),
            fresh, links,
        ],
    });
    list();
};

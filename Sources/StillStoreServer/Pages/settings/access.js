// What lets others in, and what lets this store in elsewhere.
import { all, del, get, post, put } from '../app/api.js';
import { isAdmin } from '../app/me.js';
import { button, clear, el, icon } from '../parts/dom.js';
import { confirm, dialog } from '../parts/dialog.js';
import { field, form, select, toggle } from '../parts/fields.js';
import { bidi, plural, when } from '../parts/format.js';
import { empty, failed, loading } from '../parts/states.js';
import { toast } from '../parts/toast.js';

/** A list that is read again after each change: `load()` answers rows, or what is said instead. */
export const listed = (body, { load, row, none, head }) => {
    const place = el('div', { class: 'settings-list', tabindex: -1 }, loading());
    body.append(...[head, place].filter(Boolean));
    const again = async () => {
        try {
            const items = await load();
            const hadFocus = place.contains(document.activeElement);
            clear(place, items.length ? el('ul', { class: 'list' },
                items.map((item) => el('li', row(item, again)))) : empty(none));
            // The button that was pressed may be gone with its row.
            if (hadFocus) place.focus();
        } catch (problem) {
            clear(place, failed(problem, again));
        }
    };
    again();
    return again;
};

/** What a list is for, and a button that adds to it. */
export const intro = (text, label, run) => el('div', { class: 'page-head' },
    el('p', { class: 'muted grow' }, text),
    label && button({ icon: 'plus', label, kind: 'primary', onClick: run }));

/** A form in a dialog; what `submit` answers is called once the dialog is gone. */
export const prompted = ({ title, fields, action, submit }) => {
    const shown = dialog({ title, content: form({
        fields, action, submit: async (given) => {
            const after = await submit(given);
            shown.close();
            after?.();
        },
    }) });
};

/** A button that does something that may fail, and then reads the list anew. */
export const act = (label, run, props) => button({
    label, class: 'small', ...props, onClick: async () => {
        try {
            await run();
        } catch (problem) {
            toast('', { problem });
        }
    },
});

const isOver = ({ revoked_at: revoked, expires_at: ends }) =>
    revoked || (ends && new Date(ends) < Date.now());

const sure = (action, what, body) => confirm({
    title: `${action} ${what}?`, body: `${body} This cannot be undone.`, action, danger: true,
});

const badge = (text) => el('span', { class: 'badge' }, text);

// Who closes this without copying makes another one.
const showSecret = (secret) => dialog({
    title: 'Your new token', wide: true, content: [
        el('p', 'Copy it now: it is not shown again.'),
        el('input', {
            class: 'input mono', readonly: true, value: secret, aria: { label: 'Token' },
        }),
        el('pre', `curl -H "Authorization: Bearer ${secret}" ${location.origin}/api/v1/auth/me`),
    ],
    actions: [
        { label: 'Copy', icon: 'copy', kind: 'primary', run: async () => {
            const { copy } = await import('../picture/details.js');
            await copy(secret);
            return false;
        } },
        { label: 'Done', run: null },
    ],
});

const scopes = [
    ['read', 'Read', 'See everything that is yours.', true],
    ['write', 'Write', 'Change what is yours.'],
    ['work', 'Work', 'Take jobs, and hand in what came of them.'],
    ['admin', 'Admin', 'What only admins may do.'],
];

const newToken = (done) => prompted({
    title: 'New token', action: 'Make token', fields: [
        field({ label: 'Name', name: 'name', hint: 'What will use it, say “laptop”.',
            maxlength: 200, autofocus: true }),
        el('fieldset', el('legend', 'It may'), scopes.filter(
            ([key]) => key !== 'admin' || isAdmin()).map(
            ([key, label, hint, checked]) => toggle({ label, hint, name: key, checked }))),
        select({ label: 'It ends', name: 'days', value: '0', options: [
            ['0', 'Never'], ['7', 'In a week'], ['30', 'In a month'], ['365', 'In a year'],
        ] }),
    ],
    submit: async (given) => {
        const { secret } = await post('/auth/tokens', {
            name: given.name.trim(), kind: given.work ? 'worker' : 'api',
            scopes: scopes.map(([key]) => key).filter((key) => given[key]),
            expires_at: Number(given.days)
                ? new Date(Date.now() + given.days * 864e5).toISOString() : undefined,
        });
        return () => { done(); showSecret(secret); };
    },
});

const tokens = (body) => {
    const again = listed(body, {
        head: intro('Programs prove with a token that they act for you.', 'New token',
            () => newToken(again)),
        load: async () => (await all('/auth/tokens')).filter((token) => !isOver(token)),
        none: { icon: 'key', title: 'No tokens yet', body: 'Make one for each program of yours.' },
        row: (token, reload) => [
            icon(token.kind === 'login' ? 'user' : 'key'),
            el('div', { class: 'grow' }, el('strong', bidi(token.name)),
                el('p', { class: 'hint' }, token.kind === 'login' ? 'A sign-in · ' : '',
                    token.last_used_at ? ['used ', when(token.last_used_at)]
                        : ['made ', when(token.created_at)],
                    token.expires_at && [' · ends ', when(token.expires_at)])),
            el('span', { class: 'aside' }, token.scopes.map(badge)),
            act('Revoke', async () => {
                const isSure = await sure('Revoke', `“${token.name}”`,
                    'Whatever uses it is refused from now on.');
                if (!isSure) return;
                await del(`/auth/tokens/${token.id}`);
                toast('It is not taken any more.');
                reload();
            }, { kind: 'danger' }),
        ],
    });
};

const targets = {
    asset: ['image', 'assets', 'picture'], album: ['album', 'albums', 'albums'],
    generation: ['image', 'generations'], shot: ['project', 'shots', 'shots'],
};

// The name of what a link leads to, when it is still there.
const named = async ({ target, target_id: id }) => {
    const [, path, place] = targets[target];
    const found = await get(`/${path}/${id}`).catch(() => null);
    const text = found?.name ?? found?.title ?? found?.shot?.name ?? `a ${target}`;
    return place && found ? el('a', { href: `/${place}/${id}` }, bidi(text)) : bidi(text);
};

const links = (body) => listed(body, {
    head: intro(
        'Whoever has such a link sees what it leads to, and nothing else of this store.'),
    load: async () => (await all('/links')).filter((link) => !isOver(link)),
    none: { icon: 'link', title: 'Nothing is shared',
        body: 'Share a picture or an album from its page.' },
    row: (link, reload) => {
        const name = el('strong', `A ${link.target}`);
        named(link).then((node) => clear(name, node));
        return [
            icon(targets[link.target][0]),
            el('div', { class: 'grow' }, name, el('p', { class: 'hint' },
                `${link.target}, opened `, link.max_views ? `${link.views} of ` : '',
                plural(link.max_views ?? link.views, 'time'),
                link.last_viewed_at && [', last ', when(link.last_viewed_at)],
                link.expires_at && [' · ends ', when(link.expires_at)])),
            el('span', { class: 'aside' }, link.has_password && badge('Password'),
                link.allows_download && badge('Originals')),
            act('Revoke', async () => {
                const isSure = await sure('Revoke', 'this link',
                    'Its address leads nowhere from now on.');
                if (!isSure) return;
                await del(`/links/${link.id}`);
                toast('The link leads nowhere any more.');
                reload();
            }, { kind: 'danger' }),
        ];
    },
});

const credential = (name) => `/credentials/${encodeURIComponent(name)}`;

const setCredential = (done, name) => prompted({
    title: name ? `New secret for ${name}` : 'New credential', action: 'Keep', fields: [
        field({ label: 'Name', name: 'name', value: name ?? '', readonly: Boolean(name),
            hint: 'What it is for.', maxlength: 200, autofocus: !name }),
        field({ label: 'Secret', name: 'secret', type: 'password', autocomplete: 'off',
            hint: 'It is sealed, and never shown again.', autofocus: Boolean(name) }),
    ],
    submit: async (given) => {
        await put(credential(given.name.trim()), { secret: given.secret });
        return done;
    },
});

const credentials = (body) => {
    const again = listed(body, {
        head: intro('Secrets for other services. They can be written, never read.',
            'New credential', () => setCredential(again)),
        load: async () => (await get('/credentials')).items,
        none: { icon: 'lock', title: 'No credentials',
            body: 'Keep keys of services here that work for you.' },
        row: (one, reload) => [
            icon('lock'), el('div', { class: 'grow' }, el('strong', bidi(one.name)),
                el('p', { class: 'hint' }, 'set ', when(one.updated_at),
                    one.expires_at && [' · ends ', when(one.expires_at)])),
            act('Replace', () => setCredential(reload, one.name)),
            act('Delete', async () => {
                const isSure = await sure('Delete', `“${one.name}”`,
                    'Whatever uses it goes without.');
                if (!isSure) return;
                await del(credential(one.name));
                reload();
            }, { kind: 'danger' }),
        ],
    });
};

export const access = { tokens, links, credentials };

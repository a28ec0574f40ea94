// What admins set for everybody.
import { all, del, get, post, put } from '../app/api.js';
import { isAdmin, me } from '../app/me.js';
import { el, icon } from '../parts/dom.js';
import { confirm } from '../parts/dialog.js';
import { field, select } from '../parts/fields.js';
import { bidi, plural, when } from '../parts/format.js';
import { menuButton } from '../parts/menu.js';
import { toast } from '../parts/toast.js';
import { intro, listed, prompted } from './access.js';

const tried = async (run) => {
    try {
        await run();
    } catch (problem) {
        toast('', { problem });
    }
};

const password = (props) => field({
    label: 'Password', name: 'new', type: 'password', autocomplete: 'new-password', ...props,
});

const newUser = (done) => prompted({
    title: 'New user', action: 'Make user', fields: [
        field({ label: 'E-mail', name: 'email', type: 'email', autocomplete: 'off',
            autofocus: true }),
        field({ label: 'Name', name: 'name', maxlength: 200 }),
        select({ label: 'Role', name: 'role', value: 'member', options: [
            ['member', 'Member: sees what is theirs'], ['admin', 'Admin: sees and sets everything'],
        ] }),
        password({ hint: 'Can be set later.' }),
    ],
    submit: async (given) => {
        const user = await post('/users', {
            email: given.email.trim(), name: given.name.trim() || undefined, role: given.role,
        });
        // The user is there by now, so that what is wrong with the password is said elsewhere.
        if (given.new) await tried(() => put(`/users/${user.id}/password`, { new: given.new }));
        return done;
    },
});

const setPassword = (user) => prompted({
    title: `Password of ${user.email}`, action: 'Set password',
    fields: password({ hint: 'It ends all their sign-ins.', autofocus: true }),
    submit: async (given) => {
        await put(`/users/${user.id}/password`, { new: given.new });
        return () => toast('The password is set.');
    },
});

const setDisabled = (user, disabled, reload) => tried(async () => {
    const change = async (to) => {
        await put(`/users/${user.id}/disabled`, { disabled: to });
        reload();
    };
    await change(disabled);
    toast(disabled ? `${user.email} is shut out.` : `${user.email} may sign in again.`,
        { undo: () => change(!disabled) });
});

const remove = (user, reload) => tried(async () => {
    const isSure = await confirm({
        title: `Delete ${user.email}?`, danger: true, action: 'Delete',
        body: 'They cannot sign in any more, and what is theirs is shown to admins only.',
    });
    if (!isSure) return;
    await del(`/users/${user.id}`);
    reload();
    toast(`${user.email} is deleted.`, { undo: async () => {
        await post(`/users/${user.id}/restore`);
        reload();
    } });
});

const menuOf = (user, reload) => [
    { label: 'Set password', icon: 'key', run: () => setPassword(user) },
    ...(user.id === me.id ? [] : [
        user.disabled_at
            ? { label: 'Let in again', icon: 'check', run: () => setDisabled(user, false, reload) }
            : { label: 'Shut out', icon: 'reject', run: () => setDisabled(user, true, reload) },
        { label: 'Delete', icon: 'trash', danger: true, run: () => remove(user, reload) },
    ]),
];

export const users = (body) => {
    const again = listed(body, {
        head: intro('Each sees what is theirs; admins see everything.', 'New user',
            () => newUser(again)),
        load: () => all('/users'),
        none: { icon: 'user', title: 'Nobody yet' },
        row: (user, reload) => [
            icon('user'), el('div', { class: 'grow' }, el('strong', bidi(user.name || user.email)),
                el('p', { class: 'hint break' }, bidi(user.email),
                    user.last_login_at ? [' · signed in ', when(user.last_login_at)] : '')),
            el('span', { class: 'aside' },
                user.role === 'admin' && el('span', { class: 'badge live' }, 'Admin'),
                !user.has_password && el('span', { class: 'badge warn' }, 'No password'),
                user.disabled_at && el('span', { class: 'badge bad' }, 'Shut out')),
            menuButton({
                icon: 'more', label: `More for ${user.email}`, kind: 'quiet', iconOnly: true,
            }, () => menuOf(user, reload)),
        ],
    });
};

const bucketAccess = async ({ name, user_id: owner, access: was }, access, input, reload) => {
    const isSure = access !== 'public' || await confirm({
        title: `Make ${name} public?`, action: 'Make public', danger: true,
        body: 'Everything in it can be seen by whoever reaches this server, at '
            + `${location.origin}/b/${name}/…`,
    });
    if (!isSure) {
        input.value = was;
        return;
    }
    const change = async (to) => {
        await put(`/buckets/${encodeURIComponent(name)}`, {
            access: to, owner: to === 'private' ? owner ?? me.id : owner,
        });
        reload();
    };
    await tried(() => change(access));
    toast(`${name} is set.`, { undo: () => change(was) });
};

const readers = [
    ['owner', 'Each their own'], ['private', 'Its owner only'], ['public', 'Everybody'],
];

export const buckets = (body) => listed(body, {
    head: intro('Who may see the pictures of which bucket.'),
    load: async () => {
        const [{ items }, stats] = await Promise.all([get('/buckets'), get('/stats')]);
        const known = new Map(Object.keys(stats.buckets).map(
            (name) => [name, { name, access: 'owner' }]));
        for (const rule of items) known.set(rule.name, rule);
        return [...known.values()].sort((a, b) => a.name.localeCompare(b.name))
            .map((rule) => ({ ...rule, count: stats.buckets[rule.name] ?? 0 }));
    },
    none: { icon: 'album', title: 'No buckets yet',
        body: 'They are made by what is put into them.' },
    row: (rule, reload) => {
        const input = el('select', {
            class: 'input bucket-access', aria: { label: `Who may see ${rule.name}` },
            on: { change: () => bucketAccess(rule, input.value, input, reload) },
        }, readers.map(([value, text]) =>
            el('option', { value, selected: value === rule.access }, text)));
        return [icon(rule.access === 'public' ? 'eye' : 'album'), el('div', { class: 'grow' },
            el('a', { href: `/?query=${encodeURIComponent(`bucket:"${rule.name}"`)}` },
                bidi(rule.name)),
            el('p', { class: 'hint' }, plural(rule.count, 'asset'))), input];
    },
});

const moments = { ingest: 'made when a picture comes', demand: 'made when first asked for' };

export const recipes = (body) => {
    listed(body, {
        head: intro('In these sizes pictures can be had, beside their own.'),
        load: async () => (await get('/recipes')).items,
        none: { icon: 'image', title: 'No recipes' },
        row: (recipe) => [icon('image'), el('div', { class: 'grow' },
            el('strong', bidi(recipe.name)),
            el('p', { class: 'hint' }, moments[recipe.when] ?? recipe.when)),
        el('span', { class: 'hint number' }, `within ${recipe.box.replace('x', ' × ')}, ${
            recipe.format === 'auto' ? 'best format' : recipe.format}, quality ${recipe.quality}`)],
    });
    if (!isAdmin()) return;
    body.append(el('h2', 'Ages'), el('p', { class: 'muted' },
        'How long things are kept that nobody needs any more is said in the store’s ',
        el('code', 'stillstore.json'), ', as are these sizes. What that would remove is shown by ',
        el('code', 'stillstore retain'), '.'));
};

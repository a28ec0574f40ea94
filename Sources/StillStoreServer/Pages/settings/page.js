import { isAdmin } from '../app/me.js';
import { setTitle } from '../app/router.js';
import { el, icon } from '../parts/dom.js';
import { access } from './access.js';
import { account, looks } from './own.js';
import { buckets, recipes, users } from './shop.js';

const sections = [
    ['account', 'Account', 'user', account], ['looks', 'Appearance', 'eye', looks],
    ['links', 'Shared links', 'link', access.links], ['tokens', 'Tokens', 'key', access.tokens],
    ['credentials', 'Credentials', 'lock', access.credentials],
    ['users', 'Users', 'user', users, true], ['buckets', 'Buckets', 'album', buckets, true],
    ['recipes', 'Sizes and ages', 'image', recipes],
];

export const open = async ({ main, query, signal }) => {
    const shown = sections.filter(([, , , , forAdmins]) => !forAdmins || isAdmin());
    const [name, title, , fill] = shown.find(([key]) => key === query.get('section')) ?? shown[0];
    setTitle(`${title} · Settings`);
    const body = el('section', { class: 'settings-body' }, el('h1', title));
    main.append(el('div', { class: 'page settings' },
        el('nav', { class: 'settings-nav', aria: { label: 'Settings' } },
            shown.map(([key, label, sign]) => el('a', {
                href: `/settings?section=${key}`,
                aria: { current: key === name ? 'page' : undefined },
            }, icon(sign, 18), label))),
        body));
    main.querySelector('[aria-current]').scrollIntoView({ block: 'nearest', inline: 'center' });
    await fill(body, signal);
};

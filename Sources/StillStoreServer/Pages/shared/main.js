// What a link shows to people without an account. Nothing here knows of the rest of the store.
import { button, clear, el, icon } from '../parts/dom.js';
import { lightbox } from './lightbox.js';
import { source, load, open, sources } from './link.js';

const main = document.querySelector('main');

const state = (sign, title, said, ...more) => clear(main, el('div', { class: 'state' },
    el('span', { class: 'state-icon' }, icon(sign, 32)), el('h1', title), el('p', said), more));

const failed = (problem) => {
    if (problem.status === 404) {
        return state('link', 'This link leads nowhere',
            'It may have ended, or was taken back. Whoever sent it can send you another one.');
    }
    const isOffline = problem.code === 'offline';
    state(isOffline ? 'offline' : 'warning', isOffline ? 'No connection' : 'This did not work',
        problem.detail, button({ icon: 'retry', label: 'Try again', onClick: start }));
};

// The password is asked for as long as it is wrong.
const askPassword = () => {
    const said = el('p', { class: 'problem', role: 'alert', hidden: true, id: 'wrong' });
    const input = el('input', { class: 'input', type: 'password', id: 'password', required: true,
        autocomplete: 'off', aria: { describedby: 'wrong' } });
    const send = button({ label: 'Open', kind: 'primary', type: 'submit' });
    clear(main, el('form', {
        class: 'shared-password',
        on: {
            submit: async (event) => {
                event.preventDefault();
                send.disabled = true;
                try {
                    await open(input.value);
                    await start();
                } catch (problem) {
                    if (problem.status === 404) return failed(problem);
                    said.textContent = problem.code === 'wrong_password'
                        ? 'That is not the password.' : problem.detail + (problem.wait
                            ? ` Try again in ${problem.wait} seconds.` : '');
                    said.hidden = false;
                    input.select();
                } finally {
                    send.disabled = false;
                }
            },
        },
    }, el('span', { class: 'state-icon' }, icon('lock', 32)),
    el('h1', 'This needs a password'),
    el('p', { class: 'hint' }, 'You got it from whoever sent you the link.'),
    el('label', { class: 'unseen', for: 'password' }, 'Password'), input, said, send));
    input.focus();
};

const nameless = (item) => item.name || 'A picture';

const download = (item) => el('a', { class: 'button', href: source(item, 'content?download=true'),
    download: item.name || true }, icon('download'), el('span', 'Download'));

// One picture is shown as large as it goes.
const showOne = (item, contents) => {
    const opened = lightbox({ items: () => [item], mayDownload: contents.allows_download });
    clear(main, el('div', { class: 'shared-one' },
        el('figure', item.kind === 'image' ? el('button', {
            type: 'button', class: 'shared-picture', aria: { label: `Enlarge ${nameless(item)}` },
            on: { click: () => opened.show(0) },
        }, el('img', { alt: nameless(item), width: item.width, height: item.height,
            ...sources(item, contents.allows_download, '100vw') }))
            : other(item, contents.allows_download)),
        el('div', { class: 'shared-head' }, el('h1', el('bdi', contents.title)),
            contents.allows_download && download(item))));
};

const other = (item, mayDownload) => {
    if (mayDownload && /video/.test(item.kind)) {
        return el('video', { src: source(item, 'content'), controls: true, playsinline: true,
            loop: true });
    }
    if (mayDownload && item.kind === 'audio') {
        return el('audio', { src: source(item, 'content'), controls: true });
    }
    return el('span', { class: 'shared-file' }, icon('file', 32), el('bdi', nameless(item)));
};

const showMany = (first) => {
    const items = [];
    const rows = el('ul', { class: ['shared-rows', first.items.length < 7 && 'few'] });
    const count = el('p', { class: 'hint' });
    const foot = el('div', { class: 'shared-foot', aria: { live: 'polite' } });
    const mayDownload = first.allows_download;
    let next = null;
    const opened = lightbox({ items: () => items, mayDownload, more: () => next && loadMore() });
    const add = (page) => {
        const from = items.length;
        items.push(...page.items);
        next = page.next ?? null;
        rows.append(...page.items.map((item, i) => {
            const ratio = item.width ? Math.min(Math.max(item.width / item.height, 0.4), 3.5) : 1;
            return el('li', { style: { '--ratio': String(ratio) } },
                el('button', { type: 'button', aria: { label: nameless(item) },
                    on: { click: () => opened.show(from + i) } },
                item.kind === 'image' ? el('img', { alt: '', loading: 'lazy', decoding: 'async',
                    ...sources(item, false, `${Math.round(260 * ratio)}px`) })
                    : other(item, false)));
        }));
        const number = new Intl.NumberFormat().format(items.length);
        count.textContent = `${number}${next ? ' and more' : ''} ${
            items.length === 1 ? 'picture' : 'pictures'}`;
    };
    let coming = null;
    const loadMore = () => {
        coming ??= load(next).then(add, () => {
            clear(foot, button({ icon: 'retry', label: 'More could not be loaded: try again',
                onClick: () => { clear(foot); loadMore(); } }));
        }).finally(() => { coming = null; });
        return coming;
    };
    new IntersectionObserver((entries) => {
        if (entries.at(-1).isIntersecting && next) loadMore();
    }, { rootMargin: '1200px' }).observe(foot);
    add(first);
    clear(main, el('div', { class: 'shared-many' },
        el('div', { class: 'shared-head' }, el('h1', el('bdi', first.title)), count), rows, foot));
    opened.fromAddress();
};

const start = async () => {
    try {
        const contents = await load();
        document.title = contents.title || 'Shared with you';
        if (!contents.items.length) {
            return state('image', contents.title || 'Nothing here yet',
                'There are no pictures here yet.');
        }
        if (contents.items.length === 1 && !contents.next) showOne(contents.items[0], contents);
        else showMany(contents);
    } catch (problem) {
        if (problem.code === 'password_needed') askPassword();
        else failed(problem);
    }
};

start();

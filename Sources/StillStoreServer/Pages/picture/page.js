// One picture, and everything that is known of it.
import { contentURL, del, get, post } from '../app/api.js';
import { listen } from '../app/feed.js';
import { back, navigate, setTitle } from '../app/router.js';
import { chooseAlbum } from '../albums/choose.js';
import { button, clear, el, icon } from '../parts/dom.js';
import { when } from '../parts/format.js';
import { bind } from '../parts/keys.js';
import { menuButton } from '../parts/menu.js';
import { isAwaited, nameOf } from '../parts/tile.js';
import { announce, toast } from '../parts/toast.js';
import { createDetails } from './details.js';
import { share } from './share.js';
import { addressFor, createStage, fittedPixels } from './stage.js';
import { createTrail } from './trail.js';

const setting = 'details';

export const open = async ({ params, query, main, signal }) => {
    let asset = await get(`/assets/${params.id}`, { signal });
    let isStepping = false;
    let ahead = [];
    const trail = createTrail(query, signal);
    trail.at(asset);

    const step = async (by) => {
        if (isStepping) return;
        isStepping = true;
        try {
            const next = await trail.next(by);
            if (next) show(next, by);
            else announce(by > 0 ? 'This is the last one.' : 'This is the first one.');
        } finally {
            isStepping = false;
            edges();
        }
    };
    const stage = createStage({ onStep: step, signal });
    const name = el('h1', { class: 'picture-name' });
    const arrows = [-1, 1].map((by) => button({
        icon: by < 0 ? 'left' : 'right', label: by < 0 ? 'Previous' : 'Next', iconOnly: true,
        class: ['stage-arrow', by < 0 ? 'before' : 'behind'].join(' '), onClick: () => step(by),
    }));
    const edges = () => arrows.forEach((arrow, i) => { arrow.hidden = !trail.has(i ? 1 : -1); });
    stage.node.append(...arrows);

    const strip = el('div', { class: 'variants', hidden: true });
    const details = createDetails({ strip, signal, onShow: (other) => showOther(other) });
    const info = button({ icon: 'info', label: 'Details (i)', kind: 'quiet', iconOnly: true,
        aria: { pressed: 'true' }, onClick: () => toggleDetails() });
    const star = button({ icon: 'star', label: 'Star (f)', kind: 'quiet', iconOnly: true,
        class: 'star-button', onClick: () => details.mark('star') });
    const download = el('a', { class: 'button quiet icon-only', title: 'Download (d)',
        download: true, aria: { label: 'Download' } }, icon('download'));
    const shareIt = () => share({ target: 'asset', id: asset.id, name: nameOf(asset) });
    const similar = () => navigate(`/?query=${encodeURIComponent(`like:${asset.id}`)}`);
    const compare = async () => {
        const other = (await trail.near())[0];
        navigate(`/compare?ids=${[asset, other].filter(Boolean).map((one) => one.id)}`);
    };
    const toAlbum = () => chooseAlbum([asset]);
    const more = menuButton({ icon: 'more', label: 'More', kind: 'quiet', iconOnly: true }, () => [
        { label: 'Add to an album…', icon: 'album', hint: 'a', run: toAlbum },
        { label: 'Similar pictures', icon: 'similar', hint: 'l', run: similar },
        { label: 'Compare', icon: 'compare', hint: 'c', run: compare },
        { label: 'Reject', icon: 'reject', hint: 'x', run: () => details.mark('reject') },
        { label: 'Open the file', icon: 'external', href: contentURL(asset) },
        ...details.menu(), '-',
        { label: 'Delete', icon: 'trash', hint: 'Del', danger: true, run: () => remove() },
    ]);
    const bar = el('div', { class: 'picture-bar' },
        button({ icon: 'left', label: 'Back (Esc)', kind: 'quiet', iconOnly: true,
            onClick: () => leave() }),
        name, star,
        button({ icon: 'share', label: 'Share (s)', kind: 'quiet', iconOnly: true,
            onClick: shareIt }), download, more, info);
    const page = el('div', { class: 'picture' }, bar, stage.node, strip, details.node);
    main.append(page);

    const isOpen = () => page.classList.contains('with-details');
    const toggleDetails = (yes = !isOpen()) => {
        page.classList.toggle('with-details', yes);
        info.setAttribute('aria-pressed', String(yes));
        localStorage.setItem(setting, yes ? 'open' : 'closed');
    };
    const leave = () => back(query.get('album') ? `/albums/${query.get('album')}`
        : `/?${new URLSearchParams([...query].filter(([key]) => key !== 'album'))}`);

    // A fetch that fails again changes little that the feed tells of: it is asked for.
    const fetchAgain = async (awaited) => {
        await post('/missing/retry', { assets: [awaited.id] });
        toast('It is fetched again.');
        for (let tries = 0; tries < 10; tries += 1) {
            await new Promise((resolve) => { setTimeout(resolve, 1500); });
            if (asset.id !== awaited.id || signal.aborted) return;
            const now = await get(`/assets/${awaited.id}`, { signal });
            if (now.retrieval_attempts !== awaited.retrieval_attempts) {
                trail.put(now);
                return present(now);
            }
        }
        present(asset);
    };
    const address = (one) => `/picture/${encodeURIComponent(one.id)}${location.search}`;
    const present = (next) => {
        asset = next;
        clear(name, el('bdi', nameOf(asset)));
        setTitle(nameOf(asset));
        sessionStorage.setItem('picture', asset.id);
        stage.show(asset);
        if (!asset.width || asset.kind !== 'image' || asset.refusal) {
            stage.showOther(instead(asset, fetchAgain));
        }
        download.hidden = isAwaited(asset);
        download.href = contentURL(asset, { download: true });
        details.show(asset);
    };
    const show = (next, by = 0) => {
        present(next);
        // In place: going back leads to where the list was left, not through all that was seen.
        history.replaceState(history.state, '', address(next));
        announce(nameOf(next));
        edges();
        loadAhead(by).catch(() => {});
    };
    const showOther = async (id) => {
        try {
            show(await get(`/assets/${id}`, { signal }));
        } catch (problem) {
            toast('', { problem });
        }
    };
    // What was asked for and passed is let go of.
    const loadAhead = async () => {
        const near = (await trail.near()).filter((one) => one.width && one.kind === 'image');
        for (const image of ahead) if (!image.complete) image.src = '';
        ahead = near.map((one) => Object.assign(new Image(), {
            src: addressFor(one, fittedPixels(one, stage.box())), decoding: 'async',
        }));
        edges();
    };
    const remove = async () => {
        const gone = asset;
        try {
            await del(`/assets/${gone.id}`);
        } catch (problem) {
            return toast('', { problem });
        }
        const next = await trail.drop().catch(() => null);
        if (next) show(next);
        toast('Deleted.', {
            undo: async () => {
                await post(`/assets/${gone.id}/undelete`);
                navigate(address(gone), { replace: location.pathname.startsWith('/picture/') });
            },
        });
        if (!next) leave();
    };

    const rate = (n) => [() => details.mark('rate', n), n === 1 ? 'Rate 1 to 5, 0 for none' : ''];
    bind({
        ArrowRight: [() => step(1), 'Next'], ArrowLeft: [() => step(-1), 'Previous'],
        Escape: [leave, 'Back to the list'],
        ArrowUp: [() => details.variant(-1), 'Other variant'],
        ArrowDown: [() => details.variant(1), 'Other variant'],
        i: [() => toggleDetails(), 'Details'], f: [() => details.mark('star'), 'Star'],
        x: [() => details.mark('reject'), 'Reject'], t: [() => details.tag(), 'Tag'],
        1: rate(1), 2: rate(2), 3: rate(3), 4: rate(4), 5: rate(5), 0: rate(0),
        '+': [() => stage.zoom(1.5), 'Larger'], '=': [() => stage.zoom(1.5)],
        '-': [() => stage.zoom(1 / 1.5), 'Smaller'], z: [() => stage.toggle(), 'Fit or full size'],
        'Shift+ArrowLeft': [() => stage.pan(120, 0), 'Move what is enlarged'],
        'Shift+ArrowRight': [() => stage.pan(-120, 0)],
        'Shift+ArrowUp': [() => stage.pan(0, 120)], 'Shift+ArrowDown': [() => stage.pan(0, -120)],
        d: [() => download.hidden || download.click(), 'Download'], s: [shareIt, 'Share'],
        a: [toAlbum, 'Add to an album'], l: [similar, 'Similar pictures'],
        c: [compare, 'Compare with the next'],
        Delete: [remove, 'Delete, and on to the next'],
    }, signal, { group: 'Picture' });

    details.onMarks = (marks) => {
        star.setAttribute('aria-pressed', String(marks.is_starred));
    };
    listen({ tables: ['assets', 'blobs'] }, async (change) => {
        if (change.reset || (change.id !== asset.id && change.table === 'assets')) return;
        if (change.table === 'blobs' && change.id !== asset.digest) return;
        const now = await get(`/assets/${asset.id}`, { signal }).catch(() => null);
        if (!now || now.id !== asset.id) return;
        trail.put(now);
        present(now);
    }, signal);
    toggleDetails(localStorage.getItem(setting) !== 'closed');
    present(asset);
    edges();
    loadAhead().catch(() => {});
    return {};
};

// What stands where there is no picture to show.
const instead = (asset, fetchAgain) => {
    const source = contentURL(asset);
    const is = (kind, names) => !isAwaited(asset)
        && (kind.test(asset.kind) || names.test(asset.name));
    if (is(/video/, /\.(mp4|m4v|mov|webm)$/i)) {
        return el('video', { src: source, controls: true, loop: true, playsinline: true,
            preload: 'metadata', aria: { label: nameOf(asset) } });
    }
    if (is(/audio/, /\.(mp3|m4a|ogg|wav|flac|opus)$/i)) {
        return el('audio', { src: source, controls: true, aria: { label: nameOf(asset) } });
    }
    const isFailed = asset.retrieval_status === 'failed';
    const [sign, title, said] = isFailed
        ? ['missing', 'It did not come', asset.retrieval_error ?? 'It could not be fetched.']
        : isAwaited(asset) ? ['clock', 'On its way', 'It appears here as soon as it has come.']
            : asset.state && asset.state !== 'present' ? ['warning', 'Its bytes are lost',
                'A backup may have them: stillstore verify --repair --from BACKUP']
                : asset.refusal ? ['warning', 'Not a readable picture', asset.refusal]
                    : ['file', nameOf(asset), 'A file of another kind. It can be downloaded.'];
    return el('div', { class: ['state', isFailed && 'failed'] },
        el('span', { class: 'state-icon' }, icon(sign, 32)), el('h2', el('bdi', title)),
        el('p', said), isFailed && [
            el('p', asset.next_retrieval_attempt ? ['It is tried again ',
                when(asset.next_retrieval_attempt), '.'] : 'It is not tried again by itself.'),
            button({ icon: 'retry', label: 'Try again now', onClick: (event) => {
                event.currentTarget.disabled = true;
                fetchAgain(asset);
            } }),
        ]);
};

// One picture after the other, above the page; its address is the page's with the picture's id.
import { button, clear, el, icon } from '../parts/dom.js';
import { source, sources } from './link.js';

/** `{show(index), fromAddress()}` over the list of `items()`; `more()` makes it longer. */
export const lightbox = ({ items, mayDownload, more }) => {
    const image = el('img', { alt: '', draggable: 'false' });
    const view = el('div', { class: 'box-view', tabindex: -1, autofocus: true });
    const name = el('p', { class: 'grow clip', aria: { live: 'polite' } });
    const save = mayDownload && el('a', { class: 'button quiet icon-only', title: 'Download',
        aria: { label: 'Download' } }, icon('download'));
    const arrow = (by, sign, label) => button({ icon: sign, label, kind: 'quiet', iconOnly: true,
        class: `box-arrow ${sign}`, onClick: () => step(by) });
    const [before, behind] = [arrow(-1, 'left', 'Previous'), arrow(1, 'right', 'Next')];
    const node = el('dialog', { class: 'box', aria: { label: 'Picture' } },
        el('div', { class: 'box-bar' }, name, save,
            button({ icon: 'close', label: 'Close', kind: 'quiet', iconOnly: true,
                onClick: () => leave() })),
        view, before, behind);
    document.body.append(node);
    let here = -1;
    const ahead = new Map();

    const paint = async (index) => {
        const item = items()[index];
        if (!item) return;
        here = index;
        clear(name, el('bdi', item.name ?? ''), items().length > 1
            && el('span', { class: 'hint' }, ` ${index + 1} of ${items().length}`));
        if (save) {
            save.href = source(item, 'content?download=true');
            save.download = item.name ?? '';
        }
        view.classList.remove('whole');
        if (item.kind === 'image') {
            for (const [key, text] of Object.entries(sources(item, mayDownload, '100vw'))) {
                image.setAttribute(key, text);
            }
            image.alt = item.name || 'A picture';
            image.style.setProperty('--own', `${item.width ?? 1024}px`);
            clear(view, image);
        } else {
            clear(view, mayDownload && /video/.test(item.kind)
                ? el('video', { src: source(item, 'content'), controls: true, playsinline: true })
                : el('p', { class: 'hint' }, 'This can only be downloaded, if at all.'));
        }
        before.hidden = index === 0;
        if (index >= items().length - 2) await more?.();
        behind.hidden = index >= items().length - 1;
        for (const next of [items()[index + 1], items()[index - 1]]) {
            if (next?.kind !== 'image' || ahead.has(next.id)) continue;
            const made = new Image();
            Object.assign(made, sources(next, mayDownload, '100vw'));
            ahead.set(next.id, made);
            if (ahead.size > 8) ahead.delete(ahead.keys().next().value);
        }
    };
    const show = (index) => {
        history.pushState({ isBox: true }, '', `#${items()[index].id}`);
        paint(index);
        if (!node.open) node.showModal();
    };
    const step = (by) => {
        const next = items()[here + by];
        if (!next) return;
        history.replaceState(history.state, '', `#${next.id}`);
        paint(here + by);
    };
    const close = () => {
        node.close();
        clear(view);
        document.querySelectorAll('.shared-rows button')[here]?.focus();
    };
    const leave = () => {
        if (history.state?.isBox) return history.back();
        history.replaceState(null, '', location.pathname);
        close();
    };
    const fromAddress = () => {
        const index = items().findIndex((one) => one.id === location.hash.slice(1));
        if (index < 0) return node.open && close();
        paint(index);
        if (!node.open) node.showModal();
    };
    addEventListener('popstate', fromAddress);
    node.addEventListener('cancel', (event) => {
        event.preventDefault();
        leave();
    });
    node.addEventListener('keydown', (event) => {
        if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest('video')) return;
        const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (by) step(by);
    });
    view.addEventListener('click', (event) => {
        if (event.target === image) view.classList.toggle('whole');
        else if (event.target === view) leave();
    });
    let start = null;
    view.addEventListener('touchstart', (event) => {
        start = event.touches.length === 1 && (visualViewport?.scale ?? 1) < 1.05
            && !view.classList.contains('whole') ? event.touches[0].clientX : null;
    }, { passive: true });
    view.addEventListener('touchend', (event) => {
        if (start === null) return;
        const by = event.changedTouches[0].clientX - start;
        if (Math.abs(by) > 60) step(by < 0 ? 1 : -1);
        start = null;
    }, { passive: true });
    return { show, fromAddress };
};

import { button, el, icon } from './dom.js';

/**
 * Opens a menu at a button. Items: `{label, icon, run, href, danger, checked, disabled, hint}`,
 * null is nothing, `'-'` is a line between; a node stands as it is.
 */
export const openMenu = (anchor, items, { label = 'Menu' } = {}) => {
    const isOpen = anchor.getAttribute('aria-expanded') === 'true';
    document.querySelector('.menu')?.hidePopover();
    if (isOpen) return;
    const menu = el('div', { class: 'menu', role: 'menu', popover: 'auto', aria: { label } },
        items.filter(Boolean).map((item) => entry(item, () => menu.hidePopover())));
    document.body.append(menu);
    anchor.setAttribute('aria-expanded', 'true');
    menu.addEventListener('toggle', (event) => {
        if (event.newState === 'open') return;
        const hadFocus = menu.contains(document.activeElement)
            || document.activeElement === document.body;
        anchor.setAttribute('aria-expanded', 'false');
        menu.remove();
        if (hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
    });
    menu.addEventListener('keydown', (event) => move(event, menu));
    menu.showPopover();
    place(menu, anchor);
    menu.querySelector('[role^=menuitem]')?.focus();
};

/** A button that opens a menu of what `items()` answers then. */
export const menuButton = (props, items) => {
    const made = button({
        ...props, aria: { haspopup: 'menu', expanded: 'false', ...props.aria },
        onClick: () => openMenu(made, items(), { label: props.label }),
    });
    return made;
};

const entry = (item, close) => {
    if (item === '-') return el('hr');
    if (item instanceof Node) return item;
    const isChoice = item.checked !== undefined;
    const props = {
        class: ['menu-item', item.danger && 'danger'], role: isChoice ? 'menuitemradio' : 'menuitem',
        tabindex: -1, href: item.href, download: item.download, disabled: item.disabled,
        aria: { checked: isChoice ? String(item.checked) : undefined },
        on: { click: () => { close(); item.run?.(); } },
    };
    return el(item.href ? 'a' : 'button', item.href ? props : { type: 'button', ...props },
        isChoice ? el('span', { class: 'menu-tick' }, item.checked && icon('check', 16))
            : item.icon && icon(item.icon, 18),
        el('span', { class: 'grow' }, item.label),
        item.hint && el('kbd', item.hint));
};

const move = (event, menu) => {
    const items = [...menu.querySelectorAll('[role^=menuitem]:not([disabled])')];
    const at = items.indexOf(document.activeElement);
    const to = {
        ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1,
    }[event.key];
    event.stopPropagation();
    if (event.key === 'Tab') menu.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
};

/** Places what is shown above the page beside an element, inside the window. */
export const place = (node, anchor) => {
    const box = anchor.getBoundingClientRect();
    const [width, height] = [node.offsetWidth, node.offsetHeight];
    const below = box.bottom + 4;
    const top = below + height > innerHeight - 8 ? Math.max(8, box.top - height - 4) : below;
    const left = Math.min(Math.max(8, box.left), innerWidth - width - 8);
    node.style.top = `${top}px`;
    node.style.left = `${box.right > innerWidth - 24 ? innerWidth - width - 8 : left}px`;
};

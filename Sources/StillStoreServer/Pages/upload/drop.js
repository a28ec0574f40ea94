// Files are taken wherever they are dropped, or pasted, in the app; Upload then shows them coming.
import { navigate } from '../app/router.js';
import { el, icon } from '../parts/dom.js';
import { plural } from '../parts/format.js';
import { toast } from '../parts/toast.js';
import { add } from './queue.js';

const isHidden = (name) => /^(\.|Thumbs\.db$|desktop\.ini$|__MACOSX$)/.test(name);

const entriesOf = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));

// All files of a folder; browsers tell a hundred entries at a time.
const walk = async (entry, into, isTop) => {
    if (!isTop && isHidden(entry.name)) return;
    if (entry.isFile) {
        const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
        if (file) into.push({ file, path: entry.fullPath.replace(/^\//, '') });
        return;
    }
    const reader = entry.createReader();
    for (;;) {
        const some = await entriesOf(reader);
        if (!some.length) break;
        for (const one of some) await walk(one, into, false);
    }
};

/** The files of a list, with their paths in the folder that was chosen. */
export const filesOf = (list) => [...list].map(
    (file) => ({ file, path: file.webkitRelativePath || file.name }))
    .filter(({ file, path }) => !file.webkitRelativePath || !path.split('/').some(isHidden));

const filesIn = async (transfer) => {
    // Entries are gone once the event is over; they are all taken before the first wait.
    const entries = [...transfer.items].filter(({ kind }) => kind === 'file')
        .map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return filesOf(transfer.files);
    const found = [];
    for (const entry of entries) await walk(entry, found, true);
    return found;
};

/** Where new files go, as it was last chosen. */
export const target = () => {
    try {
        return { bucket: 'default', folder: '', ...JSON.parse(localStorage.getItem('upload-to')) };
    } catch {
        return { bucket: 'default', folder: '' };
    }
};

/** Takes files, and shows how they come. */
export const take = (found) => {
    if (!found.length) return toast('There is no file in that.');
    add(found, target());
    if (location.pathname !== '/upload') {
        navigate('/upload');
        toast(`${plural(found.length, 'file')} to ${target().bucket}.`);
    }
};

const pastedName = (file, n) => {
    if (file.name && file.name !== 'image.png') return file.name;
    const now = new Date().toISOString().slice(0, 19).replaceAll(':', '.').replace('T', ' ');
    return `pasted ${now}${n ? ` ${n + 1}` : ''}.${file.type.split('/')[1] ?? 'png'}`;
};

/** Listens for files, from now on. */
export const startDrops = () => {
    const veil = el('div', { class: 'drop-veil', hidden: true }, el('p', icon('upload', 40),
        'Drop to upload'));
    document.body.append(veil);
    // What is dragged within the page is for the page.
    let isOurs = false;
    let hiding = null;
    const isFiles = (event) => !isOurs && event.dataTransfer?.types.includes('Files');
    const hide = () => { veil.hidden = true; };
    document.addEventListener('dragstart', () => { isOurs = true; });
    document.addEventListener('dragend', () => { isOurs = false; });
    document.addEventListener('dragover', (event) => {
        if (!isFiles(event) || document.querySelector('dialog:modal')) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        veil.hidden = false;
        clearTimeout(hiding);
        hiding = setTimeout(hide, 250);
    });
    document.addEventListener('drop', async (event) => {
        if (!isFiles(event) || event.defaultPrevented) return;
        event.preventDefault();
        hide();
        try {
            take(await filesIn(event.dataTransfer));
        } catch (problem) {
            toast('', { problem });
        }
    });
    document.addEventListener('paste', (event) => {
        if (event.target.closest?.('input, textarea, [contenteditable=true], dialog')) return;
        const files = [...event.clipboardData?.files ?? []];
        if (!files.length) return;
        event.preventDefault();
        take(files.map((file, n) => ({
            file, path: pastedName(file, n),
        })));
    });
};

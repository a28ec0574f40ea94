// What one sets for oneself.
import { post, put } from '../app/api.js';
import { me } from '../app/me.js';
import { append, button, clear, el } from '../parts/dom.js';
import { field, form, segments, toggle } from '../parts/fields.js';
import { bidi, when } from '../parts/format.js';
import { toast } from '../parts/toast.js';

const passwordForm = (body) => {
    const current = me.has_password && field({
        label: 'Current password', name: 'current', type: 'password',
        autocomplete: 'current-password', required: true,
    });
    const fresh = field({
        label: me.has_password ? 'New password' : 'Password', name: 'new', type: 'password',
        autocomplete: 'new-password', hint: 'It ends all your other sign-ins.', required: true,
    });
    return form({
        class: 'form narrow', fields: [current, fresh],
        action: me.has_password ? 'Change password' : 'Set password',
        submit: async (given) => {
            try {
                await put('/auth/password', { current: given.current, new: given.new });
            } catch (problem) {
                throw problem.status !== 401 ? problem : Object.assign(problem,
                    { detail: 'This is not your current password.', field: 'current' });
            }
            me.has_password = true;
            toast('The password is set.');
            clear(body, body.firstChild);
            account(body);
        },
    });
};

export const account = (body) => {
    append(body, [
        el('dl', { class: 'facts' },
            el('dt', 'Name'), el('dd', bidi(me.name)), el('dt', 'E-mail'), el('dd', bidi(me.email)),
            el('dt', 'Role'), el('dd', me.role === 'admin' ? 'Admin of this store' : 'Member'),
            me.last_login_at && [el('dt', 'Signed in'), el('dd', when(me.last_login_at))]),
        el('h2', me.has_password ? 'Password' : 'Set a password'),
        !me.has_password && el('p', { class: 'muted' },
            'Until somebody has one, this store can be reached from its own machine only.'),
        passwordForm(body), el('hr'),
        el('div', button({
            icon: 'leave', label: 'Sign out', onClick: async () => {
                await post('/auth/logout');
                location.assign('/sign-in');
            },
        })),
    ]);
};

/** How pages look is kept in this browser, and is the same for all who use it. */
export const looks = async (body) => {
    const { sizes, view } = await import('../library/toolbar.js');
    const keep = (changes) => localStorage.setItem('view',
        JSON.stringify(Object.assign(view, changes)));
    const row = (label, hint, choice) => el('div', { class: 'choice' },
        el('div', { class: 'grow' }, el('strong', label), el('p', { class: 'hint' }, hint)),
        choice);
    body.append(el('div', { class: 'card choices' },
        row('Colours', 'As this device has them, or always one way.', segments({
            label: 'Colours', value: localStorage.getItem('theme') ?? '',
            options: [['', 'Device'], ['light', 'Light'], ['dark', 'Dark']],
            onChange: (theme) => {
                if (theme) localStorage.setItem('theme', theme);
                else localStorage.removeItem('theme');
                document.documentElement.style.colorScheme = theme;
            },
        })),
        row('Size of pictures', 'In the library, where + and − change it too.', segments({
            label: 'Size of pictures', value: sizes.find((size) => size >= view.height) ?? 200,
            options: [[104, 'Small'], [144, 'Medium'], [200, 'Large'], [280, 'Huge']],
            onChange: (height) => keep({ height }),
        })),
        row('Layout', 'Rows keep the shape of each picture.', segments({
            label: 'Layout', value: view.isSquare,
            options: [[false, 'Rows'], [true, 'Squares']],
            onChange: (isSquare) => keep({ isSquare }),
        })),
        toggle({
            label: 'Keys without Ctrl or ⌘', checked: localStorage.getItem('keys') !== 'off',
            hint: 'Such as f for a favourite. Switch off if they get in the way of speech input.',
            onChange: (isOn) => localStorage.setItem('keys', isOn ? 'on' : 'off'),
        })));
};

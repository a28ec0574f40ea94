import { post } from '../app/api.js';
import { signedIn } from '../app/main.js';
import { loadMe } from '../app/me.js';
import { navigate } from '../app/router.js';
import { el } from '../parts/dom.js';
import { field, form } from '../parts/fields.js';

// Only an address of this site: a link to the sign-in page leads nowhere else.
const nextOf = (query) => {
    const next = query.get('next') ?? '/';
    return /^\/(?![/\\])/.test(next) ? next : '/';
};

export const open = ({ main, query }) => {
    const email = field({
        label: 'E-mail', name: 'email', type: 'email', autocomplete: 'username', autofocus: true,
        autocapitalize: 'off', spellcheck: 'false',
    });
    const password = field({
        label: 'Password', name: 'password', type: 'password', autocomplete: 'current-password',
    });
    const signIn = async (given) => {
        try {
            await post('/auth/login', { email: given.email.trim(), password: given.password });
        } catch (problem) {
            if (problem.retryAfter) {
                problem.detail += ` Try again in ${problem.retryAfter} seconds.`;
            }
            password.input.value = '';
            throw problem;
        }
        await loadMe();
        signedIn();
        await navigate(nextOf(query), { replace: true });
    };
    main.append(el('div', { class: 'sign-in' },
        el('div', { class: 'brand' }, el('span', { class: 'brand-mark', aria: { hidden: 'true' } }),
            el('span', 'StillStore')),
        el('h1', 'Sign in'),
        query.get('link') && el('p', { class: 'problem', role: 'alert' },
            'That link has been used already, or its ten minutes are over. Make a new one, or use '
                + 'your password.'),
        form({ fields: [email, password], action: 'Sign in', submit: signIn }),
        el('details', el('summary', 'No password yet?'),
            el('p', 'On the machine of the store, make a link that signs you in once:'),
            el('pre', 'stillstore users login-link EMAIL'))));
    return { focus: () => email.input.focus() };
};

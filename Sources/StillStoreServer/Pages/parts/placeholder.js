// A picture's perceptual hash says where it is light and dark: enough for a blur to look at while
// the picture is on its way.

const side = 8;
const kept = 5;
const cosines = Array.from({ length: kept }, (_, k) =>
    Array.from({ length: side }, (__, x) => Math.cos(((k + 1) * (2 * x + 1) * Math.PI) / (2 * side))));

// A bitmap of 8 × 8 in 24 bits; only the pixels differ.
const head = [66, 77, 246, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0, side, 0, 0, 0, side, 0, 0, 0,
    1, 0, 24, 0, 0, 0, 0, 0, 192, 0, 0, 0, ...Array(16).fill(0)];

const preference = matchMedia('(prefers-color-scheme: dark)');
let prefersDark = preference.matches;
preference.addEventListener('change', () => { prefersDark = preference.matches; });

const isDark = () => {
    const chosen = document.documentElement.style.colorScheme;
    return chosen ? chosen === 'dark' : prefersDark;
};

/** The address of a small blurred picture, made of 16 hexadecimal digits; none without them. */
export const placeholder = (hash) => {
    if (!/^[0-9a-f]{16}$/.test(hash ?? '')) return undefined;
    const light = new Float32Array(side * side);
    for (let v = 0; v < kept; v += 1) {
        const row = parseInt(hash.slice(2 * v, 2 * v + 2), 16);
        for (let u = 0; u < kept; u += 1) {
            const weight = ((row >> (7 - u)) & 1 ? 1 : -1) / (u + v + 1.5);
            for (let y = 0; y < side; y += 1) {
                const part = weight * cosines[v][y];
                for (let x = 0; x < side; x += 1) light[y * side + x] += part * cosines[u][x];
            }
        }
    }
    const [middle, range] = isDark() ? [50, 12] : [216, 11];
    let text = String.fromCharCode(...head);
    for (let y = side - 1; y >= 0; y -= 1) {
        for (let x = 0; x < side; x += 1) {
            const value = Math.max(0, Math.min(255, middle + range * light[y * side + x]));
            text += String.fromCharCode(value, value, value);
        }
    }
    return `url("data:image/bmp;base64,${btoa(text)}")`;
};

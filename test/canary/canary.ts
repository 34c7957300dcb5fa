/**
 * The secret of all tests that need one. Whatever is written, sent or kept in the whole run is looked through for it (watch.mjs). Its
 * parts of eight stand nowhere by chance: fifteen letters of it in a row, or as many in base64, are found wherever they turn up.
 */
// Put together, so that this file does not hold it.
export const CANARY = ['K7f2', 'W9q4', 'T3x8', 'B6z1'].map((part) => `cnry${part}`).join('')

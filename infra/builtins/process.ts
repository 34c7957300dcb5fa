/** `node:process` as the bundles have it, for the reason that `http.ts` gives: among what it exports are its standard streams. */
export const { env, versions } = process

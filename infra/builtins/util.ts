/** `node:util` as the bundles have it, for the reason that `http.ts` gives: among what it exports are a parser of arguments and one of MIME types. */
export const { isDeepStrictEqual, promisify } = process.getBuiltinModule('node:util')

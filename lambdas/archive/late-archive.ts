import type { Archive } from './archive.ts'

/** An archive that is opened when something is first asked of it: S3's client is a fifth of what a cold start would load. */
export function lateArchive(open: () => Promise<Archive>): Archive {
  let opened: Promise<Archive> | undefined
  const archive = async (): Promise<Archive> => {
    opened ??= open()
    try {
      return await opened
    } catch (error) {
      // Who asks next tries again: a warm function lives for hours.
      opened = undefined
      throw error
    }
  }
  return {
    get: async (name) => (await archive()).get(name),
    list: async function* (folder) {
      yield* (await archive()).list(folder)
    },
    put: async (name, bytes, options) => (await archive()).put(name, bytes, options),
    replace: async (name, bytes, over) => (await archive()).replace(name, bytes, over),
    supersede: async (name, by) => (await archive()).supersede(name, by),
  }
}

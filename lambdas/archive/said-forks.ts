import { type Archive, Fork } from './archive.ts'

/** The archive; whoever finds other bytes under a name that is written once says so, whatever becomes of the error. */
export function saidForks(archive: Archive, say: (object: string) => void): Archive {
  return {
    ...archive,
    put: async (name, bytes, options) => {
      try {
        return await archive.put(name, bytes, options)
      } catch (error) {
        if (error instanceof Fork) say(name)
        throw error
      }
    },
  }
}

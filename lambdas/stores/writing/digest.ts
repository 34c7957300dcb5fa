import { createHash } from 'node:crypto'

/**
 * What an object's bytes are known by: their SHA-256; or, where `partBytes` is not null, the SHA-256 of the SHA-256s of its parts of so
 * many bytes, one behind the other, which is what S3 calls the composite checksum of an object that was written in parts.
 */
export interface Digest {
  /** Lower-case hex. */
  readonly sha256: string
  readonly partBytes: number | null
}

export interface Digesting {
  readonly update: (bytes: Uint8Array) => void
  readonly end: () => Digest
}

export function digesting(partBytes: Digest['partBytes']): Digesting {
  return partBytes === null ? whole() : inParts(partBytes)
}

export function isSameDigest(a: Digest, b: Digest): boolean {
  return a.sha256 === b.sha256 && a.partBytes === b.partBytes
}

function whole(): Digesting {
  const hash = createHash('sha256')
  return {
    update: (bytes) => void hash.update(bytes),
    end: () => ({ sha256: hash.digest('hex'), partBytes: null }),
  }
}

function inParts(partBytes: number): Digesting {
  const all = createHash('sha256')
  let part = createHash('sha256')
  let filled = 0
  const close = (): void => {
    all.update(part.digest())
    part = createHash('sha256')
    filled = 0
  }
  return {
    update: (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        const taken = bytes.subarray(at, at + partBytes - filled)
        part.update(taken)
        filled += taken.length
        at += taken.length
        if (filled === partBytes) close()
      }
    },
    end: () => {
      if (filled > 0) close()
      return { sha256: all.digest('hex'), partBytes }
    },
  }
}

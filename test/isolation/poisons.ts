import type { RequestListener, ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** How one pipeline's answers can be of the kind that hurts. */
export const POISONS = [
  'a body of 20 MB',
  'one byte a second',
  'endless redirects',
  'a gzip bomb',
  'headers that never end',
  'silence',
] as const
export type Poison = (typeof POISONS)[number]

// 1 GB of spaces in 1 MB: members of a gzip file follow one another.
const BOMB = Buffer.concat(Array<Buffer>(100).fill(gzipSync(Buffer.alloc(10_000_000, ' '), { level: 9 })))
const LARGE = Buffer.alloc(20_000_000, ' ')
const JSON_TYPE = { 'content-type': 'application/json' }

/** Answers so; as the next would. */
export function poisonous(poison: Poison): RequestListener {
  return (request, response) => {
    switch (poison) {
      case 'a body of 20 MB':
        response.writeHead(200, JSON_TYPE).end(LARGE)
        return
      case 'one byte a second':
        response.writeHead(200, { ...JSON_TYPE, 'content-length': '100000' })
        drip(response, () => void response.write(' '))
        return
      case 'endless redirects':
        response.writeHead(302, { location: `${request.url}x` }).end()
        return
      case 'a gzip bomb':
        response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(BOMB)
        return
      case 'headers that never end':
        response.socket?.write('HTTP/1.1 200 OK\r\n')
        drip(response, () => void response.socket?.write(`x-more: ${'y'.repeat(1_000)}\r\n`), 20)
        return
      case 'silence':
        return
    }
  }
}

function drip(response: ServerResponse, write: () => void, everyMs = 1_000): void {
  const timer = setInterval(write, everyMs)
  response.socket?.once('close', () => clearInterval(timer))
}

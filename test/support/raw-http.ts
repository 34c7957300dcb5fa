import { connect } from 'node:net'

/** Sends these very header lines, as no client would, and gives the whole answer but the line that tells the time. */
export async function rawAnswer(
  url: string,
  requestLine: string,
  headerLines: readonly string[],
): Promise<string> {
  const { hostname, port, host } = new URL(url)
  const named = headerLines.some((line) => /^host:/i.test(line))
    ? headerLines
    : [`host: ${host}`, ...headerLines]
  const socket = connect(Number(port), hostname)
  // Not `end`: a client that closes its half before it is answered is a different matter.
  socket.write([`${requestLine} HTTP/1.1`, ...named, 'connection: close', '', ''].join('\r\n'), 'latin1')
  const chunks: Buffer[] = []
  for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
    .toString('latin1')
    .replace(/^date: .*\r\n/im, '')
}

export function statusIn(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])
}

import type { ClientRequest, IncomingMessage } from 'node:http'
import { type Incomplete, incomplete } from './body.ts'
import { ADDRESS_REFUSED } from './reach.ts'

/** The head of the answer, or why there is none. Settles at the latest when the request is destroyed. */
export function responseTo(sent: ClientRequest): Promise<IncomingMessage | Incomplete> {
  return new Promise((resolve) => {
    sent.once('response', resolve)
    sent.once('upgrade', (_response, socket) => {
      socket.destroy()
      resolve(incomplete('malformed', 'the server changed to another protocol'))
    })
    sent.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ ...failed(error), reusedSocket: sent.reusedSocket })
    })
  })
}

/** Nothing was sent: what is asked for stands at an address that may not be connected to. */
export function addressRefused(): Incomplete {
  return {
    ...incomplete('network', `the connection failed (${ADDRESS_REFUSED})`),
    isRefusedByUs: true,
  }
}

/** The error's code alone: messages may name addresses, and nothing else in them helps. */
function failed({ code = 'no code' }: NodeJS.ErrnoException): Incomplete {
  if (code === ADDRESS_REFUSED) return addressRefused()
  // HPE_…: Node's parser (llhttp) found bytes that are no HTTP, or headers beyond the limit.
  return code.startsWith('HPE_')
    ? incomplete('malformed', `the answer is no HTTP (${code})`)
    : incomplete('network', `the connection failed (${code})`)
}

/** Names in lower case, as Node gives them; what came several times is joined. */
export function headersOf(response: IncomingMessage): { readonly [name: string]: string } {
  const headers: { [name: string]: string } = {}
  for (const name in response.headers) {
    const value = response.headers[name]
    headers[name] = typeof value === 'string' ? value : (value ?? []).join(', ')
  }
  return headers
}

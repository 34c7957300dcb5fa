import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that listens on this machine, on a port that was free. */
export interface LoopbackServer {
  readonly url: string
  /** Ends what is still connected as well. */
  readonly stop: () => Promise<void>
}

export async function onLoopback(server: Server): Promise<LoopbackServer> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

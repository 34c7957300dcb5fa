import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * A source of one pipeline that has two checkpoints. Not on loopback, which a deployed recorder refuses to ask (feldera/reach.ts), but on
 * another address of this machine: what is asked there does not leave it. Undefined where it has none.
 */
export async function startOneSource(pipeline: string) {
  const address = Object.values(networkInterfaces())
    .flat()
    .find((one) => one !== undefined && !one.internal && one.family === 'IPv4')?.address
  if (address === undefined) return undefined
  const id = '019e4708-bac8-7c10-b2f7-5cb248871905'
  const checkpoints = JSON.stringify(
    [0, 1].map((i) => ({
      uuid: `019e4708-bac8-7c10-b2f7-5cb24887190${i}`,
      fingerprint: 1,
      size: 1,
      steps: i,
    })),
  )
  const row = { name: pipeline, id, deployment_id: id, deployment_status: 'Running', storage_status: 'InUse' }
  const list = JSON.stringify([{ ...row, program_version: 1, platform_version: '0.337.0' }])
  const server = createServer(({ url = '' }, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(url.endsWith('/checkpoints') ? checkpoints : list)
  })
  await new Promise<void>((resolve) => server.listen(0, address, resolve))
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'

const BYTES = 1_000_000

function printing(main: string) {
  const script = `const { runCommand } = await import('./infra/local/command.ts'); await runCommand(async () => ${main})`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<number> {
  let bytes = 0
  for await (const chunk of stream) bytes += chunk.length
  return bytes
}

it('a slow reader of a pipe gets all that a command wrote', async () => {
  const child = printing(`{ process.stdout.write('x'.repeat(${BYTES})); return 0 }`)
  await once(child.stdout, 'readable')
  await sleep(300)
  expect(await bytesOf(child.stdout)).toBe(BYTES)
})

it('a long message of what went wrong is whole as well', async () => {
  const child = printing(`{ throw new Error('x'.repeat(${BYTES})) }`)
  const closed = once(child, 'close')
  expect(await bytesOf(child.stderr)).toBeGreaterThan(BYTES)
  expect(await closed).toEqual([1, null])
})

it('a reader that went away holds up nobody', async () => {
  const child = printing(`{ process.stdout.write('x'.repeat(${BYTES})); return 0 }`)
  const closed = once(child, 'close')
  child.stdout.destroy()
  child.stderr.destroy()
  expect(await closed).toEqual([0, null])
})

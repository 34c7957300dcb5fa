import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { askedToStop } from '../../infra/local/asked-to-stop.ts'

test('one Ctrl-C that arrives twice is one request, and ends nobody before the database is ended', async () => {
  vi.useFakeTimers()
  try {
    const process = new EventEmitter()
    const asked = askedToStop(process)
    process.emit('SIGINT')
    await asked
    // Without a listener the signal would have its usual effect.
    expect(process.listenerCount('SIGINT')).toBe(1)
    expect(process.emit('SIGINT')).toBe(true)
    vi.advanceTimersByTime(1_000)
    expect(process.listenerCount('SIGINT')).toBe(0)
    expect(process.listenerCount('SIGTERM')).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})

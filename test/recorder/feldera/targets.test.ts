import { expect, it } from 'vitest'
import { createReach } from '../../../lambdas/recorder/feldera/reach.ts'
import { createTargets } from '../../../lambdas/recorder/feldera/targets.ts'

it('says where a URL leads as `URL` reads it, the first time and ever after', () => {
  const targetOf = createTargets(createReach({ loopback: true }))
  for (let i = 0; i < 2; i += 1) {
    expect(targetOf('https://Feldera.example.com:443/a/../b%20c?d=é')).toEqual({
      secure: true,
      host: 'feldera.example.com',
      hostname: 'feldera.example.com',
      port: '',
      path: '/b%20c?d=%C3%A9',
      isRefused: false,
    })
    expect(targetOf('http://[::1]:8080/')).toMatchObject({
      secure: false,
      host: '[::1]:8080',
      hostname: '::1',
      port: '8080',
    })
  }
})

it.each([
  'http://169.254.169.254/latest/meta-data',
  'http://2852039166/',
  'http://[fd00:ec2::254]/',
  'https://0.0.0.0/',
])('refuses %s however often it is asked', (url) => {
  const targetOf = createTargets(createReach({ loopback: true }))
  for (let i = 0; i < 3; i += 1) expect(targetOf(url).isRefused).toBe(true)
})

it('what one process may reach says nothing of another', () => {
  const url = 'http://127.0.0.1:8080/'
  const [here, there] = [true, false].map((loopback) => createTargets(createReach({ loopback })))
  expect([here?.(url).isRefused, there?.(url).isRefused, here?.(url).isRefused]).toEqual([false, true, false])
})

it('knows so many and no more: which was read first is read anew, and says the same', () => {
  const targetOf = createTargets(createReach({ loopback: true }), 1)
  const [a, b] = [targetOf('http://a/'), targetOf('http://b/')]
  expect(targetOf('http://b/')).toBe(b)
  expect(targetOf('http://a/')).not.toBe(a)
  expect(targetOf('http://a/')).toEqual(a)
})

it('throws for what is no URL, each time', () => {
  const targetOf = createTargets(createReach({ loopback: true }))
  for (let i = 0; i < 2; i += 1) expect(() => targetOf('feldera')).toThrow(TypeError)
})

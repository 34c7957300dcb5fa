import { expect, test } from 'vitest'
import { emptyLog } from '../../lambdas/archive/empty-log.ts'

test('a log without entries has size 0 and the root of RFC 6962, the SHA-256 of nothing', () => {
  expect(emptyLog('log.example')).toEqual({
    origin: 'log.example',
    size: '0',
    root: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  })
})

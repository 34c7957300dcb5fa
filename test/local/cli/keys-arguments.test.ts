import { describe, expect, it } from 'vitest'
import { readKeysArguments } from '../../../infra/local/cli/keys-arguments.ts'
import { Refused } from '../../../infra/local/refused.ts'
import { newKey } from '../../../lambdas/publisher/access/key-text.ts'

const { id, text } = newKey()
const NAMED = ['create', '--name', 'on-call', '--role', 'operate']

describe('keys', () => {
  it('are made with a name, a role and an end, or none', () => {
    const action = { kind: 'create', name: 'on-call', role: 'operate', expiresInMs: null }
    const place = { data: '.checkpoint-ledger' }
    expect(readKeysArguments(NAMED)).toEqual({ action, place, json: false })
    const expiring = readKeysArguments([...NAMED, '--expires', '90d', '--stack', 'S', '--json'])
    expect(expiring).toEqual({
      action: { ...action, expiresInMs: 90 * 86_400_000 },
      place: { stack: 'S' },
      json: true,
    })
  })

  it.each([id, text])('are revoked by id or, found somewhere, by their text: %s', (word) => {
    expect(readKeysArguments(['revoke', word, '--data', 'D'])).toEqual({
      action: { kind: 'revoke', id },
      place: { data: 'D' },
      json: false,
    })
  })

  it.each<[readonly string[], readonly string[]]>([
    [['create'], ['--name', '--role']],
    [
      ['create', '--name', 'a b', '--role', 'admin', '--expires', 'soon'],
      ['--name', '--role', '--expires'],
    ],
    [['create', '--name', '../x', '--role', 'read'], ['--name']],
    [['create', '--name', 'x'.repeat(65), '--role', 'read'], ['--name']],
    [['create', '--name', 'x', '--role', 'read', '--expires', '0s'], ['--expires']],
    [['create', 'x', '--name', 'x', '--role', 'read'], ['words']],
    [['revoke'], ['words']],
    [['revoke', 'AAAA'], ['ID']],
    [['revoke', `${text}x`], ['ID']],
    [['list', '--role', 'read'], ['--role']],
    [['rotate'], ['keys create']],
    [[], ['keys create']],
    [['list', '--colour'], ['--colour']],
    [['list', '--stack', 'x', '--data', 'y'], ['--stack']],
  ])('%j are refused, with all that is wrong', (args, said) => {
    const reading = () => readKeysArguments(args)
    expect(reading).toThrow(Refused)
    for (const word of said) expect(reading).toThrow(word)
    // What was sent in place of an id may be a key with an error in it.
    expect(reading).not.toThrow(text)
  })
})

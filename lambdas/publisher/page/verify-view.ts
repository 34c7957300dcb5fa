import type { Log } from './asking/answers.ts'
import { asking, shown } from './asking/asked.ts'
import { keepBlob } from './asking/keeping.ts'
import type { Context, View } from './context.ts'
import { button, type Described, h } from './element.ts'
import { copied, facts, section } from './parts.ts'
import { grouped } from './words.ts'

const COMMANDS = [
  ['The archive and the table of one machine, against each other', 'npm run ledger -- verify --data DIR'],
  [
    'A copy of the archive, with the key and a checkpoint that you kept',
    'npm run ledger -- verify --archive COPY --public-key log.vkey --seen checkpoint.txt',
  ],
  [
    'What was listed at a moment, in one file',
    'npm run ledger -- attest prod/orders --at 2026-11-01T00:00:00Z --out orders.json',
  ],
  [
    'That file, by anybody, offline',
    'npm run ledger -- verify --attestation orders.json --public-key log.vkey',
  ],
] as const

/** The newest signed state of the log, for keeping, and how the record is verified. */
export function verifyView({ api, say }: Context): View {
  const asked = asking<Log>()
  return {
    title: () => 'Verify',
    load: async () => asked.take(await api.json<Log>('/v0/log')),
    draw: () => [
      h('h1', {}, 'Verify the record'),
      h(
        'p',
        { class: 'words' },
        'Every entry stands in one signed, append-only log. Whoever keeps a signed checkpoint of it elsewhere can prove, years later, whether anything was changed or cut off since.',
      ),
      ...shown(asked, (log) => [
        section(
          'log',
          'The log now',
          facts(
            ['Name', h('code', {}, log.origin)],
            ['Entries', copied(log.size, 'size of the log', say, grouped(log.size))],
            ['Root', copied(log.root, 'root of the log', say)],
          ),
        ),
        section('checkpoint', 'Signed checkpoint', signed(log, say)),
        section(
          'key',
          'Public key',
          log.public_key === null
            ? h('p', { class: 'quiet' }, 'Nothing has been signed yet.')
            : h('p', {}, copied(log.public_key, 'public key', say)),
          h(
            'p',
            { class: 'quiet' },
            'Keep it as log.vkey, from somebody you trust: who could replace the archive could replace a key in it.',
          ),
        ),
        section(
          'commands',
          'How to verify',
          h(
            'ul',
            { class: 'commands' },
            ...COMMANDS.map(([words, command]) =>
              h('li', {}, h('span', {}, words), copied(command, 'command', say)),
            ),
          ),
        ),
      ]),
    ],
  }
}

function signed({ checkpoint }: Log, say: (words: string) => void): Described {
  if (checkpoint === null)
    return h('p', { class: 'quiet' }, 'Nothing has been signed yet: the first run will do it.')
  const save = (): void => keepBlob(new Blob([checkpoint], { type: 'text/plain' }), 'checkpoint.txt')
  const copy = (): void => {
    navigator.clipboard.writeText(checkpoint).then(
      () => say('Signed checkpoint copied'),
      () => say('The signed checkpoint could not be copied'),
    )
  }
  return h(
    'div',
    { class: 'card' },
    h('pre', { tabindex: '0', role: 'region', 'aria-label': 'Text of the signed checkpoint' }, checkpoint),
    h('div', { class: 'actions' }, button('Copy checkpoint', copy), button('Save as checkpoint.txt', save)),
  )
}

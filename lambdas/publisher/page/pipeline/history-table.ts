import type { Life } from '../asking/answers.ts'
import { type Child, type Described, h, having, link } from '../element.ts'
import { icon } from '../icons.ts'
import { badge, copied, moment, table } from '../parts.ts'
import { pipelineLink } from '../route.ts'
import { bytes, grouped, shortUuid } from '../words.ts'
import { DURABILITY_WORDS, STATUS_ICON, STATUS_TONE, STATUS_WORDS } from './life-words.ts'

const COLUMNS = [
  'Status',
  'Checkpoint',
  'Begun',
  'Fingerprint',
  'Size',
  'Steps',
  'Records',
  'First seen',
  'Ended',
  'Durability',
]

const NUMBERS = [4, 5, 6]

/** Every checkpoint with its exact values. */
export function historyTable(
  pipeline: { readonly source: string; readonly name: string },
  lives: readonly Life[],
  say: (words: string) => void,
): Described {
  return table(
    'History of checkpoints',
    COLUMNS,
    lives.map((life) => lifeRow(pipeline, life, say)),
    NUMBERS,
  )
}

function lifeRow(
  { source, name }: { readonly source: string; readonly name: string },
  life: Life,
  say: (words: string) => void,
): Described {
  const { uuid, status } = life
  const cells: readonly Child[] = [
    h(
      'span',
      { class: 'with-icon' },
      badge(STATUS_TONE[status], STATUS_ICON[status], STATUS_WORDS[status]),
      heldSign(life),
    ),
    h(
      'span',
      { class: 'copied' },
      link(pipelineLink(source, name, uuid), h('code', { title: uuid }, shortUuid(uuid))),
      identifier(life),
    ),
    moment(life.created_at),
    copied(life.fingerprint, `fingerprint of ${shortUuid(uuid)}`, say),
    life.size === null ? quiet() : h('span', { title: `${grouped(life.size)} bytes` }, bytes(life.size)),
    exact(life.steps),
    exact(life.processed_records),
    moment(life.first_seen_at),
    moment(life.ended_at),
    h('span', { title: DURABILITY_WORDS[life.durability] }, life.durability),
  ]
  return having(
    h('tr', {}, ...cells.map((cell, i) => h('td', NUMBERS.includes(i) ? { class: 'number' } : {}, cell))),
    { key: uuid },
  )
}

function heldSign({ held }: Life): Child {
  if (held === null) return null
  return h(
    'span',
    { class: 'sign', title: `Held by ${held.actor}: ${held.reason}` },
    icon('hold'),
    h('span', { class: 'unseen' }, 'held'),
  )
}

function identifier({ identifier: called }: Life): Child {
  return called === null ? null : h('small', { class: 'called' }, called)
}

function exact(digits: string | null): Child {
  return digits === null ? quiet() : h('span', { title: digits }, grouped(digits))
}

function quiet(): Child {
  return h('span', { class: 'quiet' }, '—')
}

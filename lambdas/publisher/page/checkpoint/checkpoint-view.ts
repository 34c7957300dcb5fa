import type { Story } from '../asking/answers.ts'
import { pipelinePath } from '../asking/api.ts'
import { asking, shown } from '../asking/asked.ts'
import { keep } from '../asking/keeping.ts'
import type { Context, View } from '../context.ts'
import { button, type Child, type Described, h, having, link } from '../element.ts'
import { eventKey, eventsList } from '../events-list.ts'
import { type ActionForm, actionForm } from '../forms/action-form.ts'
import { badge, copied, facts, moment, section } from '../parts.ts'
import {
  DURABILITY_WORDS,
  lifeWords,
  STATUS_ICON,
  STATUS_MEANING,
  STATUS_TONE,
  STATUS_WORDS,
} from '../pipeline/life-words.ts'
import { drillForm, drillPart } from '../plans/drills-part.ts'
import { proofOf } from '../proof-parts.ts'
import { pipelineLink } from '../route.ts'
import { bytes, grouped, shortUuid, titled } from '../words.ts'
import { holdsPart } from './holds-part.ts'

export interface NamedCheckpoint {
  readonly source: string
  readonly name: string
  readonly uuid: string
}

/** One checkpoint: what it is, what became of it, who holds it, and what proves all that. */
export function checkpointView(context: Context, named: NamedCheckpoint): View {
  const { api, redraw, say } = context
  const asked = asking<Story>()
  const path = `history/${encodeURIComponent(named.uuid)}`
  const holding = actionForm(context, {
    id: 'hold-reason',
    label: 'Reason',
    isRequired: true,
    verb: 'Hold this checkpoint',
    done: 'The checkpoint is held',
    act: (reason) => api.json(pipelinePath(named, `${path}/hold`), { method: 'PUT', body: { reason } }),
  })
  const drilling = drillForm(context, named, named.uuid)
  const releases = new Map<string, ActionForm>()
  let refusal: string | undefined
  const attest = async (at: string): Promise<void> => {
    const file = `${named.source}-${named.name}-${at}.json`
    refusal = await keep({ api, say }, pipelinePath(named, 'attestation', { at }), file)
    redraw()
  }
  return {
    title: () => `Checkpoint ${shortUuid(named.uuid)} of ${named.source}/${named.name}`,
    load: async () => asked.take(await api.json<Story>(pipelinePath(named, path))),
    draw: () => [
      crumbs(named),
      ...shown(asked, (story) => [
        heading(story, say),
        section('story', 'What happened', eventsList(story.events, `${named.source}/${named.name}`)),
        holdsPart(context, { named, story, holding, releases }),
        drillPart(context, drilling),
        section(
          'proof',
          'What proves it',
          proofWords(story, attest, refusal),
          ...story.events.map((event) => proofOfOne(event, say)),
        ),
      ]),
    ],
  }
}

function crumbs({ source, name }: NamedCheckpoint): Described {
  return h('p', { class: 'crumbs' }, link(pipelineLink(source, name), `${source}/${name}`))
}

function heading(story: Story, say: (words: string) => void): Described {
  const { uuid, status, fingerprint, size, steps, processed_records, identifier } = story
  const number = (digits: string | null, what: string): Child =>
    digits === null ? '—' : copied(digits, what, say, grouped(digits))
  return h(
    'div',
    { class: 'heading' },
    h(
      'div',
      { class: 'with-icon' },
      h('h1', {}, 'Checkpoint ', h('span', { class: 'mono' }, shortUuid(uuid))),
      badge(STATUS_TONE[status], STATUS_ICON[status], STATUS_WORDS[status]),
    ),
    h('p', {}, `${lifeWords(story)}. ${STATUS_MEANING[status]} ${DURABILITY_WORDS[story.durability]}`),
    facts(
      ['UUID', copied(uuid, 'UUID', say)],
      ['Fingerprint', copied(fingerprint, 'fingerprint', say)],
      [
        'Size',
        size === null
          ? '—'
          : h('span', {}, copied(size, 'size in bytes', say, grouped(size)), ` bytes (${bytes(size)})`),
      ],
      ['Steps', number(steps, 'steps')],
      ['Processed records', number(processed_records, 'processed records')],
      ['Identifier', identifier === null ? '—' : identifier],
      ['Begun', moment(story.created_at)],
      ['First seen', moment(story.first_seen_at)],
      ['Last seen', moment(story.last_seen_at)],
      ['Ended', moment(story.ended_at)],
      ['Durability', story.durability],
    ),
  )
}

function proofWords(
  { last_seen_at }: Story,
  attest: (at: string) => Promise<void>,
  refusal: string | undefined,
): Described {
  return h(
    'div',
    { class: 'card' },
    h(
      'p',
      {},
      'An attestation is one file with the raw answers, the entries and the proofs that they stand in the signed log: it is verified offline, by anybody.',
    ),
    h(
      'div',
      { class: 'actions' },
      button('Save attestation', () => void attest(last_seen_at), { class: 'main' }),
    ),
    refusal === undefined ? null : h('p', { class: 'notice bad', role: 'alert' }, refusal),
    h(
      'p',
      { class: 'quiet' },
      'Verify it with ',
      h('code', {}, 'npm run ledger -- verify --attestation FILE --public-key log.vkey'),
    ),
  )
}

function proofOfOne(event: Story['events'][number], say: (words: string) => void): Described {
  const words = `Entry ${event.seq}: ${titled(event.kind)}`
  return having(h('details', {}, h('summary', {}, words), proofOf(event, say)), {
    key: eventKey(event),
  })
}

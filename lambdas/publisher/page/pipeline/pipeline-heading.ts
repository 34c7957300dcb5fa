import type { Pipeline } from '../asking/answers.ts'
import { type Described, h } from '../element.ts'
import { badge, facts, sinceMoment } from '../parts.ts'
import { grouped } from '../words.ts'
import type { Named } from './pipeline-data.ts'

/** What a pipeline is, how it stands, and what was promised of it. */
export function pipelineHeading({ source, name }: Named, pipeline: Pipeline | undefined): Described {
  const title = h('h1', {}, h('span', { class: 'source' }, `${source}/`), name)
  if (pipeline === undefined) return h('div', { class: 'heading' }, title)
  const { status, listed, observed_at, coverage, newest_checkpoint_at, policy, pipeline_id, store } = pipeline
  const state = {
    observed: ['good', 'good', 'Seen'],
    unobservable: ['warning', 'unseen', 'Not seen'],
    removed: ['quiet', 'gone', 'Gone'],
  } as const
  const [tone, sign, words] = state[status]
  const nowMs = Date.now()
  return h(
    'div',
    { class: 'heading' },
    h('div', { class: 'with-icon' }, title, badge(tone, sign, words)),
    facts(
      ['Newest checkpoint', sinceMoment(newest_checkpoint_at, nowMs)],
      ['Objective', policy.staleAfter === null ? 'none set' : `younger than ${policy.staleAfter}`],
      ['Listed now', grouped(listed)],
      ['Promised to keep', policy.keepLast === 'all' ? 'all' : `the newest ${policy.keepLast}`],
      ['Last seen', sinceMoment(observed_at, nowMs)],
      ['Coverage', coverage === null ? '—' : `${coverage.toFixed(1)} %`],
      ...(store === null
        ? []
        : ([
            ['Recovery point in the store', sinceMoment(store.newest.verified?.at ?? null, nowMs)],
            ['Store last checked', sinceMoment(store.checked_at, nowMs)],
          ] as const)),
      ['Feldera id', pipeline_id === null ? '—' : h('code', {}, pipeline_id)],
    ),
  )
}

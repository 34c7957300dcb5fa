import type { Story } from '../asking/answers.ts'
import { pipelinePath } from '../asking/api.ts'
import type { Context } from '../context.ts'
import { type Child, type Described, h, having } from '../element.ts'
import { type ActionForm, actionForm } from '../forms/action-form.ts'
import { badge, moment, section } from '../parts.ts'
import type { NamedCheckpoint } from './checkpoint-view.ts'

type Hold = Story['holds'][number]

interface Holding {
  readonly named: NamedCheckpoint
  readonly story: Story
  readonly holding: ActionForm
  /** By hold; made when one is first seen. */
  readonly releases: Map<string, ActionForm>
}

/** Who holds the checkpoint and why, and how one holds or releases it. */
export function holdsPart(context: Context, { named, story, holding, releases }: Holding): Child {
  const mayHold = context.mayAct() && story.status === 'listed'
  if (story.holds.length === 0 && !mayHold) return null
  const items = story.holds.map((hold) => {
    const isOpen = hold.released_at === null && hold.broken_at === null
    return holdItem(hold, isOpen && context.mayAct() ? releaseOf(context, named, hold, releases) : null)
  })
  return section(
    'holds',
    'Holds',
    h(
      'p',
      { class: 'quiet' },
      'A hold only watches: should the checkpoint go, that is a critical alert. Feldera knows nothing of it and rotates as ever.',
    ),
    ...items,
    mayHold ? h('div', { class: 'card' }, holding.draw()) : null,
  )
}

function releaseOf(
  context: Context,
  named: NamedCheckpoint,
  { id, reason }: Hold,
  releases: Map<string, ActionForm>,
): Child {
  const known = releases.get(id)
  const form =
    known ??
    actionForm(context, {
      id: `release-${id}`,
      label: 'Why it is released',
      isRequired: false,
      verb: 'Release this hold',
      done: `The hold “${reason}” is released`,
      act: (words) =>
        context.api.json(pipelinePath(named, `history/${encodeURIComponent(named.uuid)}/hold`, { id }), {
          method: 'DELETE',
          body: words === '' ? {} : { reason: words },
        }),
    })
  releases.set(id, form)
  return h('details', {}, h('summary', {}, 'Release'), form.draw())
}

function holdItem(hold: Hold, release: Child): Described {
  const { id, reason, actor, at, released_at, broken_at } = hold
  const state =
    broken_at !== null
      ? badge('critical', 'critical', 'Broken')
      : released_at !== null
        ? badge('quiet', 'gone', 'Released')
        : badge('info', 'hold', 'Held')
  const end = broken_at ?? released_at
  return having(
    h(
      'div',
      { class: 'card hold' },
      h(
        'div',
        { class: 'with-icon' },
        state,
        h('b', {}, actor),
        moment(at),
        end === null ? null : h('span', {}, 'until ', moment(end)),
      ),
      h('p', {}, h('q', {}, reason)),
      release,
    ),
    { key: id },
  )
}

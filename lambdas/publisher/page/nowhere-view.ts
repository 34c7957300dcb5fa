import type { View } from './context.ts'
import { h, link } from './element.ts'

/** An address that leads to no view. */
export function nowhereView(): View {
  return {
    title: () => 'Not found',
    load: async () => true,
    draw: () => [
      h('h1', {}, 'There is nothing here'),
      h('p', {}, 'The address leads to no view of this page. ', link('#/', 'Go to the overview')),
    ],
  }
}

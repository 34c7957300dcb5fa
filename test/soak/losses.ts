import type { Ledger } from '../../lambdas/ledger/ledger.ts'
import type { Chance } from '../simulation/chance.ts'
import type { SoakSource } from './source.ts'

/** Losses that two answers will show: of what is recorded, and left so until it is told. */
export interface Losses {
  /** One more, where a pipeline is fit for it. */
  readonly inject: () => Promise<void>
  /** Lets those go on whose loss the ledger knows. */
  readonly releaseKnown: () => Promise<void>
  /** Every UUID that was ever lost. */
  readonly injected: () => ReadonlySet<string>
  readonly open: () => number
}

export function createLosses(
  { source, ledger, chance }: { source: SoakSource; ledger: Ledger; chance: Chance },
  ledgerOf: (pipeline: string) => string,
): Losses {
  const injected = new Set<string>()
  const open = new Map<string, string>()
  const stateOf = async (name: string) => (await ledger.head(ledgerOf(name)))?.state
  return {
    inject: async () => {
      const name = chance.pick(source.names)
      if (source.isHeld(name)) return
      const recorded = new Set<string>((await stateOf(name))?.listed.map(({ uuid }) => uuid))
      const [older, newest, ...more] = source.listed(name)
      if (older === undefined || newest === undefined || more.length > 0) return
      if (!recorded.has(newest) || !recorded.has(older)) return
      source.lose(name)
      injected.add(newest)
      open.set(name, newest)
    },
    releaseKnown: async () => {
      for (const [name, uuid] of open) {
        const state = await stateOf(name)
        if (state?.listed.some((one) => one.uuid === uuid) !== false) continue
        open.delete(name)
        source.release(name)
      }
    },
    injected: () => injected,
    open: () => open.size,
  }
}

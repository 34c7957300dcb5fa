import type { Found } from './found.ts'
import { Endless, NONE, type Switches } from './switch.ts'

export interface TrialPorts {
  readonly name: string
  readonly switches: Switches
  /** Loses those that are killed. */
  readonly living: Set<number>
  /** Those among them that the plan asks for. */
  readonly askedOf: (reached: ReadonlySet<number>) => readonly number[]
  readonly slowestMs: number
  readonly tell: (found: Found) => void
  /** Told before each trial, so that somebody outside can end what does not end by itself. */
  readonly begin: (mutant: number) => void
}

/** How many kills are believed until the test has shown again that it passes without a mutant. */
const UNTIL_CHECKED = 25

/** The trials of one test: one goes on at each step, so that its hooks are called between them. */
export async function* trials(test: () => unknown, ports: TrialPorts): AsyncGenerator<void> {
  const { name, switches, living, tell } = ports
  switches.reached()
  const first = await measured(test, ports)
  const usual = switches.asked()
  const places = switches.reached()
  const reached = ports.askedOf(places)
  yield
  // What reaches nothing that is alive has nothing to show a second time.
  if (![...living].some((id) => places.has(id))) {
    tell({ found: 'tried', test: name, at: reached })
    return
  }
  // What is slow is not even tried again.
  const second = isSlow(first, ports.slowestMs) ? first : await measured(test, ports)
  yield
  const unfit = [first, second].some(({ outcome }) => outcome !== 'passed') ? 'fails' : 'slow'
  if (unfit === 'fails' || isSlow(second, ports.slowestMs)) {
    tell({ found: 'unfit', test: name, why: unfit })
    tell({ found: 'tried', test: name, at: reached })
    return
  }
  const ms = Math.min(first.ms, second.ms)
  const believed: Extract<Found, { found: 'killed' }>[] = []
  for (const id of living) {
    if (!places.has(id)) continue
    const how = await outcomeOf(test, id, ports, { usual, withinMs: ms * 20 + 5_000 })
    yield
    if (how !== 'passed') believed.push({ found: 'killed', id, by: name, how })
    if (how === 'timeout' || believed.length >= UNTIL_CHECKED) {
      if (!(await isSound())) break
      yield
    }
  }
  if (believed.length > 0) await isSound()
  tell({ found: 'tried', test: name, at: reached })

  /** A test that one mutant has spoiled for the rest says nothing about the others. */
  async function isSound(): Promise<boolean> {
    const isFit = (await outcomeOf(test, NONE, ports)) === 'passed'
    if (!isFit) tell({ found: 'unfit', test: name, why: 'fails' })
    for (const killed of believed.splice(0)) {
      if (!isFit) continue
      living.delete(killed.id)
      tell(killed)
    }
    return isFit
  }
}

interface Measured {
  readonly outcome: 'passed' | 'failed' | 'timeout'
  readonly ms: number
  readonly cpuMs: number
}

async function measured(test: () => unknown, ports: TrialPorts): Promise<Measured> {
  const [begun, before] = [performance.now(), process.threadCpuUsage()]
  const outcome = await outcomeOf(test, NONE, ports)
  const { user, system } = process.threadCpuUsage(before)
  return { outcome, ms: performance.now() - begun, cpuMs: (user + system) / 1_000 }
}

/** By its own work, not by what else the machine does; but what waits long is slow as well. */
function isSlow({ ms, cpuMs }: Measured, slowestMs: number): boolean {
  return cpuMs > slowestMs || ms > slowestMs * MOST_WAITING
}

const MOST_WAITING = 10

/** What a test says with this mutant on. */
async function outcomeOf(
  test: () => unknown,
  id: number,
  { switches, begin }: TrialPorts,
  bounds: { readonly usual: number; readonly withinMs: number } = UNBOUNDED,
): Promise<'passed' | 'failed' | 'timeout'> {
  begin(id)
  switches.begin(id, bounds.usual)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'timeout'>((resolve) => {
    if (Number.isFinite(bounds.withinMs)) timer = setTimeout(resolve, bounds.withinMs, 'timeout')
  })
  try {
    const outcome = await Promise.race([Promise.resolve(test()).then(() => 'passed' as const), late])
    // What goes on in the background would slow down, or fail, whatever is tried next: another process goes on from here.
    if (outcome === 'timeout') process.exit(1)
    return outcome
  } catch (error) {
    return error instanceof Endless ? 'timeout' : 'failed'
  } finally {
    clearTimeout(timer)
    switches.end()
  }
}

const UNBOUNDED = { usual: Number.POSITIVE_INFINITY, withinMs: Number.POSITIVE_INFINITY }

import type { Clock } from '../../domain/clock.ts'
import type { QueryPorts } from '../queries/ports.ts'

/** What a person's action reads, appends to and takes the time from. */
export interface ActionPorts extends QueryPorts {
  readonly clock: Pick<Clock, 'now'>
}

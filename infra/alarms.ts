import type { Construct } from 'constructs'
import { raising, type Watched } from './alarms/alarm.ts'
import { createFunctionAlarms } from './alarms/functions.ts'
import { createRunAlarms } from './alarms/runs.ts'
import { createTamperingAlarms } from './alarms/tampering.ts'
import { createTellingAlarms } from './alarms/telling.ts'

/** Who watches the watcher. Each alarm has a section of its name in docs/runbook.md. */
export function createAlarms(scope: Construct, watched: Watched): void {
  const alarm = raising(scope, watched.topics.watchers)
  createRunAlarms(alarm, watched)
  createTamperingAlarms(alarm, watched)
  createTellingAlarms(alarm, watched)
  createFunctionAlarms(alarm, watched)
}

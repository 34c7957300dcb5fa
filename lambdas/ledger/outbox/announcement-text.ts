import { EVENT_KINDS, SEVERITIES } from '../../domain/event.ts'
import { parseInstant } from '../../domain/instant.ts'
import { isObject } from '../../domain/json-object.ts'
import { ANNOUNCEMENT_STATES, type Announcement } from '../../domain/telling/announcement.ts'

/** An announcement as the `work` table keeps it. */
export function announcementText(announcement: Announcement): string {
  return JSON.stringify(announcement)
}

/** Reads it back; undefined where the text is none, so that one broken row holds up no other. */
export function parseAnnouncement(text: string | undefined): Announcement | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '')
    return isAnnouncement(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** All that grouping and addressing rely on. */
export function isAnnouncement(value: unknown): value is Announcement {
  if (!isObject(value)) return false
  const texts = ['id', 'alertId', 'source', 'title', 'summary']
  return (
    texts.every((name) => typeof value[name] === 'string') &&
    ANNOUNCEMENT_STATES.some((state) => state === value['state']) &&
    SEVERITIES.some((severity) => severity === value['severity']) &&
    EVENT_KINDS.some((kind) => kind === value['kind']) &&
    [value['pipeline'], value['uuid'], value['run']].every((it) => it === null || typeof it === 'string') &&
    typeof value['observedAt'] === 'string' &&
    parseInstant(value['observedAt']) !== undefined &&
    isObject(value['entry']) &&
    typeof value['entry']['seq'] === 'string'
  )
}

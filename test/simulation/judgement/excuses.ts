/** Why the judge does not owe a loss that nobody told. Each can be taken away, to see how much it excuses (`npm run simulate -- --owing …`). */
export const EXCUSES = [
  // Of several recorders one ended it by its own answers; what the others saw was discarded (DESIGN §4).
  'contested',
  // A new start that shows nothing of what was listed, and one older than itself.
  'pulled',
  // Cleared, deleted and so on between the looks.
  'named',
  // The same, behind the last answer that showed it, whenever it was lost.
  'named-since',
  // Lacked by an answer of another start, by a single empty one, or without a host, and rotated in the next run's first.
  'faint',
  // One empty list with a full one right behind it.
  'alone',
  // The list that a stop left never showed it, and nothing shows that it had the time to.
  'untold',
  // A list between the last look that showed it and the first that lacks it shows it rotated, whatever is lost since.
  'rotated',
  // On some other host there may have been two later ones.
  'some-host',
  // Of hosts that nobody told of and nothing proves: on a single one it has rotated.
  'one-host',
  // What is listed and older counts more steps and was never shown before: made later, by a clock that is behind.
  'clock',
  // Noted by the feed so soon behind the last look that it may be older.
  'early',
] as const
export type Excuse = (typeof EXCUSES)[number]
export type Excuses = ReadonlySet<Excuse>

export const ALL_EXCUSES: Excuses = new Set(EXCUSES)

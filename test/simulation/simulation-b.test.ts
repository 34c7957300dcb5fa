import { lifeIsToldRightly, PLAIN } from './told-rightly.ts'

lifeIsToldRightly({ from: 5_000, seeds: 5_000, without: PLAIN }, { falseAlarms: 0, missed: 0 })

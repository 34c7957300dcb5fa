import { lifeIsToldRightly, PLAIN } from './told-rightly.ts'

lifeIsToldRightly(1, { falseAlarms: 0, missed: 0 }, PLAIN)

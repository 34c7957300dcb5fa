import { lifeIsToldRightly, PLAIN } from './told-rightly.ts'

lifeIsToldRightly(0, { falseAlarms: 0, missed: 0 }, PLAIN)

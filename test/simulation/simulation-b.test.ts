import { lifeIsToldRightly, PLAIN } from './told-rightly.ts'

lifeIsToldRightly(1, { falseAlarms: 6, missed: 54 }, PLAIN)

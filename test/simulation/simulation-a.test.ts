import { lifeIsToldRightly, PLAIN } from './told-rightly.ts'

lifeIsToldRightly(0, { falseAlarms: 6, missed: 45 }, PLAIN)

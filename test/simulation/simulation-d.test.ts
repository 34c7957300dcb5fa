import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly(3, { falseAlarms: 62, missed: 72 })

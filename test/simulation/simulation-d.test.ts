import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly(3, { falseAlarms: 59, missed: 69 })

import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly(2, { falseAlarms: 29, missed: 40 })

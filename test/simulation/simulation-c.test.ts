import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly(2, { falseAlarms: 51, missed: 81 })

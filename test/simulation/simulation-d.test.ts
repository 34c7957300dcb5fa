import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly(3, { falseAlarms: 586, missed: 179 })

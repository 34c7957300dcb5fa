import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly(3, { falseAlarms: 35, missed: 40 })

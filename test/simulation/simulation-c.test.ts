import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly(2, { falseAlarms: 606, missed: 160 })

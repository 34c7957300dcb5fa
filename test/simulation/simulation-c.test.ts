import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly(2, { falseAlarms: 49, missed: 85 })

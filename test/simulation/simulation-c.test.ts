import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly({ from: 10_000, seeds: 5_000 }, { falseAlarms: 2, missed: 1 })

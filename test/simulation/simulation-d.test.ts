import { ADDITIONS } from './settings.ts'
import { lifeIsToldRightly } from './told-rightly.ts'

lifeIsToldRightly({ from: 15_000, seeds: 4_400 }, { falseAlarms: 3, missed: 2 })
// Where feeds lie and are read often, too.
lifeIsToldRightly({ from: 19_400, seeds: 600, additions: ADDITIONS }, { falseAlarms: 4, missed: 0 })

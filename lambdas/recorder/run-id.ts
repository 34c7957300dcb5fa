/** Sorts by time and can be read: `20261123T200000000Z-9f86d081`. */
export function newRunId(startedAt: string, random: () => number): string {
  const chance = Math.floor(random() * 2 ** 32)
  return `${startedAt.replaceAll(/[-:.]/g, '')}-${chance.toString(16).padStart(8, '0')}`
}

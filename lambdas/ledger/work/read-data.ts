/** What an item's data says. Throws, with the place of the item, where it has none, or none that can be read. */
export function readData<Data, T>(place: string, data: Data | undefined, from: (data: Data) => T): T {
  if (data === undefined) throw new Error(`${place}: no data`)
  try {
    return from(data)
  } catch (cause) {
    throw new Error(`${place}: data cannot be read`, { cause })
  }
}

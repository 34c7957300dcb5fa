import { createMemoryStore } from '../support/stores/memory-store.ts'
import { describeStore } from './store-contract.ts'

describeStore('MemoryStore', () => {
  const objects = new Map<string, Uint8Array>()
  return {
    reader: createMemoryStore(objects),
    put: async (name, bytes) => void objects.set(name, bytes),
    remove: async (name) => void objects.delete(name),
  }
})

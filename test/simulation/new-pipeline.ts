import { mint, type Pipeline, type World } from './world.ts'

/** A pipeline that was deployed at that moment and has made nothing yet. */
export function newPipeline(
  world: World,
  atMs: number,
  name: string,
  hosts: number,
  habits: Pipeline['habits'],
): Pipeline {
  return {
    name,
    id: mint(world, atMs, true),
    status: 'Running',
    statusSinceMs: atMs,
    deployment: mint(world, atMs, true),
    reachableFromMs: 0,
    storage: 'InUse',
    details: null,
    heard: [],
    writtenMs: 0,
    isWriteDue: false,
    program: 1,
    platform: 1,
    steps: 0,
    records: 0,
    hosts: Array.from({ length: hosts }, (_, number) => ({ catalog: [], number })),
    skewMs: 0,
    habits,
    isIdle: false,
    pins: new Map(),
    feed: [],
    start: 0,
    isBusy: false,
    isDeleted: false,
    born: [],
    earlier: [],
  }
}

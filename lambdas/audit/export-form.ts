/** Makes an archive an export, which holds a part of the log only: what it says of itself, written last. */
export const DESCRIPTION = 'export.json'

export const EXPORT_VERSION = 'checkpoint-ledger/export/1'

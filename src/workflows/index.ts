export { applyRetention } from './apply-retention.js'
export { bulkReplay } from './bulk-replay.js'
export { deliver } from './deliver.js'
export { rotateKeys } from './rotate-keys.js'

import { defineQuery, defineSignal } from '@temporalio/workflow'

/** Which notification a signal means; may be left out when the workflow owns one. A bare string is taken as the id. */
export type Which = string | { notification?: string; reason?: string; attempt?: number } | undefined

export const retryNow = defineSignal<[Which?]>('retryNow')
export const cancel = defineSignal<[Which?]>('cancel')
/** Opens the next round of a notification: deliver again. */
export const replay = defineSignal<[Which?]>('replay')
export const pause = defineSignal<[Which?]>('pause')
export const resume = defineSignal<[Which?]>('resume')

/** The row of a bulk replay has changed: look at it now. */
export const replayChanged = defineSignal('replayChanged')

/** The rows of the keys of a place have changed: look at them now. */
export const keysChanged = defineSignal('keysChanged')

/** The failing endpoint is to be looked at now, at this notification first. */
export const recoveryChanged = defineSignal<[string?]>('recoveryChanged')

export const progress = defineQuery<{
  open: { notification: string; attempt: number; dueAt: string | null; held: boolean; note: string }[]
}>('progress')

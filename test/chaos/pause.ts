/* eslint-disable no-restricted-syntax -- publishers keep a pace, and what was killed stays down for a while */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

import { VerificationError } from './verification-error.js'

export interface Clock {
  readonly now: () => Date
  /** How far a timestamp may be from this clock, in both directions. */
  readonly toleranceSeconds: number
}

export interface ClockOptions {
  /** How far a timestamp may be from this server's clock, in both directions; default 300, from 1 to 3600. */
  readonly toleranceSeconds?: number
  /** This server's clock; for tests. */
  readonly now?: () => Date
}

/** Throws a TypeError for a tolerance that would switch the check off. */
export function toClock({ toleranceSeconds = 300, now = () => new Date() }: ClockOptions): Clock {
  if (!(toleranceSeconds >= 1 && toleranceSeconds <= 3600)) throw new TypeError('toleranceSeconds must be from 1 to 3600')
  return { toleranceSeconds, now }
}

/** Throws `timestamp_too_old` or `timestamp_in_future` for what is outside the tolerance; seconds since 1970. */
export function checkTimestamp(seconds: number, clock: Clock): void {
  checkNotInFuture(seconds, clock)
  const age = ageOf(seconds, clock)
  if (age > clock.toleranceSeconds)
    throw new VerificationError(
      'timestamp_too_old',
      `${toText(age)} ago, more than the allowed ${clock.toleranceSeconds} s. ${clockHint}`,
      age,
    )
}

/** Throws `timestamp_in_future`; how old it may be is for the caller to say. */
export function checkNotInFuture(seconds: number, clock: Clock): void {
  const age = ageOf(seconds, clock)
  if (age < -clock.toleranceSeconds)
    throw new VerificationError(
      'timestamp_in_future',
      `${toText(-age)} ahead of this clock, more than the allowed ${clock.toleranceSeconds} s. ${clockHint}`,
      age,
    )
}

/** Whole seconds by which this clock is ahead of it. */
export const ageOf = (seconds: number, { now }: Clock): number => Math.floor(now().getTime() / 1000) - seconds

const clockHint = 'Check that the clock of this server is synchronised (NTP), and that the request was not kept and sent again.'
const toText = (seconds: number): string => `The request was signed ${seconds} s`

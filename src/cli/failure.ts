/** Exit code 1: the command was understood but did not succeed; 2: the command was wrong. */
export type FailureExitCode = 1 | 2

/** A failure that the person at the keyboard can act on: one line, a stable code, an exit code. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'
  readonly code: string
  readonly exitCode: FailureExitCode

  constructor(code: string, message: string, exitCode: FailureExitCode = 1) {
    super(message)
    this.code = code
    this.exitCode = exitCode
  }
}

export const usageFailure = (message: string): CliFailure => new CliFailure('usage', message, 2)

/** The package has no types of its own. */
declare module 'jsonwebtoken' {
  import type { KeyObject } from 'node:crypto'
  export function verify(
    token: string,
    key: KeyObject,
    options: { readonly algorithms: readonly string[]; readonly complete: true },
  ): { readonly header: Readonly<Record<string, unknown>>; readonly payload: Readonly<Record<string, unknown>> }
}

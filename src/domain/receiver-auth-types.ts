/** How a receiver wants to be authenticated to, without the secret part; `changedAt` is when that was set. */
export type Auth =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly changedAt: string }
  | { readonly kind: 'bearer'; readonly changedAt: string }
  | { readonly kind: 'header'; readonly name: string; readonly changedAt: string }

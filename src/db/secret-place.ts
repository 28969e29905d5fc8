/** Where a sealed signing secret belongs: bound to its row, so that it opens nowhere else (signing.md). */
export const secretPlace = (accountId: string, secretId: string): string => `${accountId}|subscription_secrets|${secretId}|sealed|1`

/** The same for the private half of a key that signs tokens. */
export const signingKeyPlace = (accountId: string, kid: string): string => `${accountId}|signing_keys|${kid}|sealed|1`

export default async function globalTeardown() {
  await globalThis.posthornTestServers?.stop()
}

import { afterAll, expect } from '@jest/globals'

interface Resource {
  readonly name: string
  end(): Promise<unknown>
}

const open = new Set<Resource>()
const endings: (() => Promise<unknown>)[] = []

/** Remembers a process or server of this test file until the returned function says that it has ended. */
export function track(resource: Resource): () => void {
  open.add(resource)
  return () => open.delete(resource)
}

/** Ends what the tests of a file share, before leaks are looked for: this file's afterAll is the first that runs. */
export function atEndOfFile(end: () => Promise<unknown>): void {
  endings.push(end)
}

afterAll(async () => {
  await Promise.all(endings.splice(0).map((end) => end()))
  const leaked = [...open]
  await Promise.all(leaked.map((resource) => resource.end()))
  expect(leaked.map((resource) => resource.name)).toEqual([])
})

import { afterAll, expect } from '@jest/globals'

interface Resource {
  readonly name: string
  end(): Promise<unknown>
}

const open = new Set<Resource>()

/** Remembers a process or server of this test file until the returned function says that it has ended. */
export function track(resource: Resource): () => void {
  open.add(resource)
  return () => open.delete(resource)
}

afterAll(async () => {
  const leaked = [...open]
  await Promise.all(leaked.map((resource) => resource.end()))
  expect(leaked.map((resource) => resource.name)).toEqual([])
})

/** Of a list in which something is marked as a test. */
export const testColumn = { title: 'test', cell: ({ test }: { readonly test: boolean }) => (test ? 'test' : null) }

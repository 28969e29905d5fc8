/** Which layer may import which (docs/ARCHITECTURE.md). What is not listed is forbidden. */
const layers = {
  contract: [],
  domain: [],
  catalogue: [],
  crypto: ['domain'],
  db: ['domain', 'crypto'],
  delivery: ['domain', 'catalogue', 'db', 'crypto'],
  activities: ['delivery', 'domain'],
  engine: ['delivery', 'db', 'domain', 'crypto', 'activities'],
  workflows: ['domain'],
  api: ['contract', 'domain', 'catalogue', 'db', 'crypto', 'engine'],
  client: ['contract'],
  cli: ['client', 'contract', 'verify'],
  demo: ['client', 'contract', 'verify'],
  verify: [],
  embedded: ['domain'],
}

/** Single files that a layer may import besides. */
const besides = {
  crypto: [],
  db: ['log'],
  delivery: ['log', 'metrics'],
  activities: ['log', 'metrics'],
  engine: ['log', 'metrics', 'workflows/messages', 'workflows/search-attributes'],
  api: ['log', 'metrics', 'workflows/messages'],
  cli: [
    'crypto/audit-hash',
    'domain/audit-text',
    'up',
    'migrate',
    'interrupts',
    'sealing-keys',
    'config',
    'log',
    'embedded/',
    'db/connect',
    'db/migrate',
    'demo/',
  ],
  demo: ['log'],
  embedded: ['log'],
}

/** Layers that may be imported for their types alone. */
const typesOnly = {
  embedded: ['config'],
  workflows: ['activities'],
  engine: ['workflows', 'config'],
  api: ['config'],
  delivery: ['config'],
}

const directions = Object.entries(layers).map(([layer, allowed]) => {
  const folders = [layer, ...allowed].map((name) => `^src/${name}/`)
  const files = (besides[layer] ?? []).map((name) => (name.endsWith('/') ? `^src/${name}` : `^src/${name}[.]ts$`))
  const types = (typesOnly[layer] ?? []).map((name) => `^src/${name}(/|[.]ts$)`)
  return [
    {
      name: `${layer}-imports`,
      severity: 'error',
      comment: `src/${layer} may import ${[...allowed, ...(besides[layer] ?? [])].join(', ') || 'nothing'} of src.`,
      from: { path: `^src/${layer}/` },
      to: { path: '^src/', pathNot: [...folders, ...files, ...types] },
    },
    ...(types.length === 0
      ? []
      : [
          {
            name: `${layer}-imports-types`,
            severity: 'error',
            comment: `src/${layer} may import only types of ${typesOnly[layer].join(', ')}.`,
            from: { path: `^src/${layer}/` },
            to: { path: types, pathNot: [...folders, ...files], dependencyTypesNot: ['type-only'] },
          },
        ]),
  ]
})

/** The console is a program of its own, for browsers: of ours it sees the client and the contract. */
const console = [
  {
    name: 'console-imports',
    severity: 'error',
    comment: 'console may import src/client and src/contract of src.',
    from: { path: '^console/' },
    to: { path: '^(src|test|bench|scripts)/', pathNot: '^src/(client|contract)/' },
  },
  {
    name: 'console-packages',
    severity: 'error',
    comment: 'What goes into the bundle is chosen: React, Mantine, TanStack Query, and zod for the contract.',
    from: { path: '^console/' },
    to: {
      path: 'node_modules/',
      pathNot: 'node_modules/(react|react-dom|@mantine/core|@mantine/hooks|@tanstack/react-query|zod|@types/react|@types/react-dom)/',
    },
  },
  { name: 'console-for-itself', severity: 'error', from: { path: '^src/' }, to: { path: '^console/' } },
]

const packages = (layer, allowed) => ({
  name: `${layer}-packages`,
  severity: 'error',
  comment: `src/${layer} may use ${allowed.join(', ')} only.`,
  from: { path: `^src/${layer}/` },
  to: { path: 'node_modules/', pathNot: allowed.map((name) => `node_modules/${name}/`) },
})

export default {
  forbidden: [
    ...directions.flat(),
    ...console,
    packages('contract', ['zod']),
    packages('domain', ['ipaddr[.]js']),
    packages('catalogue', []),
    packages('workflows', ['@temporalio']),
    packages('client', []),
    packages('verify', []),
    { name: 'no-circular', severity: 'error', from: { path: '^(src|console)/' }, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A module that nothing imports and that imports nothing is dead.',
      from: { orphan: true, path: '^(src|console)/', pathNot: '^src/cli/program[.]ts$' },
      to: {},
    },
    { name: 'no-tests-in-sources', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|bench|scripts)/' } },
    {
      name: 'no-dev-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'not-resolvable', severity: 'error', from: { path: '^(src|console)/' }, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
}

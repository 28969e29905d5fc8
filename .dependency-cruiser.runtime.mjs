import directions from './.dependency-cruiser.mjs'

/** What is really loaded: imports of types are gone. Workflows run in a sandbox without Node; contract and domain may run there and in a browser. */
export default {
  forbidden: [
    {
      name: 'no-node-in-the-sandbox',
      severity: 'error',
      comment: 'No Node builtin may be reached from here, not even through another module.',
      from: { path: '^src/(workflows|domain|contract)/' },
      to: {
        reachable: true,
        path: '^(node:)?(assert|async_hooks|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|module|net|os|path|perf_hooks|process|querystring|readline|stream|string_decoder|timers|tls|tty|url|util|v8|vm|worker_threads|zlib)(/|$)',
      },
    },
    {
      name: 'no-zod-in-the-sandbox',
      severity: 'error',
      comment: 'zod adds 1 MB to every cached workflow.',
      from: { path: '^src/(workflows|domain)/' },
      to: { reachable: true, path: 'node_modules/zod/' },
    },
  ],
  options: { ...directions.options, tsPreCompilationDeps: false },
}

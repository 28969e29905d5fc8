import js from '@eslint/js'
import jest from 'eslint-plugin-jest'
import ts from 'typescript-eslint'

const forbid = (selector, message) => ({ selector, message })

const everywhere = [
  forbid('ExportDefaultDeclaration', 'Export by name: the name is what a reader searches for.'),
  forbid('TSEnumDeclaration', 'Use a union of string literals.'),
  forbid('Program > VariableDeclaration[kind="let"]', 'No mutable module state: pass it, or close over it in createX(deps).'),
]

const inSources = [
  ...everywhere,
  forbid('Program > ExpressionStatement', 'Importing a module must do nothing: export a function instead.'),
  forbid('Program > :matches(ForStatement, ForOfStatement, IfStatement, TryStatement)', 'Importing a module must do nothing.'),
]

const processEnv = forbid('MemberExpression[object.name="process"][property.name="env"]', 'Only src/config.ts reads the environment.')

const waiting = 'Wait for a condition with eventually(), not for time to pass.'
const inTests = [
  ...everywhere,
  forbid('CallExpression[callee.name=/^(sleep|delay)$/]', waiting),
  forbid('NewExpression[callee.name="Promise"] CallExpression[callee.name="setTimeout"]', waiting),
  forbid('ImportDeclaration[source.value=/^(node:)?timers\\u002fpromises$/]', waiting),
  forbid(
    'CallExpression[callee.object.name="jest"][callee.property.name=/mock$|^unstable_mockModule$/i]',
    'Test the real thing: no module mocks.',
  ),
]

const budgets = {
  'max-lines': ['error', { max: 250 }],
  'max-lines-per-function': ['error', { max: 50 }],
  'max-params': ['error', 3],
  'max-depth': ['error', 3],
  complexity: ['error', 10],
}

/** Where the strict preset and this codebase's style differ. */
const taste = {
  '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
  '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidOperator: true }],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
  '@typescript-eslint/no-redeclare': 'off',
  'no-console': 'error',
  eqeqeq: 'error',
  'prefer-const': 'error',
}

export default ts.config(
  { ignores: ['node_modules/', 'dist/', 'data/', 'coverage/', 'test/fixtures/', 'tools/'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        fetch: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
        performance: 'readonly',
      },
    },
    rules: budgets,
  },
  {
    files: ['src/**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: { ...budgets, ...taste, 'no-restricted-syntax': ['error', ...inSources, processEnv] },
  },
  {
    files: ['console/**/*.{ts,tsx}'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './console/tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: { ...budgets, ...taste, 'no-restricted-syntax': ['error', ...inSources] },
  },
  // What the page loads first does what it is there for.
  { files: ['console/main.ts'], rules: { 'no-restricted-syntax': ['error', ...everywhere] } },
  // A migration is one list of statements, read from top to bottom.
  { files: ['src/db/migrations/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  { files: ['src/config.ts'], rules: { 'no-restricted-syntax': ['error', ...inSources] } },
  // Programs talk to a person on a terminal.
  { files: ['src/cli/**/*.ts', 'src/demo/**/*.ts', 'src/up.ts', 'src/migrate.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...budgets,
      ...taste,
      // A describe() is a chapter, not a function.
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-syntax': ['error', ...inTests],
    },
  },
  {
    files: ['test/**/*.ts'],
    plugins: { jest },
    rules: {
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/no-identical-title': 'error',
      'jest/valid-expect': 'error',
      'jest/valid-title': 'error',
    },
  },
  { files: ['bench/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...everywhere], 'no-console': 'off' } },
)

import tseslint from 'typescript-eslint';
import { layersRule } from './scripts/lib/layers-rule.mjs';

const outsideWorld = ['fetch', 'XMLHttpRequest', 'WebSocket', 'process', 'require'].map((name) => ({
  name,
  message: 'Pure code reaches the outside world through ports only.',
}));

export default tseslint.config(
  { ignores: ['out/', 'node_modules/', 'test-results/', 'playwright-report/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    rules: {
      eqeqeq: 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { scantill: { rules: { layers: layersRule } } },
    rules: {
      'scantill/layers': 'error',
      'no-unused-vars': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // An event without particulars says so with an empty payload.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },
  {
    files: ['main/domain/**', 'main/payments/**', 'main/ports/index.ts'],
    rules: { 'no-restricted-globals': ['error', ...outsideWorld] },
  },
  {
    files: ['renderer/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "CallExpression[callee.name='useEffect'] :matches(MemberExpression[property.name='focus'], CallExpression[callee.name=/^focus/])",
          message: 'After the paint a key may have come already: the focus moves in useLayoutEffect.',
        },
      ],
    },
  },
  {
    files: ['test/**'],
    rules: {
      // In a test a wrong assumption fails the test, which is what is wanted.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Stand-ins for ports have to be async without awaiting anything.
      '@typescript-eslint/require-await': 'off',
    },
  },
);

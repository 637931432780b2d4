import js from '@eslint/js';
import globals from 'globals';
import reactHooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

const typed = ['backend/{src,test}/**/*.ts', 'frontend/{src,test}/**/*.{ts,tsx}', 'scripts/**/*.ts'];

export default ts.config(
  { ignores: ['**/node_modules/', '**/dist/', '**/out/', '**/.next/', '**/generated/', '**/coverage/', 'data/', '.build/', '**/next-env.d.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
    rules: { 'no-unused-vars': ['error', { caughtErrors: 'none' }] },
  },
  { files: ['frontend/public/**/*.js'], languageOptions: { globals: globals.browser } },
  { files: typed, extends: [ts.configs.recommended], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  {
    files: typed,
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-console': 'off',
      eqeqeq: ['error', 'smart'],
      'no-control-regex': 'off', // logs are full of control characters
    },
  },
  {
    files: ['frontend/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    // Injected classes look like types only, and must stay real imports: Nest reads them at run time.
    files: ['backend/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off', 'no-console': 'error' },
  },
  {
    files: ['backend/src/**/*.ts'],
    ignores: ['backend/src/main.ts', 'backend/src/platform/config/**', '**/*.spec.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Settings are read once, in platform/config.' }],
    },
  },
  {
    files: ['**/*.spec.{ts,tsx}'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo)$/]', message: 'No skipped or lonely tests.' },
      ],
    },
  },
);

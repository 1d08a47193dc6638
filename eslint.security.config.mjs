import security from 'eslint-plugin-security';
import tseslint from 'typescript-eslint';

/** Static analysis for weaknesses (IR-07): `npm run check:code`. What runs in AWS, and what deploys it; not the tests. */
export default tseslint.config(
  {
    files: ['bin/**/*.ts', 'lambda/**/*.ts', 'lib/**/*.ts', 'worker/**/*.ts'],
    languageOptions: { parser: tseslint.parser },
    plugins: { security },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: {
      'security/detect-bidi-characters': 'error',
      'security/detect-buffer-noassert': 'error',
      'security/detect-child-process': 'error',
      'security/detect-disable-mustache-escape': 'error',
      'security/detect-eval-with-expression': 'error',
      'security/detect-new-buffer': 'error',
      'security/detect-no-csrf-before-method-override': 'error',
      'security/detect-non-literal-regexp': 'error',
      'security/detect-non-literal-require': 'error',
      'security/detect-pseudoRandomBytes': 'error',
      // Left out, since what they find here is none: every property that is read by a variable, every file whose name is
      // computed, every comparison of what may be a secret by its name, every repetition of a bounded repetition.
    },
  },
  {
    // Patterns of our own words and of the platform's templates: nothing in them comes from outside.
    files: [
      'bin/**/*.ts',
      'lib/**/*.ts',
      'lambda/rotate-backups/site-contents.ts',
      'lambda/shared/records/redaction.ts',
    ],
    rules: { 'security/detect-non-literal-regexp': 'off' },
  },
);

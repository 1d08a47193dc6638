/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  // Half of two cores would leave one idle.
  maxWorkers: '100%',
  setupFiles: ['<rootDir>/test/support/setup.ts'],
};

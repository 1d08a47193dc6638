import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN_DIRECTORY } from './once-per-run';

/** Makes the directory of what test files share; jest's workers inherit its name. */
export default function setUp(): void {
  process.env[RUN_DIRECTORY] = mkdtempSync(join(tmpdir(), 'cordon-tests-'));
}

/** Removes it at the end. */
export function tearDown(): void {
  rmSync(process.env[RUN_DIRECTORY] ?? '', { recursive: true, force: true });
}

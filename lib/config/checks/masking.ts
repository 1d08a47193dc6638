import type { Problem } from '../problems';
import type { Check } from './input';

/** D20: a copy that is to be masked must not be a full one because nobody said what to mask. */
export const masksToApply: Check = ({ config, sites }) =>
  config.masking.length > 0
    ? []
    : Object.entries(sites)
        .filter(([, { maskCopies }]) => maskCopies)
        .map(([id]) => ({
          path: ['sites', id, 'maskCopies'],
          message:
            "true has nothing to mask; 'masking' in platform.yaml names no column; list the personal data there or set false",
        }));

/** Two masks of a column would leave open which one holds. */
export const columnsMaskedOnce: Check = ({ config: { masking } }) =>
  masking.flatMap(({ table, column }, index): Problem[] =>
    masking.findIndex((other) => other.table === table && other.column === column) === index
      ? []
      : [
          {
            path: ['masking', index, 'column'],
            message: `'${column}' of ${table} is listed twice; a column has one mask; remove one`,
          },
        ],
  );

import { z } from 'zod';
import { accessRecordSchema, changeRecordSchema } from '../../lambda/shared/records/access-record';
import { approvalsSchema } from './approvals';
import { placementSchema } from './placement-schema';
import { platformSchema } from './platform-schema';
import { siteSchema } from './site-schema';

const SCHEMAS = {
  platform: { schema: platformSchema, title: 'config/platform.yaml' },
  site: { schema: siteSchema, title: 'config/sites/<site>.yaml' },
  placement: { schema: placementSchema, title: 'config/placement.yaml' },
  approvals: { schema: approvalsSchema, title: 'config/approvals.yaml' },
  'access-record': { schema: accessRecordSchema, title: 'A line of the log of accesses' },
  'change-record': { schema: changeRecordSchema, title: 'A line of the log of changes' },
} as const;

/**
 * JSON Schemas by file name: an editor completes and checks a YAML file while it is being written, and the application's
 * tests check what it logs (LG-01, LG-07).
 */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(SCHEMAS).map(([name, { schema, title }]) => {
      // What an operator writes, before defaults are filled in.
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
      return [`${name}.schema.json`, `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`];
    }),
  );
}

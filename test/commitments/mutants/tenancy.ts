// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return */
import { replaced } from './mutation';
import type { Mutations } from './mutation';

export const tenancyMutants: Mutations = {
  'TN-09.DataOutlivesStack': [
    replaced((resource) => ({ ...resource, deletionPolicy: 'Delete' })),
    replaced((resource) => ({ ...resource, updateReplacePolicy: undefined })),
  ],
  'TN-18.NoStrangers': [
    (p, type) => {
      if (type === 'AWS::Lambda::Permission')
        return Object.assign(p, { Principal: '*', SourceArn: undefined, SourceAccount: undefined });
      const document =
        p.KeyPolicy ??
        p.PolicyDocument ??
        p.AssumeRolePolicyDocument ??
        p.AccessPolicy ??
        p.ResourcePolicy ??
        p.Statement;
      if (typeof document !== 'object') return false;
      const statements = document.Statement ?? document;
      return (
        Array.isArray(statements) && statements.push({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' })
      );
    },
  ],
  'TN-19.LogRetention': [(p) => delete p.RetentionInDays],
  'TN-19.RetentionStated': [
    // A queue and a stream forget even if nobody says so.
    replaced((resource) =>
      /Queue|Stream/.test(resource.type) ? resource : { ...resource, metadata: {}, properties: {} },
    ),
  ],
};

import { verdict } from '../rule';
import type { Rule } from '../rule';

export const siteClients: Rule = {
  id: 'TN-06.SiteClients',
  keeps: ['TN-05', 'TN-06'],
  statement: 'No app client and no group of users is in a template: each belongs to one site, and sites are data.',
  types: ['AWS::Cognito::UserPoolClient', 'AWS::Cognito::UserPoolGroup', 'AWS::Cognito::UserPoolUser'],
  judge({ type }) {
    return verdict({ '': `${type} belongs to no site; ensure-site-clients and manage-site-users make them` });
  },
};

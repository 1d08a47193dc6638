// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.

import type { Mutations } from './mutation';

export const encryptionMutants: Mutations = {
  'CR-02.HttpRedirects': [(p) => ((p.DefaultActions ?? p.Actions)[0].Type = 'forward')],
  'CR-02.TlsPolicy': [(p) => (p.SslPolicy = 'ELBSecurityPolicy-TLS-1-1-2017-01')],
  'CR-04.DatabaseTls': [
    (p, type) => (type.endsWith('Group') ? delete p.Parameters['rds.force_ssl'] : delete p.DBParameterGroupName),
  ],
  'CR-06.LogKey': [(p) => delete p.KmsKeyId],
  'CR-09.ProviderSecret': [(p) => (p.ProviderDetails.client_secret = 'in-plain-sight')],
};

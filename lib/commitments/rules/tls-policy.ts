import { tlsPolicyProblem } from '../../web/tls';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const tlsPolicy: Rule = {
  id: 'CR-02.TlsPolicy',
  keeps: ['CR-02', 'CR-03', 'CR-07'],
  statement: 'Every listener that speaks TLS accepts TLS 1.2 and 1.3 with strong suites only.',
  types: ['AWS::ElasticLoadBalancingV2::Listener'],
  judge({ properties }) {
    const { Protocol, SslPolicy } = properties as { Protocol?: string; SslPolicy?: string };
    if (Protocol !== 'HTTPS' && Protocol !== 'TLS') return undefined;
    return verdict({ SslPolicy: tlsPolicyProblem(SslPolicy) });
  },
};

import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

const HEADER = 'routing.http.response.strict_transport_security.header_value';
/** A year in seconds: what lists of HTTPS-only hosts ask for. */
const LEAST = 31_536_000;

export const strictTransport: Rule = {
  id: 'CR-02.StrictTransport',
  keeps: ['CR-02', 'CR-09'],
  statement: 'A browser that has once reached a site does so by HTTPS alone for a year or longer.',
  types: ['AWS::ElasticLoadBalancingV2::Listener'],
  judge({ properties }) {
    const { Protocol, ListenerAttributes = [] } = properties as {
      Protocol?: string;
      ListenerAttributes?: readonly { readonly Key?: string; readonly Value?: unknown }[];
    };
    if (Protocol !== 'HTTPS') return undefined;
    const value = textOf(ListenerAttributes.find(({ Key }) => Key === HEADER)?.Value);
    const seconds = Number(/\bmax-age=(\d+)/.exec(value)?.[1] ?? 0);
    return verdict({
      [`ListenerAttributes.${HEADER}`]:
        seconds >= LEAST && /\bincludeSubDomains\b/.test(value)
          ? undefined
          : `is ${JSON.stringify(value)}; use TLS.strictTransportSecurity, ${LEAST} seconds or more with includeSubDomains`,
    });
  },
};

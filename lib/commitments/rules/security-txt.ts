import type { Assembly, TemplateResource } from '../assembly';
import { SECURITY_TXT_PATH, formProblems } from '../../web/security-txt';
import { present } from '../rule';
import { isHome } from './stages';

const LISTENER_RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

interface Served {
  readonly Priority?: number;
  readonly Conditions?: readonly { readonly PathPatternConfig?: { readonly Values?: readonly string[] } }[];
  readonly Actions?: readonly {
    readonly FixedResponseConfig?: { readonly StatusCode?: string; readonly MessageBody?: string };
  }[];
}

export const securityTxtServed = present({
  id: 'IR-05.SecurityTxtServed',
  keeps: ['IR-05'],
  statement:
    'Every host on the internet serves a security.txt that says whom to tell of a vulnerability and by which policy.',
  types: [LISTENER_RULE],
  where: isHome,
  needs: `a whole security.txt at ${SECURITY_TXT_PATH}, on every host and before all else; use SiteLoadBalancer`,
  is: (rule, assembly) => {
    const { Conditions = [], Actions = [] } = rule.properties as Served;
    const { StatusCode, MessageBody = '' } = Actions[0]?.FixedResponseConfig ?? {};
    return (
      Conditions.length === 1 &&
      Conditions[0]?.PathPatternConfig?.Values?.join() === SECURITY_TXT_PATH &&
      StatusCode === '200' &&
      formProblems(MessageBody).length === 0 &&
      comesFirst(rule) &&
      isPublic(rule, assembly)
    );
  },
});

/** A rule with a lower number would answer instead. */
function comesFirst({ stack, logicalId, properties }: TemplateResource): boolean {
  const { Priority = Infinity, ListenerArn } = properties as Served & { ListenerArn?: unknown };
  return [...stack.resources.values()].every(
    (other) =>
      other.type !== LISTENER_RULE ||
      other.logicalId === logicalId ||
      JSON.stringify(other.properties.ListenerArn) !== JSON.stringify(ListenerArn) ||
      Number(other.properties.Priority) > Priority,
  );
}

function isPublic({ properties, stack }: TemplateResource, assembly: Assembly): boolean {
  const listener = assembly.target(properties.ListenerArn, stack);
  const balancer = listener && assembly.target(listener.properties.LoadBalancerArn, listener.stack);
  return listener?.properties.Protocol === 'HTTPS' && balancer?.properties.Scheme === 'internet-facing';
}

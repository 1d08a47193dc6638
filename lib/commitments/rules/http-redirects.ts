import { PORTS } from '../../network/network';
import type { TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

interface Action {
  readonly Type?: string;
  readonly RedirectConfig?: { readonly Protocol?: string };
}

export const httpRedirects: Rule = {
  id: 'CR-02.HttpRedirects',
  keeps: ['CR-02', 'CR-09'],
  statement: 'A listener without TLS answers nothing but a redirect to HTTPS.',
  types: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'],
  judge(resource, assembly) {
    const listener = resource.type.endsWith('Listener')
      ? resource
      : assembly.target(resource.properties.ListenerArn, resource.stack);
    if (!speaksPlainHttp(listener)) return undefined;
    const property = listener === resource ? 'DefaultActions' : 'Actions';
    const actions = (resource.properties[property] ?? []) as readonly Action[];
    const ok = actions.length > 0 && actions.every(isRedirectToHttps);
    return verdict({
      [property]: ok ? undefined : 'serves requests that were sent in the clear; redirect every one of them to HTTPS',
    });
  },
};

/**
 * A listener of unknown origin counts as one with TLS: it is another rule's business to know every listener. So does TCP
 * on the port of syslog over TLS, which the port table opens to log servers alone: it passes through to them.
 */
function speaksPlainHttp(listener: TemplateResource | undefined): boolean {
  const { Protocol, Port } = listener?.properties ?? {};
  return Protocol === 'HTTP' || (Protocol === 'TCP' && Port !== PORTS.syslog);
}

function isRedirectToHttps({ Type, RedirectConfig }: Action): boolean {
  return Type === 'redirect' && RedirectConfig?.Protocol === 'HTTPS';
}

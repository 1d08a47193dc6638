import type { Assembly, StackTemplate } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

const CERTIFICATE = 'AWS::CertificateManager::Certificate';
const VPN = 'AWS::EC2::ClientVpnEndpoint';

/** Keys of certificates that hold the promise: RSA of 2048 bits, or longer ones. */
const ALGORITHMS = ['RSA_2048', 'RSA_3072', 'RSA_4096'];

export const certificateKey: Rule = {
  id: 'CR-01.CertificateKey',
  keeps: ['CR-01', 'CR-02'],
  statement: 'Whoever connects meets a certificate whose public key has 2048 bits or more.',
  types: [CERTIFICATE, 'AWS::ElasticLoadBalancingV2::Listener', VPN],
  judge({ type, properties, stack }, assembly) {
    if (type === CERTIFICATE) return verdict({ KeyAlgorithm: algorithmProblem(properties.KeyAlgorithm) });
    if (type === VPN) {
      return verdict({ ServerCertificateArn: originProblem(properties.ServerCertificateArn, stack, assembly) });
    }
    const { Protocol, Certificates = [] } = properties as {
      Protocol?: string;
      Certificates?: readonly { readonly CertificateArn?: unknown }[];
    };
    if (Protocol !== 'HTTPS' && Protocol !== 'TLS') return undefined;
    if (Certificates.length === 0) return verdict({ Certificates: 'is empty; name a WatchedCertificate' });
    return verdict(
      Object.fromEntries(
        Certificates.map(({ CertificateArn }, index) => [
          `Certificates.${index}.CertificateArn`,
          originProblem(CertificateArn, stack, assembly),
        ]),
      ),
    );
  },
};

/** ACM's default is the same today; said aloud, it stays so. */
function algorithmProblem(algorithm: unknown): string | undefined {
  if (ALGORITHMS.includes(String(algorithm))) return undefined;
  return `is ${JSON.stringify(algorithm ?? 'missing')}; ${ALGORITHMS.join(', ')} are allowed`;
}

function originProblem(certificate: unknown, stack: StackTemplate, assembly: Assembly): string | undefined {
  if (assembly.target(certificate, stack)?.type === CERTIFICATE) return undefined;
  return 'names no certificate of this app, so nobody knows how long its key is; name a WatchedCertificate';
}

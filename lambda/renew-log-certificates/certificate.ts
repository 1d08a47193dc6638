import { createHash, createPrivateKey, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { bits, integer, octets, oid, sequence, set, tagged, time, utf8, yes } from './der';

/** A certificate with its private key, both as PEM. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate is for: to be an authority, or to prove a name as one end of a connection. */
export type Purpose = 'authority' | 'server' | 'client';

export interface Wanted {
  readonly name: string;
  readonly purpose: Purpose;
  readonly from: Date;
  readonly until: Date;
}

const OIDS = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
} as const;

/**
 * Makes a P-256 key and an X.509 certificate of it (RFC 5280). Node signs, but can't write a certificate, and what it
 * takes to write this one kind is less than a library that writes all.
 *
 * @param authority who signs it. Default: nobody but itself, as an authority does
 */
export function issue(wanted: Wanted, authority?: Identity): Identity {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = authority && new X509Certificate(authority.certificate);
  const issuerName = issuer ? issuer.subject.replace(/^CN=/, '') : wanted.name;
  const signer = authority?.key ?? pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
  const algorithm = sequence(oid(OIDS.ecdsaWithSha256));
  const body = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    // 127 bits: positive, and never given twice.
    integer(Buffer.concat([Buffer.of(0x40 | (randomBytes(1)[0]! & 0x3f)), randomBytes(15)])),
    algorithm,
    nameOf(issuerName),
    sequence(time(wanted.from), time(wanted.until)),
    nameOf(wanted.name),
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(wanted, pair.publicKey, issuer?.publicKey ?? pair.publicKey))),
  );
  const der = sequence(body, algorithm, bits(sign('sha256', body, signer)));
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines(der)}\n-----END CERTIFICATE-----\n`,
    key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** @throws unless the identity is what was wanted, signed by the authority, and its key its own. */
export function verify({ certificate, key }: Identity, ca: string, name: string, now: Date): void {
  const [own, authority] = [new X509Certificate(certificate), new X509Certificate(ca)];
  const reasons = [
    !own.verify(authority.publicKey) && 'it is not signed by the authority',
    !own.checkPrivateKey(createPrivateKey(key)) && 'the key is not its own',
    own.checkHost(name) === undefined && `it is not for ${name}`,
    (now < new Date(own.validFrom) || now > new Date(own.validTo)) && `it is not valid at ${now.toISOString()}`,
  ].filter((reason) => reason !== false);
  if (reasons.length > 0) throw new Error(`The certificate is no good: ${reasons.join(', ')}`);
}

function extensions({ name, purpose }: Wanted, own: KeyObject, issuer: KeyObject): Buffer[] {
  const identifiers = [
    extension(OIDS.subjectKeyIdentifier, octets(keyIdentifier(own))),
    extension(OIDS.authorityKeyIdentifier, sequence(tagged(0x80, keyIdentifier(issuer)))),
  ];
  if (purpose === 'authority') {
    return [
      // It signs certificates and no further authorities.
      critical(OIDS.basicConstraints, sequence(yes(), integer(Buffer.of(0)))),
      critical(OIDS.keyUsage, bits(Buffer.of(0b0000_0110), 1)),
      ...identifiers,
    ];
  }
  return [
    critical(OIDS.basicConstraints, sequence()),
    critical(OIDS.keyUsage, bits(Buffer.of(0b1000_0000), 7)),
    extension(OIDS.extendedKeyUsage, sequence(oid(OIDS[purpose]))),
    extension(OIDS.subjectAlternativeName, sequence(tagged(0x82, Buffer.from(name, 'ascii')))),
    ...identifiers,
  ];
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), octets(value));
}

/** Whoever doesn't understand it must refuse the certificate. */
function critical(id: string, value: Buffer): Buffer {
  return sequence(oid(id), yes(), octets(value));
}

function nameOf(commonName: string): Buffer {
  return sequence(set(sequence(oid(OIDS.commonName), utf8(commonName))));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest();
}

function lines(der: Buffer): string {
  return der.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
}

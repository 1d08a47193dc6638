/** The trust documents, by the product that each is about. */
export type TrustDocument = 'vintrace' | 'Vinterre' | 'Vintra' | 'Aeronet' | 'TeamBench';

/**
 * Who makes a promise true: the platform (`infrastructure`), the hosted application with a part that the platform gives
 * it (`application-seam`), people (`organisational`), or AWS (`inherited`).
 */
export type CommitmentClass = 'infrastructure' | 'application-seam' | 'organisational' | 'inherited';

/** Controls of the common standards that a commitment is evidence for, by their own numbers. */
export interface MappedControls {
  /** ISO/IEC 27001:2022, Annex A, such as `8.13`. */
  readonly iso27001: readonly string[];
  /** SOC 2 trust services criteria, such as `A1.2`. */
  readonly soc2: readonly string[];
  /** PCI DSS 4, such as `10.3.2`. */
  readonly pciDss: readonly string[];
  /** NIST 800-53 revision 5, such as `CP-9`. */
  readonly nist80053: readonly string[];
}

/** A promise of a trust document, as the room that keeps it states it. */
export interface Commitment {
  /** `NW-05`: unique, and never given to another promise. Tests and rules name it. */
  readonly id: string;
  readonly document: TrustDocument;
  readonly class: CommitmentClass;
  /** What we say, in our own words, as one sentence. */
  readonly statement: string;
  readonly controls: MappedControls;
  /** Anchors of the runbook's sections of the alarms and probes that watch it in the running platform. */
  readonly watchedBy: readonly string[];
  /** What makes it true where no rule of ours can: the attestation, the document or the procedure. */
  readonly attestation?: string;
  /** What is still missing to keep it, and why; of class infrastructure only. Absent where nothing is. */
  readonly open?: string;
  /** Decisions on how it is meant, such as `D4`. @default - it is meant as it says */
  readonly decisions?: readonly string[];
}
